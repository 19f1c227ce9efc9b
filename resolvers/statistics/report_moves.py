"""What a department does with a report (accept, return, lock), and the guards of the flow of reports.

A department never writes a figure: it returns a report with the cells it objects to, and the township corrects the
figures or upholds them.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, text

from db.items import Item, Link
from db.statistics import Fact, Report, ReportSnapshot
from resolvers.acts import Act, effect, guard
from resolvers.refusals import bad_input, not_found
from resolvers.statistics.book import catalogue
from resolvers.statistics.catalogue import SourceKind
from resolvers.statistics.cells import OnRecord, keeper, on_record
from resolvers.statistics.following import follow_soon
from resolvers.statistics.objections import Objection, object_to
from resolvers.statistics.periods import Period
from resolvers.statistics.report_rows import Held, Lateness, keep, owing
from resolvers.statistics.sheet import Cell, CellAnswer, is_complete
from resolvers.statistics.snapshots import Kept, facts_of, take

Values = Mapping[str, Any] | None
_OPEN = text("select corrections_open(cast(:facts as uuid[]))")
_UNLOCKED = text("select unlocked from reports_of_periods(array[cast(:item as uuid)])")


async def report_of(act: Act) -> Report:
    """The row of the act's report."""
    if "report" not in act.memo:
        act.memo["report"] = await act.session.get_one(Report, act.item.id)
    found: Report = act.memo["report"]
    return found


async def record_of(act: Act) -> OnRecord:
    """What the act's report rests on, read once."""
    if "record" not in act.memo:
        row = await report_of(act)
        act.memo["record"] = await on_record(act.session, [(row.form_id, row.area_id, Period(row.period_id))])
    found: OnRecord = act.memo["record"]
    return found


async def cells_of(act: Act) -> tuple[Cell, ...]:
    """The cells of the act's report as they are now; refused for who reads the item and not its figures."""
    if "cells" not in act.memo:
        row, record = await report_of(act), await record_of(act)
        if (row.form_id, row.area_id) not in record.seen:
            raise not_found("此报表的数据", "The figures of this report")
        act.memo["cells"] = record.cells(row.form_id, row.area_id, Period(row.period_id))
    found: tuple[Cell, ...] = act.memo["cells"]
    return found


async def _form_holds(act: Act) -> bool:
    row, record = await report_of(act), await record_of(act)
    form = record.forms[row.form_id]
    return form.approved and form.in_force(Period(row.period_id))


@guard("all_cells_known_and_confirmed")
async def all_cells_known_and_confirmed(act: Act) -> Values:
    """Every cell has its facts, confirmed or derivable; ended ones and the hub's later counts hold nothing up."""
    cells = await cells_of(act)
    if is_complete(cells):
        return None
    settled = (CellAnswer.ENDED, CellAnswer.NOT_YET_COUNTED)
    missing = [cell for cell in cells if cell.answer not in settled and not cell.confirmed]
    township = act.county.units[act.item.unit_id].name
    names = [act.county.units[unit].name for unit in owing(missing)] or [township]
    return {"n": len(missing), "waiting_for": names}


@guard("form_in_force")
async def form_in_force(act: Act) -> Values:
    """The form is approved under a number, and in force in the period."""
    return None if await _form_holds(act) else {}


async def form_of_report_ended(act: Act) -> Values:
    """The form ended, or lost its approval, before the period."""
    return {} if await _form_holds(act) else None


@guard("all_objections_settled")
async def all_objections_settled(act: Act) -> Values:
    """Every correction that this report opened is confirmed, upheld or withdrawn."""
    opened = select(Link.to_id).where(Link.from_id == act.item.id, Link.kind == "OPENS")
    query = select(func.count()).where(Item.id.in_(opened), Item.kind == "FACT_CORRECTION", Item.closed_at.is_(None))
    count = await act.session.scalar(query)
    return {"n": count} if count else None


@guard("no_correction_open")
async def no_correction_open(act: Act) -> Values:
    """No correction of a figure on this report is open, whoever asked for it."""
    count = await act.session.scalar(_OPEN, {"facts": facts_of(await cells_of(act))})
    return {} if count else None


@guard("fact_corrected_after_lock")
async def fact_corrected_after_lock(act: Act) -> Values:
    """A fact of the newest snapshot has a newer confirmed version."""
    query = select(ReportSnapshot.facts).where(ReportSnapshot.item_id == act.item.id)
    locked = await act.session.scalar(query.order_by(ReportSnapshot.number.desc()).limit(1))
    now = set(facts_of(await cells_of(act)))
    kept = list(await act.session.scalars(select(Fact.id).where(Fact.id.in_(set(locked or ()) - now))))
    return None if kept else {}


