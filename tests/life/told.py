"""The figures of whole counties, told once for all tests of sample life."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from resolvers.life.models import models
from resolvers.life.plot import Plot, plot
from resolvers.life.story import BASE_YEAR, Story
from resolvers.life.written import written
from resolvers.pack.read import Pack, read_pack
from resolvers.statistics.asked import AskedFact
from resolvers.statistics.calculate import Calculator
from resolvers.statistics.catalogue import Level, SourceKind
from resolvers.statistics.checks import Checks
from resolvers.statistics.findings import Finding
from resolvers.statistics.periods import Period
from tests.pack.as_rules import as_rules, asked_in, asking

ROOT = Path(__file__).parents[2]
FUXIAN, TINY = ROOT / "counties" / "fuxian", ROOT / "tests" / "packs" / "tiny"
LAST = Period.parse("2027-03")


@dataclass(frozen=True)
class Told:
    """One county's figures up to `LAST`, by area."""

    pack: Pack
    plot: Plot
    stories: dict[str, Story]
    asked: dict[Period, list[AskedFact]]

    def stated(self, area: str, periods: Iterable[Period]) -> dict[tuple[str, Hashable, int], Decimal]:
        """The figures stated for an area and some periods."""
        level = Level.COUNTY if area == self.pack.county.area else Level.TOWN
        found: dict[tuple[str, Hashable, int], Decimal] = {}
        for period in periods:
            for fact in self.asked.get(period, ()):
                if fact.source is not SourceKind.CALCULATED and fact.level is level:
                    value = self.stories[area].figure(fact.indicator, period)
                    assert value is not None, (fact.indicator, area, period)
                    found[fact.indicator, area, period.id] = value
        return found

    def findings(self, area: str, periods: Iterable[Period]) -> list[Finding]:
        """What is found about an area's figures, all of these periods being on record."""
        wanted = list(periods)
        figures = self.stated(area, wanted)
        calculator = Calculator(self.plot.indicators, figures, lambda _area, _period: ())
        checks = Checks(self.plot.indicators)
        return [
            finding
            for period in wanted
            for finding in checks.stated(calculator, area, period, {code for code, _, at in figures if at == period.id})
        ]


@cache
def told(folder: Path) -> Told:
    """Read a pack and tell the figures of its townships and of the county."""
    pack = read_pack(folder)
    indicators = {row.code: as_rules(row) for row in pack.indicators}
    measured = {row.unit: row.values for row in pack.baseline}
    sizes = {code for values in measured.values() for code in values}
    made = plot(pack.county.code, indicators, models(indicators, written(pack), sizes))
    townships = [unit.code for unit in pack.units if unit.kind in pack.county.township_unit_kinds]
    levels = dict.fromkeys(townships, Level.TOWN) | {pack.county.area: Level.COUNTY}
    stories = {area: Story(made, area, level, measured.get(area, {})) for area, level in levels.items()}
    for story in stories.values():
        story.tell(LAST)
    forms = asking(pack)
    asked: dict[Period, list[AskedFact]] = {}
    for year in range(BASE_YEAR, LAST.year + 1):
        for fact in asked_in(pack, forms, year):
            asked.setdefault(fact.period, []).append(fact)
    return Told(pack, made, stories, asked)
