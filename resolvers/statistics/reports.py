"""Reports: the hub opens them when a form's period is over, completes and hands them in, has them follow the figures.

A report holds no figures of its own. What is done here is done for all reports together, by the hub itself: after every
confirmation, register and correction (a job, see following.py), and by the clock. What departments do with a report is
in report_moves.py.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, text, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection import Database
from db.items import Item
from db.journal import Entry, write
from db.organisation import LEADERS
from db.statistics import FormField, Report
from resolvers.assigning import holders, notify, people_in
from resolvers.county import County, county
from resolvers.flow import missing_parts
from resolvers.flow_sets import Opening, Step, move_set, open_set
from resolvers.relations import related
from resolvers.statistics.answers import FormFields
from resolvers.statistics.asked import due_on
from resolvers.statistics.book import Catalogue, catalogue
from resolvers.statistics.cells import OnRecord, on_record, resting_on
from resolvers.statistics.form_fields import form_fields
from resolvers.statistics.opening import township_unit
from resolvers.statistics.periods import Period
from resolvers.statistics.report_rows import Held, Lateness, how, in_state, keep, owing
from resolvers.statistics.sheet import is_complete
from resolvers.terms import due_on_day

_HERE = Path(__file__).parent
_CORRECTED = text((_HERE / "reports_corrected.sql").read_text(encoding="utf-8"))
_TOUCHED = text((_HERE / "reports_touched.sql").read_text(encoding="utf-8"))
_CLOSABLE = text((_HERE / "periods_locked.sql").read_text(encoding="utf-8"))
_SETTLED = text((_HERE / "objections_open.sql").read_text(encoding="utf-8"))
FLOW, KIND = "REPORT", "REPORT"
_WITH_DEPARTMENT = ("HANDED_IN", "ACCEPTED")
_OPEN = ("WAITING", "COMPLETE", "RETURNED")


def runs(county: County) -> bool:
    """Whether the county's pack has reports, and every part of their flow is there."""
    flow = county.latest_flows.get(FLOW)
    return flow is not None and not missing_parts(flow)


async def open_reports(session: AsyncSession, county: County, periods: Sequence[Period], at: datetime) -> list[UUID]:
    """Open the reports of the forms in force for periods that are over and are not open yet; answers their items.

    To be called as the hub itself. A form that is not open for entry is never opened: the hub gives its sheet.
    """
    over = [period for period in periods if period.last_on < county.today(at)]
    if not over or not runs(county):
        return []
    known = await catalogue(session, county)
    forms = await form_fields(session, known)
    there = {
        (row.form_id, row.area_id, row.period_id)
        for row in await session.execute(
            select(Report.form_id, Report.area_id, Report.period_id).where(Report.period_id.in_([p.id for p in over]))
        )
    }
    openings = [
        _opening(county, known, form, area, unit, period)
        for period in over
        for form in forms.values()
        if reported(known, form, period)
        for area in known.townships
        if (form.id, area, period.id) not in there and (unit := township_unit(county, area)) is not None
    ]
    return await open_set(session, county, FLOW, KIND, openings, at)


def reported(known: Catalogue, form: FormFields, period: Period) -> bool:
    """Whether a form is reported for a period: open for entry, approved, in force, with a field that is in force."""
    return (
        form.entry
        and form.approved
        and form.period is period.kind
        and form.in_force(period)
        and any(known.indicators[field.indicator].in_force(period) for field in form.fields)
    )


def _opening(county: County, known: Catalogue, form: FormFields, area: int, unit: int, period: Period) -> Opening:
    # The unit that issues the form on the period's last day; what follows it goes on with the report.
    issuing = county.unit_in_force(form.issuing, period.last_on)
    due = due_on(form.due, period, county.calendar)
    statistics = county.constant("county_statistics").id
    return Opening(
        row=Report(form_id=form.id, area_id=area, period_id=period.id, due_on=due),
        title=f"{known.areas[area].name_zh}{period.label('zh')}{form.name_zh}",
        title_en=f"{form.name_en}, {known.areas[area].name_en}, {period.label('en')}",
        unit_id=issuing.id,
        area_id=area,
        readers=[county.readers["UNIT", each] for each in (issuing.id, unit, statistics)] + [LEADERS],
        due_at=due_on_day(due, county.calendar),
        payload={"form": form.code, "period": str(period)},
    )


Moment = Callable[[OnRecord, Held], datetime]


async def follow(database: Database, item: UUID | None = None, *, terms_alone: bool = False) -> int:
    """Have the reports follow the figures, in one transaction of the hub itself; answers how many moves were made.

    `item`: only the reports that its figures are used by, and itself where it is one; None: all that are open.
    `terms_alone`: only those whose term is newly past.
    """
    at = database.clock()
    async with database.as_hub() as session:
        return await follow_reports(session, await county(session), at, item, terms_alone=terms_alone)


