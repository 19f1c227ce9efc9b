"""The reports of a sample life: opened, handed in, accepted, some returned and corrected, locked, a year at a time.

They come when all figures are lived, since a report shows sums and last year's figures too; each move has the moment at
which its figures stood. Nobody is told of what was long ago.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection import Asker
from db.items import Assignment, Item, Link
from db.statistics import Fact, Report
from resolvers.flow import Wanted, move
from resolvers.flow_sets import Step, move_set
from resolvers.life.acts import CONFIRM, ENTER, Life
from resolvers.life.chance import drawn
from resolvers.refusals import Refused
from resolvers.statistics.cells import OnRecord
from resolvers.statistics.periods import Period
from resolvers.statistics.report_rows import Held, in_state
from resolvers.statistics.reports import Following, open_reports, runs
from resolvers.statistics.sheet import Cell, CellAnswer
from resolvers.statistics.snapshots import Kept, take
from resolvers.statistics.stating import confirm_facts, revise_fact

ACCEPT = "ACCEPT_REPORT"
_RETURNED = 0.02  # the share of reports that a department returns
_UPHELD = 0.25  # of these, the share whose figure the township upholds


async def live_reports(life: Life, periods: Iterable[Period]) -> int:
    """Live the reports of periods; answers how many were opened. What is done already is not done again."""
    if not runs(life.county):
        return 0
    opened = 0
    for _, of_year in groupby(sorted(periods, key=lambda p: (p.year, p)), key=lambda p: p.year):
        opened += await _Year(life, list(of_year)).run()
    async with life.at(life.moments.until).as_hub() as session:
        until = life.moments.until
        await Following(session, life.county, until, lambda _record, _held: until, lived=True).close()
    return opened


@dataclass(frozen=True)
class _Year:
    """The reports of one year's periods."""

    life: Life
    periods: Sequence[Period]

    async def run(self) -> int:
        """From opening to locking."""
        opened = await self._opened()
        doubted = await self._worked({}, doubts=True)
        settled: dict[UUID, datetime] = {}
        for each, cell, since in doubted:
            moment = await self._returned(each, cell, since)
            settled |= {each.item.id: moment} if moment else {}
        if doubted:
            await self._worked(settled, doubts=False)
        return opened

    async def _opened(self) -> int:
        opened = 0
        async with self.life.at(self.life.moments.until).as_hub() as session:
            for period in self.periods:
                moment = self.life.moments.opened(period)
                opened += len(await open_reports(session, self.life.county, [period], moment))
        return opened

    async def _worked(self, settled: dict[UUID, datetime], *, doubts: bool) -> list[tuple[Held, Cell, datetime]]:
        """Hand in what is complete, accept it, lock it; answers what a department doubts, with the cell and the moment
        of its acceptance. `settled` are the returned reports whose township has answered, and when.
        """
        until = self.life.moments.until
        async with self.life.at(until).as_hub() as session:
            round_ = Following(session, self.life.county, until, self._moment(settled), lived=True)
            await round_.correct()
            ids = [period.id for period in self.periods]
            record, held = await round_.filled(await round_.held(Report.period_id.in_(ids), Item.state != "LOCKED"))
            await round_.hand_in(record, held)
            since = await _since(session, held)
            await self._office(session, "ACCEPT", in_state(held, "HANDED_IN"), self._accepted(since))
            since = await _since(session, held)
            accepted = in_state(held, "ACCEPTED")
            found = self._doubted(record, accepted) if doubts else ()
            doubted = [(each, cell, since[each.item.id]) for each, cell in found]
            names = {each.item.id for each, _, _ in doubted}
            sure = [each for each in accepted if each.item.id not in names] + in_state(held, "REVISED")
            steps = await self._office(session, "LOCK", sure, self._locked(record, since))
            cells = {each.item.id: each.cells for each in held}
            await take(
                session,
                self.life.catalogue,
                {step.item.id: _kept(record, cells[step.item.id], step) for step in steps},
            )
        return doubted

    def _moment(self, settled: dict[UUID, datetime]) -> Callable[[OnRecord, Held], datetime]:
        """When a report was handed in: as soon as its last figure stood, or its objection was settled."""

        def moment(record: OnRecord, held: Held) -> datetime:
            if held.item.id in settled:
                return settled[held.item.id]
            opened = self.life.moments.opened(Period(held.report.period_id))
            return min(max(record.stood_at(held.cells) or opened, opened), self.life.moments.until)

        return moment

    def _accepted(self, since: dict[UUID, datetime]) -> Callable[[Held], datetime]:
        return lambda held: self.life.moments.accepted(*self._of(held), since[held.item.id])

    def _locked(self, record: OnRecord, since: dict[UUID, datetime]) -> Callable[[Held], datetime]:
        def locked(held: Held) -> datetime:
            """Never before the newest figure stood, since that is what is locked."""
            stands = record.stands_since(held.cells) or since[held.item.id]
            return self.life.moments.locked(*self._of(held), max(since[held.item.id], stands))

        return locked

    def _of(self, held: Held) -> tuple[Period, str]:
        return Period(held.report.period_id), self.life.county.units[held.item.unit_id].code

    async def _office(
        self, session: AsyncSession, event: str, held: Sequence[Held], when: Callable[[Held], datetime]
    ) -> list[Step]:
        """A department's people make a move for reports, those whose time has come."""
        steps, county = [], self.life.county
        for each in held:
            at = when(each)
            seat = self.life.people.seat(each.item.unit_id, ACCEPT, county.today(at))
            if at <= self.life.moments.until and seat is not None:
                steps.append(Step(each.item, at, *seat))
        made: list[Step] = []
        for state in sorted({step.item.state for step in steps}):
            same = [step for step in steps if step.item.state == state]
            made += await move_set(session, county, county.flows[same[0].item.flow_id], event, same, quiet=True)
        return made

    def _doubted(self, record: OnRecord, accepted: Sequence[Held]) -> Iterable[tuple[Held, Cell]]:
        """The reports that a department will return, each with a cell that may be wrong without anybody noticing."""
        unbound = set(self.life.sources.unbound(self.life.catalogue.indicators))
        for each in accepted:
            period, unit = self._of(each)
            key = ("returned", self.life.moments.seed, period, unit, each.report.form_id, each.report.area_id)
            cells = [cell for cell in each.cells if cell.indicator in unbound and self._may_grow(cell)]
            if cells and drawn(*key) < _RETURNED:
                yield each, cells[int(len(cells) * drawn("cell", *key))]

    def _may_grow(self, cell: Cell) -> bool:
        """Whether the township stated a cell's one figure, in its own unit, with room for one more."""
        most = self.life.catalogue.indicators[cell.indicator].maximum
        if cell.answer is not CellAnswer.STATED or cell.value is None or len(cell.facts) != 1:
            return False
        return most is None or cell.value + 1 <= most

    async def _returned(self, held: Held, cell: Cell, accepted: datetime) -> datetime | None:
        """A department returns a report, and the township corrects the figure or upholds it; answers when that was
        settled, None where it could not be.
        """
        at = self.life.moments.returned(*self._of(held), accepted)
        answered, confirmed = at + timedelta(days=1), at + timedelta(days=1, hours=2)
        desk = self.life.people.seat(held.item.unit_id, ACCEPT, self.life.county.today(at))
        unit = self.life.unit(held.report.area_id)
        person, head = self.life.holder(unit, ENTER, answered), self.life.holder(unit, CONFIRM, confirmed)
        if desk is None or person is None or head is None or confirmed > self.life.moments.until:
            return None
        upheld = drawn("upheld", self.life.moments.seed, held.report.form_id, held.report.period_id) < _UPHELD
        try:
            correction = await self._objected(held, cell, desk[0], at)
            if upheld:
                await self._upheld(correction, head, confirmed)
            else:
                await self._revised(correction, cell, person, head, answered, confirmed)
        except Refused:
            return None  # a person did something else meanwhile: it is left to people
        return confirmed

    async def _objected(self, held: Held, cell: Cell, person: int, at: datetime) -> UUID:
        cells, reason = (
            [{"indicator": cell.indicator}],
            self._words("与台账不一致,请核实", "It differs from our own list"),
        )
        async with self.life.at(at).writing(Asker(person)) as session:
            wanted, inputs = [Wanted(held.item.id)], {"cells": cells, "reason": reason}
            await move(session, self.life.county, person, wanted, "RETURN", inputs, at, together=True)
            query = select(Link.to_id).where(Link.from_id == held.item.id, Link.kind == "OPENS", Link.linked_at == at)
            found: UUID = (await session.scalars(query)).one()
            return found

    async def _upheld(self, correction: UUID, head: int, at: datetime) -> None:
        reason = self._words("经复核,原数无误", "Counted again: the figure stands")
        inputs = {"reason": reason, "evidence": self._words("乡镇台账", "the township's list")}
        async with self.life.at(at).writing(Asker(head)) as session:
            await move(session, self.life.county, head, [Wanted(correction)], "UPHOLD", inputs, at, together=True)

    async def _revised(
        self, correction: UUID, cell: Cell, person: int, head: int, at: datetime, confirmed: datetime
    ) -> None:
        reason, county = self._words("核对台账后更正", "Corrected after checking the list"), self.life.county
        async with self.life.at(at).writing(Asker(person)) as session:
            stated = (await session.scalars(select(Fact.value).where(Fact.id == cell.facts[0]))).one()
            decimals = self.life.catalogue.indicators[cell.indicator].decimals
            value = (stated + 1).quantize(Decimal(1).scaleb(-decimals))
            await revise_fact(session, county, person, correction, str(value), reason, None, at)
        async with self.life.at(confirmed).writing(Asker(head)) as session:
            await confirm_facts(session, county, head, [Wanted(correction)], confirmed)

    def _words(self, zh: str, en: str) -> str:
        return zh if str(self.life.county.facts["languages"][0]) == "zh" else en


def _kept(record: OnRecord, cells: Sequence[Cell], step: Step) -> Kept:
    return Kept(cells, step.at, step.person, *record.signatures(cells))


async def _since(session: AsyncSession, held: Sequence[Held]) -> dict[UUID, datetime]:
    """Since when the reports lie with their departments."""
    ids = [each.item.id for each in held]
    query = select(Assignment.item_id, func.max(Assignment.opened_at)).where(
        Assignment.item_id.in_(ids), Assignment.closed_at.is_(None)
    )
    return {item: at for item, at in await session.execute(query.group_by(Assignment.item_id))}
