"""The acts of a sample life, each by its person and at its moment, through the hub's own verbs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection import Asker, Database
from db.journal import Entry, write
from db.statistics import Fact
from resolvers.county import County
from resolvers.flow import Wanted, move
from resolvers.life.moments import Moments
from resolvers.life.people import People
from resolvers.life.record import Kept, Record
from resolvers.life.sources import Sources
from resolvers.life.words import words_for
from resolvers.refusals import Refused
from resolvers.statistics.book import Catalogue, read_book
from resolvers.statistics.catalogue import SourceKind
from resolvers.statistics.findings import CALCULATED_BOUNDS
from resolvers.statistics.opening import township_unit
from resolvers.statistics.periods import Period
from resolvers.statistics.stating import confirm_facts, state_facts, state_register
from resolvers.statistics.typed import Typed

ENTER, CONFIRM, REGISTER = "ENTER_FACT", "CONFIRM_FACTS", "STATE_REGISTER"


@dataclass(frozen=True)
class Life:
    """What every act needs."""

    database: Database
    county: County
    catalogue: Catalogue
    people: People
    sources: Sources
    moments: Moments

    def at(self, moment: datetime) -> Database:
        """The database as of a moment."""
        return self.database.at(lambda: moment)

    def holder(self, unit: int, power: str, moment: datetime) -> int | None:
        """Who uses a power in a unit at a moment."""
        return self.people.holder(unit, power, self.county.today(moment))

    def unit(self, area: int) -> int:
        """The unit of a township."""
        unit = township_unit(self.county, area)
        assert unit is not None, area  # the hub opens periods only where there is one
        return unit

    def entered(self, record: Record, area: int) -> datetime:
        """When a township hands a period to its head."""
        return self.moments.entered(record.period, self.sources.names[area], record.due[SourceKind.TOWNSHIP])

    def confirmed(self, record: Record, area: int) -> datetime:
        """When its head confirms it."""
        return self.moments.confirmed(record.period, self.sources.names[area], self.entered(record, area))

    def corrected(self, record: Record, area: int) -> datetime:
        """When a slip is found."""
        return self.moments.corrected(record.period, self.sources.names[area], self.confirmed(record, area))


@dataclass(frozen=True)
class Speech:
    """A move that may want words first."""

    life: Life
    session: AsyncSession
    person: int
    item: UUID
    period: Period
    moment: datetime

    async def made(self, event: str, cells: Sequence[tuple[str, int]]) -> None:
        """Make the move; where warnings want words, give them and make it again."""
        try:
            await self._move(event, {})
        except Refused as refusal:
            if refusal.guard != "warnings_explained":
                raise
            await self._move("EXPLAIN", {"explanation": await self._words(cells)})
            await self._move(event, {})

    async def _move(self, event: str, inputs: dict[str, object]) -> None:
        county, wanted = self.life.county, [Wanted(self.item)]
        await move(self.session, county, self.person, wanted, event, inputs, self.moment, together=True)

    async def _words(self, cells: Sequence[tuple[str, int]]) -> list[dict[str, object]]:
        known, county = self.life.catalogue, self.life.county
        areas = dict.fromkeys(area for _, area in cells)
        codes = {code for code, _ in cells}
        book = await read_book(self.session, known, [*areas, known.county_area], self.period, codes, past=False)
        calculator = book.calculator()
        seed, language = self.life.moments.seed, str(county.facts["languages"][0])
        return [
            {
                "indicator": found.indicator,
                "warning": found.rule or CALCULATED_BOUNDS,
                "words": words_for(seed, language, found, area),
                "area": area,
            }
            for area in areas
            for found in book.findings(area, [code for code, each in cells if each == area], calculator)
            if not found.kind.refuses
        ]


async def register(life: Life, record: Record, kept: Kept) -> int:
    """A department states its register of a period for all areas, with words where they are wanted; answers how many
    figures that were.
    """
    moment = life.moments.register(record.period, life.county.units[kept.owner].code)
    person = life.holder(kept.owner, REGISTER, moment)
    family = life.county.family(kept.owner, life.county.today(moment))
    rows = life.catalogue.rows
    codes = [code for code in record.asked[SourceKind.REGISTER] if rows[code].responsible_id in family]
    cells = [(code, area) for code in codes for area in life.catalogue.areas_for(code)]
    if person is None or not cells:
        return 0
    figures = _typed(life, record, cells)
    async with life.at(moment).writing(Asker(person)) as session:
        act = Speech(life, session, person, kept.item, record.period, moment)
        if figures:
            await state_register(session, life.county, person, record.period, kept.owner, figures, moment, final=False)
        await act.made("STATE", cells)
    return len(figures)


async def enter(
    life: Life, record: Record, kept: Kept, *, whole: bool, wrong: Mapping[str, Decimal] | None = None
) -> int:
    """A township's statistician states what only it can state, the whole and hands it to the head, or half of it;
    answers how many figures that were. `wrong` are figures it gets wrong, by indicator.
    """
    codes = record.asked[SourceKind.TOWNSHIP]
    moment = life.entered(record, kept.owner)
    person = life.holder(life.unit(kept.owner), ENTER, moment)
    cells = [(code, kept.owner) for code in (codes if whole else codes[: len(codes) // 2])]
    figures = _typed(life, record, cells, wrong)
    if person is None or not (figures or whole):
        return 0
    async with life.at(moment).writing(Asker(person)) as session:
        if figures:
            await state_facts(session, life.county, person, kept.item, figures, moment)
        if whole:
            await Speech(life, session, person, kept.item, record.period, moment).made("FINISH", cells)
    return len(figures)


async def confirm(life: Life, record: Record, kept: Kept) -> int:
    """A township's head confirms the period; no figure is added."""
    moment = life.confirmed(record, kept.owner)
    person = life.holder(life.unit(kept.owner), CONFIRM, moment)
    if person is not None:
        async with life.at(moment).writing(Asker(person)) as session:
            await confirm_facts(session, life.county, person, [Wanted(kept.item)], moment)
    return 0