async def follow_reports(
    session: AsyncSession, county: County, at: datetime, item: UUID | None = None, *, terms_alone: bool = False
) -> int:
    """Make every move of the hub that is due for reports, and for the periods whose reports are all locked; answers how
    many.
    """
    if not runs(county):
        return 0
    return await Following(session, county, at, lambda _record, _held: at, item, terms_alone=terms_alone).run()


@dataclass
class Following:
    """One round of the hub after its reports; `moment` says when one was handed in.

    `item`: a round after what one item changed. `terms_alone`: one after which only the hour has changed. `lived`: of a
    sample life; what is made has the moments of its figures,
    and nobody is told.
    """

    session: AsyncSession
    county: County
    at: datetime
    moment: Moment
    item: UUID | None = None
    lived: bool = False
    terms_alone: bool = False

    async def run(self) -> int:
        """All moves that are due, in the order in which one leads to the next."""
        made = await self.correct()
        held = await self.held(Item.state.in_(_OPEN), *await self._touched())
        if held:
            record, held = await self.filled(held)
            made += await self.hand_in(record, held)
            made += await self._past_term([each for each in held if each.item.state == "WAITING"])
        return made + await self.close()

    async def filled(self, held: Sequence[Held]) -> tuple[OnRecord, list[Held]]:
        """Reports with their cells as they are now, and the record these were made from."""
        record = await on_record(self.session, [each.wanted for each in held])
        filled = []
        for each in held:
            filled.append(Held(each.item, each.report, record.cells(*each.wanted)))
            await asyncio.sleep(0)  # hundreds of sheets take seconds: whoever asks meanwhile is answered between two
        return record, filled

    async def _touched(self) -> list[ColumnElement[bool]]:
        """Which reports may have changed: after figures of an item those of its areas whose forms rest on them."""
        if self.terms_alone:
            return [Item.due_at < self.at, Report.late.is_(None)]
        if self.item is None:
            return []
        rows = (await self.session.execute(_TOUCHED, {"item": self.item})).all()
        known = await catalogue(self.session, self.county)
        changed, areas = {known.by_id[row.indicator_id].code for row in rows}, {row.area_id for row in rows}
        indicators = [known.rows[code].id for code in resting_on(known, changed)]
        touched = select(FormField.form_id).where(FormField.indicator_id.in_(indicators))
        of_areas = true() if known.county_area in areas else Report.area_id.in_(areas)
        return [or_(Item.id == self.item, and_(Report.form_id.in_(touched), of_areas))]

    async def held(self, *conditions: object) -> list[Held]:
        """The reports that meet conditions, with their items; locked, so that two rounds follow one another."""
        query = select(Item, Report).join(Report, Report.item_id == Item.id)
        query = query.where(*conditions).order_by(Item.id).with_for_update(of=Item, skip_locked=True)  # type: ignore[arg-type]
        rows = (await self.session.execute(query.execution_options(populate_existing=True))).all()
        for item, report in rows:
            self.session.expunge(item)
            self.session.expunge(report)
        return [Held(item, report) for item, report in rows]

    async def _moved(self, event: str, steps: Iterable[Step]) -> list[Step]:
        given = list(steps)
        if not given:
            return []
        flow = self.county.flows[given[0].item.flow_id]
        return await move_set(self.session, self.county, flow, event, given, quiet=self.lived)

    async def hand_in(self, record: OnRecord, held: Sequence[Held]) -> int:
        """Complete what is known and confirmed, and hand it in."""
        held = [each for each in held if each.item.state in _OPEN]
        ready = [each for each in held if is_complete(each.cells) and self._valid(record, each)]
        settled = {each.item.id for each in ready if each.item.state == "RETURNED"} - await self._objected(ready)
        whole = [each for each in ready if each.item.state != "RETURNED" or each.item.id in settled]
        by_item = {each.item.id: each for each in whole}
        steps = {each.item.id: Step(each.item, self.moment(record, each), payload=how(each)) for each in whole}
        waiting = [steps[key] for key, each in by_item.items() if each.item.state == "WAITING"]
        returned = [steps[key] for key, each in by_item.items() if each.item.state == "RETURNED"]
        complete = [steps[key] for key, each in by_item.items() if each.item.state == "COMPLETE"]
        made = await self._moved("COMPLETE", waiting) + await self._moved("SETTLED", returned)
        lateness = {key: self._lateness(record, each, steps[key].at) for key, each in by_item.items()}
        ended = [
            Step(step.item, step.at, payload=lateness[step.item.id].spoken(self.county)) for step in [*made, *complete]
        ]
        handed = await self._moved("HAND_IN", ended)
        await keep(self.session, [(by_item[step.item.id], lateness[step.item.id]) for step in handed])
        return len(made) + len(handed) + await self._void(record, held)

    def _valid(self, record: OnRecord, held: Held) -> bool:
        form = record.forms[held.report.form_id]
        return form.approved and form.in_force(Period(held.report.period_id))

    async def _objected(self, held: Sequence[Held]) -> set[UUID]:
        """The reports with an objection that the township has not settled."""
        returned = [each.item.id for each in held if each.item.state == "RETURNED"]
        if not returned:
            return set()
        return {row.report_id for row in await self.session.execute(_SETTLED, {"reports": returned})}

    def _lateness(self, record: OnRecord, held: Held, at: datetime) -> "Lateness":
        on = self.county.today(at)
        # A life hands in at past moments, after the clock beside it found the report late: only its own day counts.
        noted = bool(held.report.late) and not self.lived
        late = noted or on > held.report.due_on
        because = list(held.report.late_because) if noted else []
        if late and not because:
            because = record.stated_after(held.cells, due_on_day(held.report.due_on, self.county.calendar))
        first = held.report.submitted_on or on
        return Lateness(held.report.late if held.report.submitted_on else late, because if late else [], first)

    async def _void(self, record: OnRecord, held: Sequence[Held]) -> int:
        """A form that ended, or lost its approval, before the period asks nothing any more."""
        gone = [each for each in held if each.item.state == "WAITING" and not self._valid(record, each)]
        return len(await self._moved("VOID", [Step(each.item, self.at) for each in gone]))

    async def _past_term(self, waiting: Sequence[Held]) -> int:
        """Say of each report once that it is late, and because of whom."""
        late = [each for each in waiting if each.report.late is None and self._is_past(each)]
        lateness = {each.item.id: Lateness(True, owing(each.cells), None) for each in late}
        steps = [Step(each.item, self.at, payload=lateness[each.item.id].spoken(self.county)) for each in late]
        made = {step.item.id for step in await self._moved("PASS_TERM", steps)}
        await keep(self.session, [(each, lateness[each.item.id]) for each in late if each.item.id in made])
        return len(made)

    def _is_past(self, held: Held) -> bool:
        return held.item.due_at is not None and held.item.due_at < self.at and not is_complete(held.cells)

    async def correct(self) -> int:
        """Reopen the locked reports that rest on a version which a newer confirmed one has followed, and tell the
        departments that hold others of it; answers how many were reopened.
        """
        found = {row.item_id: row for row in await self.session.execute(_CORRECTED)}
        held = await self.held(Item.id.in_(found))
        await self._shown([each for each in held if each.item.state in _WITH_DEPARTMENT], found)
        steps = []
        for each in in_state(held, "LOCKED"):
            row = found[each.item.id]
            at = row.corrected_at if self.lived else self.at
            steps.append(Step(each.item, at, payload={"corrected": list(row.corrected)}))
        return len(await self._moved("FACT_CHANGED", steps))

    async def _shown(self, held: Sequence[Held], found: Mapping[UUID, Any]) -> None:
        """A report that is not locked shows the new figure from now on: its department is told once."""
        if not held:
            return
        _, filled = await self.filled(held)
        await keep(
            self.session, [(each, Lateness(each.report.late, each.report.late_because, None)) for each in filled]
        )
        entries = [Entry(each.item.id, payload={"corrected": list(found[each.item.id].corrected)}) for each in filled]
        verb = f"{FLOW}.FIGURE_CORRECTED"
        await write(
            self.session, at=self.at, actor=None, for_post=None, subject="statistics", verb=verb, entries=entries
        )
        for each in () if self.lived else filled:
            who = await related(self.session, self.county, each.item, "unit", self.county.today(self.at))
            posts = [post.id for post in holders(self.county, "ACCEPT_REPORT", who)]
            await notify(self.session, each.item, await people_in(self.session, posts), "TOLD", "FACT_CHANGED")

    async def close(self) -> int:
        """Close the townships' periods and the registers whose reports are all locked."""
        ids = [row.item_id for row in await self.session.execute(_CLOSABLE)]
        items = list(
            await self.session.scalars(select(Item).where(Item.id.in_(ids)).order_by(Item.id).with_for_update())
        )
        for item in items:
            self.session.expunge(item)
        made = 0
        for flow_id in sorted({item.flow_id for item in items}):
            steps = [Step(item, self.at) for item in items if item.flow_id == flow_id]
            made += len(await self._moved("CLOSE", steps))
        return made