@guard("cell_is_stated_by_area", needs=("cells",))
async def cell_is_stated_by_area(act: Act) -> Values:
    """Each cell objected to rests on a figure that the township stated."""
    for cell in await _objected(act):
        if await _fact_of(act, cell) is None:
            return await _elsewhere(act, cell)
    return None


async def _objected(act: Act) -> list[Cell]:
    """The cells that the act names by their indicators, each once; refused when the form does not ask one."""
    by_code = {cell.indicator: cell for cell in await cells_of(act)}
    codes = list(dict.fromkeys(given.get("indicator") for given in act.inputs["cells"]))
    unknown = [code for code in codes if code not in by_code]
    if unknown:
        raise bad_input(f"报表没有“{unknown[0]}”这一格", f"The report has no cell of {unknown[0]}", "cells")
    return [by_code[code] for code in codes]


async def _fact_of(act: Act, cell: Cell) -> Fact | None:
    """The township's own figure of the report's period behind a cell; None where it comes from elsewhere.

    Of a sum since January it is the newest month's: the department names the months before in their own reports.
    """
    known = await catalogue(act.session, act.county)
    row = await report_of(act)
    if known.indicators[cell.indicator].source is not SourceKind.TOWNSHIP or cell.answer is CellAnswer.LAST_KNOWN:
        return None
    of_cell = [Fact.id.in_(cell.facts), Fact.indicator_id == known.rows[cell.indicator].id]
    stated = [Fact.source == "TOWNSHIP", Fact.status == "CONFIRMED", Fact.area_id == row.area_id]
    ordered = select(Fact).where(*of_cell, *stated).order_by(Fact.period_id.desc()).limit(1)
    found = await act.session.scalar(ordered)
    at = Period(row.period_id)
    return found if found is not None and Period(found.period_id).last_on == at.last_on else None


async def _elsewhere(act: Act, cell: Cell) -> dict[str, Any]:
    known = await catalogue(act.session, act.county)
    row, indicator = await report_of(act), known.indicators[cell.indicator]
    owner = act.county.units[keeper(act.county, known, cell.indicator, Period(row.period_id))]
    return {"source": _SOURCES[indicator.source], "owner": owner.name}


_SOURCES = {
    SourceKind.TOWNSHIP: {"zh": "以前的报告期", "en": "an earlier period"},
    SourceKind.REGISTER: {"zh": "部门台账", "en": "a department's register"},
    SourceKind.CALCULATED: {"zh": "公式计算", "en": "a formula"},
    SourceKind.HUB: {"zh": "系统统计", "en": "the hub's own records"},
}


@effect("REPORT", "RETURN")
async def send_back(act: Act) -> None:
    """Ask the township to correct or uphold each figure objected to, in the name of the department."""
    known, words = await catalogue(act.session, act.county), _words(act)
    objections = []
    for cell in await _objected(act):
        fact = await _fact_of(act, cell)
        assert fact is not None  # the guard has looked
        objections.append(Objection(fact, words.get(cell.indicator) or act.inputs["reason"]))
    await object_to(act, known, objections)


def _words(act: Act) -> dict[str, str]:
    return {given["indicator"]: (given.get("words") or "").strip() for given in act.inputs["cells"]}


@effect("REPORT", "LOCK")
async def lock(act: Act) -> None:
    """Keep what was locked: values, versions, definitions and who signed, beside what was locked before."""
    known, cells = await catalogue(act.session, act.county), await cells_of(act)
    signed = (await record_of(act)).signatures(cells)
    await take(act.session, known, {act.item.id: Kept(cells, act.at, act.person, *signed)})
    await follow_soon(act.session, act.item.id, act.at)


@effect("REPORT", "HAND_IN")
async def hand_in(act: Act) -> None:
    """Keep what answered the cells and the day, as it is done for all reports together."""
    row = await report_of(act)
    late = act.today > row.due_on
    lateness = Lateness(late if row.late is None else row.late, list(row.late_because), act.today)
    await keep(act.session, [(Held(act.item, row, await cells_of(act)), lateness)])


@guard("all_reports_locked")
async def all_reports_locked(act: Act) -> Values:
    """Every report that uses a fact of this period is locked or void; without a report nothing has been locked."""
    unlocked = await act.session.scalar(_UNLOCKED, {"item": act.item.id})
    return None if unlocked == 0 else {"n": unlocked or 0}


@effect("FACT_CORRECTION", "UPHOLD", "WITHDRAW", "WITHDRAW_OBJECTION")
async def settled(act: Act) -> None:
    """An objection is settled: the report that waits for it may go on."""
    await follow_soon(act.session, act.item.id, act.at)
