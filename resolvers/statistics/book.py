"""The catalogue and the figures of areas, read from the database as the pure rules want them.

`Catalogue` is kept beside the county while its pack is the same. `Book` is read for one act: the figures on record of
the areas
at hand, over the years a rule may look at, and on top of them the figures about to be stated.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.organisation import Area
from db.statistics import Ask, Fact, Form, FormField
from db.statistics import Indicator as IndicatorRow
from resolvers.county import County
from resolvers.statistics.calculate import Calculator
from resolvers.statistics.catalogue import Indicator, Level, OverSpace, OverTime, SourceKind, Validity
from resolvers.statistics.checks import Checks
from resolvers.statistics.findings import Finding
from resolvers.statistics.periods import Period, PeriodKind


@dataclass(frozen=True)
class AreaFacts:
    """What the statistics verbs need of an area."""

    id: int
    code: str
    name_zh: str
    name_en: str
    level: str

    @property
    def name(self) -> dict[str, str]:
        """Its name in both languages."""
        return {"zh": self.name_zh, "en": self.name_en}


class Catalogue:
    """Indicators by code with their database keys, the checks over them, the county's area and its townships."""

    def __init__(
        self, rows: Iterable[IndicatorRow], areas: Iterable[AreaFacts], forms_of: Mapping[int, list[int]]
    ) -> None:
        """Build it from the rows of the catalogue, in its order."""
        ordered = list(rows)
        self.rows = {row.code: row for row in ordered}
        self.by_id = {row.id: row for row in ordered}
        self.indicators = {row.code: indicator_of(row) for row in ordered}
        self.areas = {area.id: area for area in areas}
        self.townships = [area.id for area in self.areas.values() if area.level == "TOWNSHIP"]
        self.county_area = next(area.id for area in self.areas.values() if area.level == "COUNTY")
        self.forms_of = forms_of
        self.checks = Checks(self.indicators)

    def areas_for(self, code: str) -> list[int]:
        """The areas that have a figure of an indicator of their own: the townships, or the county alone."""
        return [self.county_area] if self.indicators[code].level is Level.COUNTY else self.townships

    def name(self, code: str) -> dict[str, str]:
        """An indicator's name in both languages."""
        return {"zh": self.rows[code].name_zh, "en": self.rows[code].name_en}


def indicator_of(row: IndicatorRow) -> Indicator:
    """An indicator's row as the rules of figures see it; `responsible` is the unit's key."""
    return Indicator(
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        unit=row.unit_of_measure,
        unit_en=row.unit_en,
        decimals=row.decimals,
        period=PeriodKind(row.period_kind),
        source=SourceKind(row.source_kind),
        level=Level(row.level),
        over_time=OverTime(row.agg_time),
        over_space=OverSpace(row.agg_space),
        weight=row.weight,
        formula=row.formula,
        minimum=row.min_value,
        maximum=row.max_value,
        yoy_warn_pct=row.yoy_warn_pct,
        rules="; ".join(row.rules),
        warnings="; ".join(row.warnings),
        responsible=str(row.responsible_id),
        validity=Validity(row.valid_from, row.valid_to),
    )


_catalogues: WeakKeyDictionary[County, Catalogue] = WeakKeyDictionary()


async def catalogue(session: AsyncSession | AsyncConnection, county: County) -> Catalogue:
    """The catalogue of the county's pack, read once."""
    if county not in _catalogues:
        rows = (await session.execute(select(*IndicatorRow.__table__.c).order_by(IndicatorRow.ordinal))).all()
        areas = await session.execute(
            select(Area.id, Area.code, Area.name_zh, Area.name_en, Area.level)
            .where(Area.level != "VILLAGE")
            .order_by(Area.ordinal)
        )
        fields = await session.execute(
            select(FormField.indicator_id, Form.id).join(Form, Form.id == FormField.form_id).order_by(Form.ordinal)
        )
        forms_of: dict[int, list[int]] = {}
        for indicator, form in fields:
            forms_of.setdefault(indicator, []).append(form)
        made = (IndicatorRow(**row._mapping) for row in rows)
        _catalogues[county] = Catalogue(made, [AreaFacts(*area) for area in areas], forms_of)
    return _catalogues[county]


