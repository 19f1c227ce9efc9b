"""The room that bounds and rules leave one figure."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from resolvers.statistics.catalogue import Indicator

Number = Fraction | int


@dataclass
class Room:
    """The least and the most a figure may be, in steps of the finest decimals; None: no limit."""

    least: Number | None = None
    most: Number | None = None

    def times(self, factor: Number) -> tuple[Number | None, Number | None]:
        """The least and the most of a term: a factor times a figure in this room."""
        low = None if self.least is None else factor * self.least
        high = None if self.most is None else factor * self.most
        return (low, high) if factor > 0 else (high, low)

    def add(self, low: Number | None, high: Number | None) -> None:
        """Shift both ends by those of another term; an end without limit stays without."""
        self.least = None if self.least is None or low is None else self.least + low
        self.most = None if self.most is None or high is None else self.most + high

    def keep(self, factor: Number, comparison: str, rest: "Room") -> None:
        """Keep `factor * figure + rest` to zero as the comparison says, the rest lying anywhere in its own room."""
        if not factor:
            return
        if comparison in ("<=", "=="):
            self._at_most(factor, rest.least)
        if comparison in (">=", "=="):
            self._at_most(-factor, None if rest.most is None else -rest.most)

    def _at_most(self, factor: Number, rest: Number | None) -> None:
        """factor * figure + rest <= 0."""
        if rest is None:
            return
        limit = -rest * factor if factor in (1, -1) else Fraction(-rest) / factor
        if factor > 0:
            self.most = limit if self.most is None else min(self.most, limit)
        else:
            self.least = limit if self.least is None else max(self.least, limit)

    def fitted(self, value: int, step: int) -> int:
        """The value moved into the room, on the grid; the upper end wins where the two ends cross."""
        if self.least is not None and value < self.least:
            value = -(-ceil(self.least) // step) * step
        if self.most is not None and value > self.most:
            value = floor(self.most) // step * step
        return value


def room(indicator: Indicator, decimals: int) -> Room:
    """The room of an indicator's bounds, in steps of so many decimals."""
    low, high = indicator.minimum, indicator.maximum
    return Room(
        None if low is None else ceil(Fraction(low) * 10**decimals),
        None if high is None else floor(Fraction(high) * 10**decimals),
    )
