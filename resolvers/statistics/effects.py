"""What the statistics flows do when they move: facts are stated, explained, confirmed, corrected, withdrawn."""

from sqlalchemy.dialects.postgresql import insert

from db.statistics import FactPeriod, VillageQuestion
from resolvers.acts import Act, effect
from resolvers.assigning import admit
from resolvers.refusals import bad_input
from resolvers.reminding import remind
from resolvers.statistics.figures import (
    Figure,
    changed_meanwhile,
    confirm_stated,
    explain,
    state_figures,
    withdraw_stated,
)
from resolvers.statistics.guards import book_of, subject_row, villages_of

effect("FACT_PERIOD", "REMIND")(remind)
effect("FACT_CORRECTION", "REMIND")(remind)


async def _current(act: Act) -> list[Figure]:
    """The figures of the act without those that somebody changed meanwhile, which are refused by themselves."""
    book, kept = await book_of(act), []
    for figure in act.inputs["values"]:
        refusal = changed_meanwhile(act, book, figure)
        if refusal is None:
            kept.append(figure)
        else:
            act.refused.append((figure, refusal))
    return kept


async def _keep_explanations(act: Act) -> None:
    row, book = await subject_row(act), await book_of(act)
    known = {code: indicator.id for code, indicator in book.catalogue.rows.items()}
    for words in act.inputs.get("explanation") or ():
        if words["indicator"] not in known or not words["words"].strip():
            raise bad_input("说明须写明指标和文字", "An explanation names its indicator and has words", "explanation")
    await explain(act, act.item.area_id, row.period_id, known)


@effect("FACT_PERIOD", "ENTER")
async def enter(act: Act) -> None:
    """State figures of the township's period."""
    act.result["facts"] = await state_figures(
        act, await book_of(act), await _current(act), source="TOWNSHIP", reason=None
    )


@effect("FACT_PERIOD", "EXPLAIN")
async def explain_period(act: Act) -> None:
    """Keep the words for warnings of the township's period."""
    await _keep_explanations(act)


@effect("REGISTER_IMPORT", "EXPLAIN")
async def explain_register(act: Act) -> None:
    """Keep the words for warnings of the department's register figures, each for its area."""
    await _keep_explanations(act)


@effect("FACT_PERIOD", "FINISH")
async def finish(act: Act) -> None:
    """Note who handed the period to the head, and when."""
    row = await subject_row(act)
    assert isinstance(row, FactPeriod)
    row.entered_by, row.entered_at = act.person, act.at


@effect("FACT_PERIOD", "CONFIRM")
async def confirm(act: Act) -> None:
    """Confirm all facts of the period together, for all forms."""
    row = await subject_row(act)
    assert isinstance(row, FactPeriod)
    row.confirmed_by, row.confirmed_at = act.person, act.at
    act.result["facts"] = await confirm_stated(act, source="TOWNSHIP")


@effect("FACT_PERIOD", "ASK_VILLAGES")
async def ask_villages(act: Act) -> None:
    """Hand figures down to the villages named in the cells, or to all of the township; their secretaries may read the
    item from now on.
    """
    book = await book_of(act)
    every = await villages_of(act)
    for cell in act.inputs["cells"]:
        asked = cell.get("villages") or every
        rows = [
            {
                "item_id": act.item.id,
                "area_id": village,
                "indicator_id": book.catalogue.rows[cell["indicator"]].id,
                "asked_by": act.person,
                "asked_at": act.at,
                "due_at": act.item.due_at,
            }
            for village in asked
        ]
        await act.session.execute(insert(VillageQuestion).values(rows).on_conflict_do_nothing())
        posts = [
            post
            for post in act.county.posts.values()
            if post.area_id in asked and any(p == "ANSWER_FACT" for p, _ in post.powers)
        ]
        await admit(
            act.session, act.item, [act.county.readers["POST", post.id] for post in posts], "ASK_VILLAGES", act.at
        )


@effect("FACT_PERIOD", "ANSWER_VILLAGE")
async def answer_village(act: Act) -> None:
    """State the village's own figures: on record, never part of a sum; the township takes them over or not."""
    assert act.held is not None
    figures = [
        Figure(figure.code, act.held.area_id or 0, figure.value, figure.expected) for figure in act.inputs["values"]
    ]
    act.result["facts"] = await state_figures(act, await book_of(act), figures, source="VILLAGE", reason=None)


@effect("FACT_CORRECTION", "REVISE")
async def revise(act: Act) -> None:
    """State the corrected value as a new version, with its reason; the old one stays in force until the head
    confirms.
    """
    await _keep_explanations(act)
    act.result["facts"] = await state_figures(
        act, await book_of(act), await _current(act), source="TOWNSHIP", reason=act.inputs["reason"]
    )


@effect("FACT_CORRECTION", "CONFIRM")
async def confirm_correction(act: Act) -> None:
    """Put the corrected value in force."""
    act.result["facts"] = await confirm_stated(act)


@effect("FACT_CORRECTION", "SEND_BACK")
async def send_back(act: Act) -> None:
    """Withdraw the corrected value: the version before is the newest again."""
    await withdraw_stated(act)


@effect("REGISTER_IMPORT", "LOAD", "LOAD_AGAIN", "RESTATE")
async def load(act: Act) -> None:
    """State register figures of all townships, still to be confirmed by the department's own word."""
    reason = act.inputs.get("reason")
    act.result["facts"] = await state_figures(
        act, await book_of(act), await _current(act), source="REGISTER", reason=reason
    )


@effect("REGISTER_IMPORT", "STATE")
async def state_register(act: Act) -> None:
    """Confirm the department's figures of the period for all townships at once."""
    act.result["facts"] = await confirm_stated(act, source="REGISTER")


@effect("REGISTER_IMPORT", "DISCARD")
async def discard(act: Act) -> None:
    """Withdraw what was loaded and not stated."""
    await withdraw_stated(act)
