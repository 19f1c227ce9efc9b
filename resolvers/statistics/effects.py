"""What the statistics flows do when they move: facts are stated, explained, confirmed, corrected, withdrawn."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from db.statistics import Fact, FactPeriod, VillageQuestion
from resolvers.acts import Act, effect, screen
from resolvers.assigning import admit, holders, notify, people_in
from resolvers.refusals import Refused, bad_input
from resolvers.relations import Related
from resolvers.reminding import remind
from resolvers.statistics.act_book import areas_of, book_of, findings_of, lay_on, subject_row, villages_of
from resolvers.statistics.figures import (
    RETYPED,
    Figure,
    changed_meanwhile,
    confirm_stated,
    explain,
    state_figures,
    withdraw_stated,
)
from resolvers.statistics.following import follow_soon
from resolvers.statistics.guards import EVERY

effect("FACT_PERIOD", "REMIND")(remind)
effect("FACT_CORRECTION", "REMIND")(remind)


@screen("FACT_PERIOD", "ENTER")
@screen("FACT_CORRECTION", "REVISE")
@screen("REGISTER_IMPORT", "LOAD", "LOAD_AGAIN", "RESTATE")
async def take_out_strays(act: Act) -> None:
    """Refuse by themselves the figures of areas that are not the item's, and those that somebody changed meanwhile."""
    book, kept = await book_of(act), []
    changed = await changed_meanwhile(act, book, act.inputs["values"])
    for figure in act.inputs["values"]:
        refusal = await _elsewhere(act, figure) or changed.get(figure)
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
    await follow_soon(act.session, act.item.id, act.at)


@screen("FACT_PERIOD", "ASK_VILLAGES")
async def readable_cells(act: Act) -> None:
    """Refuse what names no cells, villages that are not the township's own, and a day that is past."""
    every = await villages_of(act)
    cells = act.inputs["cells"]
    if not every or not isinstance(cells, list) or not all(isinstance(cell.get("indicator"), str) for cell in cells):
        raise bad_input("请指明询问哪些村(社区)、哪些数据", "Say which figures are asked of which villages", "cells")
    if not all(set(cell.get("villages") or ()) <= set(every) for cell in cells):
        raise bad_input("只能询问本乡镇的村(社区)", "Only villages of the township can be asked", "cells")
    asked = [{"indicator": cell["indicator"], "villages": cell.get("villages") or every} for cell in cells]
    act.inputs = {**act.inputs, "cells": asked}
    act.memo["villages_due"] = _due(act)


def _due(act: Act) -> datetime:
    try:
        due = datetime.fromisoformat(str(act.inputs["term"]))
    except ValueError:
        due = act.at.replace(tzinfo=None)
    if due.tzinfo is None or due <= act.at:
        raise bad_input("答数期限须在今后", "The villages' term must lie ahead", "term")
    return due


@effect("FACT_PERIOD", "ASK_VILLAGES")
async def ask_villages(act: Act) -> None:
    """Hand figures down to the villages named in the cells; their secretaries may read the item from now on and are
    told. Asked again, a village has the new term.
    """
    known = (await book_of(act)).catalogue.rows
    cells = {(village, known[cell["indicator"]].id) for cell in act.inputs["cells"] for village in cell["villages"]}
    asked = {"item_id": act.item.id, "asked_by": act.person, "asked_at": act.at, "due_at": act.memo["villages_due"]}
    rows = [{**asked, "area_id": village, "indicator_id": indicator} for village, indicator in sorted(cells)]
    new = insert(VillageQuestion).values(rows)
    keys = ["item_id", "area_id", "indicator_id"]
    await act.session.execute(new.on_conflict_do_update(index_elements=keys, set_={"due_at": new.excluded.due_at}))
    villages = frozenset(village for village, _ in cells)
    posts = holders(act.county, "ANSWER_FACT", Related(villages=villages))
    readers = [act.county.readers["POST", post.id] for post in posts]
    await admit(act.session, act.item, readers, "ASK_VILLAGES", act.at)
    people = await people_in(act.session, [post.id for post in posts])
    await notify(act.session, act.item, people, "TOLD", act.transition.event)


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
    await follow_soon(act.session, act.item.id, act.at)


@effect("FACT_CORRECTION", "SEND_BACK")
async def send_back(act: Act) -> None:
    """Withdraw the corrected value: the version before is the newest again."""
    await withdraw_stated(act)


@effect("REGISTER_IMPORT", "LOAD", "LOAD_AGAIN", "RESTATE")
async def load(act: Act) -> None:
    """State register figures of all townships, still to be confirmed by the department's own word.

    A register that is corrected in several goes keeps the reason that was given with the first.
    """
    await _state(act, "REGISTER", act.inputs.get("reason") or await _reason_of_correction(act))


async def _reason_of_correction(act: Act) -> str | None:
    waiting = (Fact.item_id == act.item.id, Fact.latest, Fact.status == "STATED", Fact.reason != RETYPED)
    reason: str | None = await act.session.scalar(select(Fact.reason).where(*waiting).limit(1))
    return reason


@effect("REGISTER_IMPORT", "STATE")
async def state_register(act: Act) -> None:
    """Confirm the department's figures of the period for all townships at once."""
    act.result["facts"] = await confirm_stated(act, source="REGISTER")
    await follow_soon(act.session, act.item.id, act.at)


@effect("REGISTER_IMPORT", "DISCARD")
async def discard(act: Act) -> None:
    """Withdraw what was loaded and not stated."""
    await withdraw_stated(act)
