"""The figures of all areas, as verbs want them: by indicator, area and period, told once an area."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.organisation import Definition
from resolvers.county import County
from resolvers.life.models import models
from resolvers.life.plot import Plot, plot
from resolvers.life.story import Story
from resolvers.life.written import read
from resolvers.statistics.book import Catalogue
from resolvers.statistics.catalogue import Level
from resolvers.statistics.formula import codes
from resolvers.statistics.opening import township_unit
from resolvers.statistics.periods import Period


@dataclass
class Sources:
    """Tells each area's story when its first figure is wanted."""

    plot: Plot
    catalogue: Catalogue
    years: frozenset[int]  # those lived
    last: Period
    names: dict[int, str]  # of areas: a township goes by the code of its unit, as in the baseline
    measured: dict[str, dict[str, Decimal]]
    told: dict[int, Story] = field(default_factory=dict)

    def figure(self, code: str, area: int, period: Period) -> Decimal | None:
        """The figure of an indicator for an area and a period, with the indicator's decimals."""
        if area not in self.told:
            level = Level.COUNTY if area == self.catalogue.county_area else Level.TOWN
            name = self.names[area]
            self.told[area] = Story(self.plot, name, level, self.measured.get(name, {}))
            self.told[area].tell(self.last, self.years)
        return self.told[area].figure(code, period)

    def unbound(self, asked: Iterable[str]) -> list[str]:
        """The indicators that no rule, formula or limit looks at: one of them may be wrong without anybody noticing."""
        looked_at = set(self.plot.rules)
        for indicator in self.plot.indicators.values():
            rules = (*indicator.parsed_rules, *indicator.parsed_warnings)
            trees = [*rules, *([indicator.expression] if indicator.expression is not None else [])]
            looked_at |= {code for tree in trees for code in codes(tree)}
        limits = self.plot.indicators
        return [code for code in asked if code not in looked_at and limits[code].yoy_warn_pct is None]


async def sources(session: AsyncSession, county: County, catalogue: Catalogue, periods: Collection[Period]) -> Sources:
    """Read the models and the baseline of the county's pack."""
    rows = {"life": [], "township_baseline": []}  # type: dict[str, list[dict[str, object]]]
    query = select(Definition.kind, Definition.row).where(Definition.kind.in_(rows)).order_by(Definition.ordinal)
    for kind, row in await session.execute(query):
        rows[kind].append(row)
    measured = {
        str(row["unit"]): {code: Decimal(value) for code, value in dict(row["values"]).items()}  # type: ignore[call-overload]
        for row in rows["township_baseline"]
    }
    sizes = {code for values in measured.values() for code in values}
    made = models(catalogue.indicators, read(rows["life"]), sizes)
    names = {area: _name(county, catalogue, area) for area in [catalogue.county_area, *catalogue.townships]}
    years = frozenset(period.year for period in periods)
    seed = str(county.facts["code"])
    return Sources(plot(seed, catalogue.indicators, made), catalogue, years, max(periods), names, measured)


def _name(county: County, catalogue: Catalogue, area: int) -> str:
    unit = township_unit(county, area)
    return catalogue.areas[area].code if unit is None else county.units[unit].code
