"""What all areas' stories share: indicators in the order in which their figures come about, models, rules, the grid."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter

from resolvers.life.linear import Balance, balances, by_code
from resolvers.life.models import Model
from resolvers.life.room import Room, room
from resolvers.statistics.catalogue import Indicator, Level
from resolvers.statistics.periods import Period


@dataclass(frozen=True)
class Plot:
    """The catalogue as stories need it. Figures are whole numbers of `10 ** -decimals`, the finest of the catalogue.

    `carried` are the codes that no year may leave out: stocks that follow from those before, and what moves them.
    """

    seed: str
    indicators: Mapping[str, Indicator]
    models: Mapping[str, Model]
    rules: Mapping[str, list[Balance]]
    order: Mapping[Level, list[str]]
    decimals: int
    rooms: Mapping[str, Room]
    carried: frozenset[str]
    forces: dict[tuple[str, int], bool] = field(default_factory=dict)

    @property
    def one(self) -> int:
        """The whole number that stands for the figure 1."""
        return int(10**self.decimals)

    def in_force(self, code: str, period: Period) -> bool:
        """Whether an indicator counts for a period; asked so often that the answers are kept."""
        key = (code, period.id)
        if key not in self.forces:
            self.forces[key] = self.indicators[code].in_force(period)
        return self.forces[key]

    def grid(self, code: str) -> int:
        """The step between two figures of an indicator."""
        return int(10 ** (self.decimals - self.indicators[code].decimals))


def plot(seed: str, indicators: Mapping[str, Indicator], models: Mapping[str, Model]) -> Plot:
    """Put a catalogue in order. Raises graphlib.CycleError when models lean on each other in a circle."""
    rules = balances(indicators)
    ordered = list(TopologicalSorter({code: _before(code, models, rules) for code in models}).static_order())
    decimals = max((indicator.decimals for indicator in indicators.values()), default=0)
    return Plot(
        seed=seed,
        indicators=indicators,
        models=models,
        rules=by_code(rules),
        order={level: [code for code in ordered if indicators[code].level is level] for level in Level},
        decimals=decimals,
        carried=_carried(models, rules),
        rooms={code: room(indicator, decimals) for code, indicator in indicators.items()},
    )


def _before(code: str, models: Mapping[str, Model], rules: list[Balance]) -> list[str]:
    """The codes whose figures come first: what it is a share of, and for the rest of an identity its other terms."""
    model = models[code]
    before = {model.of} if model.of else set()
    if model.rest:
        identities = [rule for rule in rules if rule.comparison == "==" and code in _codes(rule)]
        before |= {
            other for rule in identities for other in _codes(rule) if other != code and not _leans(other, code, models)
        }
    return sorted(other for other in before if other in models)


def _carried(models: Mapping[str, Model], rules: list[Balance]) -> frozenset[str]:
    found: set[str] = set()
    for rule in rules:
        reaches = {(term.code, term.reach) for term in rule.terms}
        if rule.comparison == "==" and any((code, "prev") in reaches for code, reach in reaches if not reach):
            found |= _codes(rule)
    waiting = list(found)
    while waiting:
        whole = models[waiting.pop()].of
        if whole is not None and whole not in found:
            found.add(whole)
            waiting.append(whole)
    return frozenset(found)


def _codes(rule: Balance) -> set[str]:
    return {term.code for term in rule.terms}


def _leans(code: str | None, on: str, models: Mapping[str, Model]) -> bool:
    """Whether a figure is a share of another, or a share of one that is."""
    while code is not None and code in models:
        code = models[code].of
        if code == on:
            return True
    return False