@dataclass(frozen=True)
class Known:
    """The newest version of a fact on record."""

    id: object
    version: int
    value: Decimal
    status: str
    source: str
    stated_by: int | None
    item_id: object


@dataclass
class Book:
    """The figures of some areas around a period, and what is about to be stated on top of them."""

    catalogue: Catalogue
    period: Period
    known: dict[tuple[str, int, int], Known]
    stated: dict[tuple[str, int, int], Decimal] = field(default_factory=dict)

    def fact(self, code: str, area: int, period: Period | None = None) -> Known | None:
        """The newest version on record, of the book's own period unless another is named."""
        return self.known.get((code, area, (period or self.period).id))

    def calculator(self) -> Calculator:
        """A calculator over what is on record with what is about to be stated."""
        figures: dict[tuple[str, Hashable, int], Decimal] = {key: fact.value for key, fact in self.known.items()}
        for key, value in self.stated.items():
            figures[key] = value
        townships, county_area = self.catalogue.townships, self.catalogue.county_area
        return Calculator(self.catalogue.indicators, figures, lambda area, _: townships if area == county_area else ())

    def findings(self, area: int, codes: Iterable[str], calculator: Calculator, *, past: bool = False) -> list[Finding]:
        """Everything found about figures of an area for the book's period; `past`: also in later periods that look
        back.
        """
        find = self.catalogue.checks.corrected if past else self.catalogue.checks.stated
        return find(calculator, area, self.period, set(codes))


async def read_book(
    session: AsyncSession | AsyncConnection,
    catalogue: Catalogue,
    areas: Iterable[int],
    period: Period,
    codes: Iterable[str] | None = None,
    *,
    past: bool = True,
) -> Book:
    """The book of some areas around a period: two years back for `prev`, last year and sums, and one ahead where a
    figure of the past is judged; with `codes` only the figures that checks of these may look at.
    """
    return (await read_books(session, catalogue, areas, [period], codes, past=past))[0]


async def read_books(
    session: AsyncSession | AsyncConnection,
    catalogue: Catalogue,
    areas: Iterable[int],
    periods: Sequence[Period],
    codes: Iterable[str] | None = None,
    *,
    past: bool = True,
) -> list[Book]:
    """The books of some areas around several periods, in their order, read together; they share what is on record."""
    years = [period.year for period in periods]
    first, last = (min(years) - 2) * 100, max(years) * 100 + (199 if past else 99)
    facts = await session.execute(
        select(
            Fact.indicator_id,
            Fact.area_id,
            Fact.period_id,
            Fact.id,
            Fact.version,
            Fact.value,
            Fact.status,
            Fact.source,
            Fact.stated_by,
            Fact.item_id,
        ).where(
            Fact.latest, Fact.area_id.in_(set(areas)), Fact.period_id.between(first, last), *_only(catalogue, codes)
        )
    )
    names = {key: row.code for key, row in catalogue.by_id.items()}
    known = {(names[indicator], area, at): Known(*fact) for indicator, area, at, *fact in facts}
    return [Book(catalogue, period, known) for period in periods]


def _only(catalogue: Catalogue, codes: Iterable[str] | None) -> list[ColumnElement[bool]]:
    if codes is None:
        return []
    return [Fact.indicator_id.in_([catalogue.rows[code].id for code in catalogue.checks.looked_at(codes)])]


async def asked(
    session: AsyncSession | AsyncConnection, catalogue: Catalogue, period: Period, source: SourceKind
) -> list[str]:
    """The codes that forms in force ask for exactly this period from one kind of source, in the order of the
    catalogue.
    """
    rows = await session.scalars(
        select(Ask.indicator_id).where(Ask.period_id == period.id, Ask.source_kind == source.value)
    )
    wanted = {catalogue.by_id[row].code for row in rows}
    return [code for code in catalogue.indicators if code in wanted]
