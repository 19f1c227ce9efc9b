"""What the statistics flows do when they move: facts are stated, explained, confirmed, corrected, withdrawn."""

from dataclasses import replace

from sqlalchemy.dialects.postgresql import insert

from db.statistics import FactPeriod, VillageQuestion
from resolvers.acts import Act, effect, screen
from resolvers.assigning import admit
from resolvers.refusals import Refused, bad_input
from resolvers.reminding import remind
from resolvers.statistics.figures import (
    Figure,
    changed_meanwhile,
    confirm_stated,
    explain,
    state_figures,
    withdraw_stated,
)
from resolvers.statistics.following import follow_soon
from resolvers.statistics.guards import EVERY, areas_of, book_of, findings_of, lay_on, subject_row, villages_of

effect("FACT_PERIOD", "REMIND")(remind)
effect("FACT_CORRECTION", "REMIND")(remind)


@screen("FACT_PERIOD", "ENTER")
@screen("FACT_CORRECTION", "REVISE")
@screen("REGISTER_IMPORT", "LOAD", "LOAD_AGAIN", "RESTATE")
async def take_out_strays(act: Act) -> None:
    """Refuse by themselves the figures of areas that are not the item's, and those that somebody changed meanwhile."""
    book, kept = await book_of(act), []
    for figure in act.inputs["values"]:
        refusal = await _elsewhere(act, figure) or await changed_meanwhile(act, book, figure)
        if refusal is None:
            kept.append(figure)
        else:
            act.refused.append((figure, refusal))
    act.inputs = {**act.inputs, "values": kept}
    act.emptied = not kept
    lay_on(act, kept)


async def _elsewhere(act: Act, figure: Figure) -> Refused | None:
    if figure.area_id in await areas_of(act, figure.code):
        return None
    return bad_input("此处不填该地区的数据", "Figures of that area are not stated here", "values", figure.code)


@screen("FACT_PERIOD", "ANSWER_VILLAGE")
async def of_the_village(act: Act) -> None:
    """A village answers for itself, whatever area was named."""
    assert act.held is not None and act.held.area_id is not None
    village = act.held.area_id
    act.inputs = {**act.inputs, "values": [replace(figure, area_id=village) for figure in act.inputs["values"]]}


async def _state(act: Act, source: str, reason: str | None = None) -> None:
    """State the figures of the act, and say so when all of them are on record already."""
    act.result["facts"] = await state_figures(
        act, await book_of(act), act.inputs["values"], source=source, reason=reason
    )
    act.unchanged = not act.result["facts"]


async def _keep_explanations(act: Act) -> None:
    row, book = await subject_row(act), await book_of(act)
    known = {code: indicator.id for code, indicator in book.catalogue.rows.items()}
    for words in act.inputs.get("explanation") or ():
        indicator = words.get("indicator")
        if indicator not in known or not (words.get("warning") and (words.get("words") or "").strip()):
            raise bad_input("说明须写明指标和文字", "An explanation names its indicator and has words", "explanation")
        if words.get("area", act.item.area_id) not in await areas_of(act, indicator):
            raise bad_input("此处不说明该地区的数据", "Figures of that area are not explained here", "explanation")
    await explain(act, act.item.area_id, row.period_id, known)


@effect("FACT_PERIOD", "ENTER")
async def enter(act: Act) -> None:
    """State figures of the township's period."""
    await _state(act, "TOWNSHIP")


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
    await follow_soon(act.session)


@effect("FACT_PERIOD", "ASK_VILLAGES")
async def ask_villages(act: Act) -> None:
    """Hand figures down to the villages named in the cells, or to all of the township; their secretaries may read the
    item from now on.
    """
    book = await book_of(act)
    every = await villages_of(act)
    for cell in act.inputs["cells"]:
        asked = cell.get("villages") or every
        if not set(asked) <= set(every):
            raise bad_input("只能询问本乡镇的村(社区)", "Only villages of the township can be asked", "cells")
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
    await _state(act, "VILLAGE")


@effect("FACT_CORRECTION", "REVISE")
async def revise(act: Act) -> None:
    """State the corrected value as a new version, with its reason; the old one stays in force until the head
    confirms. Words given once explain every warning.
    """
    given = act.inputs.get("explanation") or ()
    if any(words["warning"] == EVERY for words in given):
        warned = [found for _, found in await findings_of(act) if not found.kind.refuses]
        every = [
            {"indicator": found.indicator, "warning": found.rule or "BOUNDS", "words": words["words"]}
            for words in given
            for found in warned
        ]
        act.inputs = {**act.inputs, "explanation": every}
    await _keep_explanations(act)
    await _state(act, "TOWNSHIP", act.inputs["reason"])


@effect("FACT_CORRECTION", "CONFIRM")
async def confirm_correction(act: Act) -> None:
    """Put the corrected value in force."""
    act.result["facts"] = await confirm_stated(act)
    await follow_soon(act.session)


@effect("FACT_CORRECTION", "SEND_BACK")
async def send_back(act: Act) -> None:
    """Withdraw the corrected value: the version before is the newest again."""
    await withdraw_stated(act)


@effect("REGISTER_IMPORT", "LOAD", "LOAD_AGAIN", "RESTATE")
async def load(act: Act) -> None:
    """State register figures of all townships, still to be confirmed by the department's own word."""
    await _state(act, "REGISTER", act.inputs.get("reason"))


@effect("REGISTER_IMPORT", "STATE")
async def state_register(act: Act) -> None:
    """Confirm the department's figures of the period for all townships at once."""
    act.result["facts"] = await confirm_stated(act, source="REGISTER")
    await follow_soon(act.session)


@effect("REGISTER_IMPORT", "DISCARD")
async def discard(act: Act) -> None:
    """Withdraw what was loaded and not stated."""
    await withdraw_stated(act)
