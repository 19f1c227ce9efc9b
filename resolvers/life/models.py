"""How each indicator's figures come about: as life.csv says, else as its rules and its kind suggest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from resolvers.life.chance import drawn
from resolvers.statistics.catalogue import Indicator, OverTime, SourceKind
from resolvers.statistics.formula import Code, codes
from resolvers.statistics.periods import PeriodKind

EVEN = (1.0,) * 12
_GROWTH = 0.01
_LEAST, _MOST = 20, 200  # the size of a figure about which nothing is said


@dataclass(frozen=True)
class Model:
    """How one indicator's figures come about. Sizes are those of 2018: stocks at its end, flows of the whole year.

    `of`: a share of that indicator's figure at each moment; `per`: of its size in 2018 only; neither: `level` for each
    township, or its size in the baseline. `rest`: what the others of an identity leave. `growth` a year (None: none
    for a share, a little else), `noise` and `spread` (between townships) are shares; `odd` is the chance of a year that
    needs words; `season` weighs the months; `warned`: its warnings do happen.
    """

    code: str
    of: str | None = None
    per: str | None = None
    level: float | None = None
    share: float = 1.0
    rest: bool = False
    growth: float | None = None
    noise: float = 0.03
    spread: float = 0.12
    odd: float = 0.0
    season: tuple[float, ...] = field(default=EVEN)
    warned: bool = False

    def grown(self, years: float) -> float:
        """The factor by which it has grown after so many years."""
        growth = self.growth if self.growth is not None else 0.0 if self.of else _GROWTH
        return float((1 + growth) ** years)

    @property
    def leans_on(self) -> str | None:
        """The indicator its size comes from."""
        return self.of or self.per


def models(indicators: Mapping[str, Indicator], written: Iterable[Model], measured: Iterable[str]) -> dict[str, Model]:
    """A model for every indicator that is not calculated; `measured` are those whose size the baseline gives."""
    known = {model.code: model for model in written}
    sizes = frozenset(measured)
    return {
        code: known.get(code) or _supposed(indicator, code in sizes)
        for code, indicator in indicators.items()
        if indicator.source is not SourceKind.CALCULATED
    }


def _supposed(indicator: Indicator, measured: bool) -> Model:
    """A part of what a rule says it is part of; else a size between its bounds."""
    if not measured:
        for rule in indicator.parsed_rules:
            whole = rule.right
            part_of = codes(rule.left) == (indicator.code,) and rule.comparison == "<=" and isinstance(whole, Code)
            if part_of and isinstance(whole, Code) and whole.code != indicator.code:
                return Model(indicator.code, of=whole.code, share=0.3 + 0.4 * drawn("share", indicator.code))
    return Model(indicator.code, level=None if measured else _size(indicator), noise=_noise(indicator))


def _size(indicator: Indicator) -> float:
    least = float(indicator.minimum or 0)
    most = float(indicator.maximum) if indicator.maximum is not None else least + _MOST
    middle = least + (most - least) * (0.3 + 0.4 * drawn("size", indicator.code))
    return middle if indicator.maximum is not None else max(_LEAST, middle)


def _noise(indicator: Indicator) -> float:
    steady = indicator.over_time is OverTime.LAST and indicator.period is not PeriodKind.YEAR
    return 0.01 if steady else 0.04