def _typed(
    life: Life, record: Record, cells: Sequence[tuple[str, int]], wrong: Mapping[str, Decimal] | None = None
) -> list[Typed]:
    """The figures of cells that are not on record yet, those that are got wrong as they are got."""
    found = []
    for code, area in cells:
        value = (wrong or {}).get(code, life.sources.figure(code, area, record.period))
        if value is not None and (code, area) not in record.known:
            found.append(Typed(code, str(value), area))
    return found


async def imported(life: Life, record: Record) -> int:
    """The hub takes over what it will count itself once that work runs in it; answers how many figures that were."""
    moment = life.moments.imported(record.period)
    rows = [
        _imported(life, record, kept, code, value, moment)
        for kept in record.townships
        for code in record.asked[SourceKind.HUB]
        if (code, kept.owner) not in record.known
        and (value := life.sources.figure(code, kept.owner, record.period)) is not None
    ]
    if rows:
        async with life.at(moment).as_hub() as session:
            await _keep(life, session, record.period, rows, moment)
    return len(rows)


def _imported(life: Life, record: Record, kept: Kept, code: str, value: Decimal, moment: datetime) -> dict[str, object]:
    return {
        "indicator_id": life.catalogue.rows[code].id,
        "area_id": kept.owner,
        "period_id": record.period.id,
        "version": 1,
        "latest": True,
        "value": value,
        "status": "CONFIRMED",
        "source": "IMPORTED",
        "item_id": kept.item,
        "stated_at": moment,
        "confirmed_at": moment,
    }


async def _keep(
    life: Life, session: AsyncSession, period: Period, rows: Sequence[dict[str, object]], moment: datetime
) -> None:
    ids = await session.scalars(insert(Fact).returning(Fact.id, sort_by_parameter_order=True), rows)
    entries = [
        Entry(
            item_id=row["item_id"],  # type: ignore[arg-type]
            fact_id=fact_id,
            payload={
                "indicator": life.catalogue.by_id[row["indicator_id"]].code,  # type: ignore[index]
                "area": row["area_id"],
                "period": str(period),
                "before": None,
                "after": str(row["value"]),
                "version": 1,
            },
        )
        for fact_id, row in zip(ids, rows, strict=True)
    ]
    await write(
        session,
        at=moment,
        actor=None,
        for_post=None,
        subject="statistics",
        verb="FACT_PERIOD.IMPORT",
        entries=entries,
    )
