"""What a field of a new form has to do with what is known: the same fact, in another unit, another calibre that looks
alike, a formula of known facts, or nothing.

A field that nobody has bound yet is matched by its words alone: they are compared with the names of indicators and with
what forms call them. Words that may mean several calibres are never decided here: somebody chooses, with a reason.
Pure: it knows no database; `Words` is built once for a state of catalogue and forms.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from unicodedata import normalize

from resolvers.statistics.asked import Asking
from resolvers.statistics.catalogue import Column, Indicator, OverTime, SourceKind
from resolvers.statistics.formula import codes
from resolvers.statistics.measures import factor
from resolvers.statistics.periods import Period

LIKE = Fraction(1, 2)  # of two words' pairs of characters, how many must be common for them to look alike
MOST_ALIKE = 8
# What makes no difference between two names: totals, ends of periods, "number of".
_BEFORE = re.compile(r"^(其中|年末|期末|月末|季末|本月|本期|累计|全部|全镇|全乡|辖区|总|共)+")
_AFTER = re.compile(r"(合计|总计|总数|个数|数量|数)$")
_MARKS = re.compile(r"[\s:,，。、；;·\"“”'‘’《》<>\-—_/]+|\([^)]*\)$")


class Overlap(StrEnum):
    """How a field stands to what is known."""

    SAME = "SAME"
    OTHER_UNIT = "OTHER_UNIT"
    LOOK_ALIKE = "LOOK_ALIKE"
    FORMULA = "FORMULA"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Proposed:
    """One field as it is designed: its words, its unit where it names one, its column; bound or not."""

    ordinal: int
    label: str
    unit: str | None = None
    column: Column = Column.MONTH
    indicator: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """How one field stands. `indicator` is what it means, None while that is open; `alike` are calibres that look alike
    and stay apart, nearest first. `known`: the form adds no question by it, since its figure is asked or calculated
    anyway; `forms` ask it already. `factor` converts the indicator's unit into the field's.
    """

    field: Proposed
    overlap: Overlap
    indicator: str | None
    alike: tuple[str, ...]
    known: bool
    forms: tuple[str, ...]
    factor: Fraction | None


def plain(words: str) -> str:
    """Words without marks, brackets at the end, and differences of width."""
    return _MARKS.sub("", normalize("NFKC", words).strip())


def core(words: str) -> str:
    """What of a name tells calibres apart: without totals, ends of periods, "number of"."""
    bare = plain(words)
    shorter = _AFTER.sub("", _BEFORE.sub("", bare))
    return shorter or bare


def likeness(one: str, other: str) -> Fraction:
    """How much two names share: twice their common pairs of neighbouring characters, of all their pairs."""
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return Fraction(int(one == other))
    return Fraction(2 * len(first & second), len(first) + len(second))


def _pairs(words: str) -> frozenset[str]:
    return frozenset(words[n : n + 2] for n in range(len(words) - 1))


_CODES = re.compile(r"\b[A-Z]{3}[0-9]{2}\b", re.ASCII)  # a Chinese character before a code is no letter of it


class Words:
    """The names that indicators go by: their own, and those that forms give them; and which calibres look alike."""

    def __init__(
        self,
        indicators: Mapping[str, Indicator],
        definitions: Mapping[str, str],
        labels: Mapping[str, Collection[str]],
    ) -> None:
        """Take the catalogue by code, its definitions, and by label of a form the codes it stands for."""
        self._indicators = indicators
        self._names = {code: plain(indicator.name_zh) for code, indicator in indicators.items()}
        self._cores = {code: core(indicator.name_zh) for code, indicator in indicators.items()}
        self._labels: dict[str, set[str]] = {}
        for label, meant in labels.items():
            self._labels.setdefault(plain(label), set()).update(meant)
        self._apart = self._confusable(definitions)

    def _confusable(self, definitions: Mapping[str, str]) -> dict[str, set[str]]:
        """Those that people confuse: a definition names the other, one label stands for both, a part and its whole."""
        named = [{code, *_CODES.findall(words)} for code, words in definitions.items()]
        rules = [set(codes(rule)) for each in self._indicators.values() for rule in each.parsed_rules]
        groups = [*named, *self._labels.values(), *(pair for pair in rules if len(pair) == 2)]
        apart: dict[str, set[str]] = {code: set() for code in self._indicators}
        for group in groups:
            for code in group & apart.keys():
                apart[code] |= {other for other in group & apart.keys() if self._same_unit(code, other)} - {code}
        return apart

    def _same_unit(self, one: str, other: str) -> bool:
        return factor(self._indicators[one].unit, self._indicators[other].unit) is not None

    def apart(self, code: str) -> list[str]:
        """The calibres that look like an indicator's and are not, the most like in name first."""
        return sorted(self._apart[code], key=lambda other: (-likeness(self._names[code], self._names[other]), other))

    def means(self, label: str) -> set[str]:
        """The indicators whose own name a label is, else those that forms call so."""
        words = plain(label)
        return {code for code, name in self._names.items() if name == words} or set(self._labels.get(words, ()))

    def candidates(self, field: Proposed) -> tuple[str | None, list[str]]:
        """What a field's words mean, where only one name or label of forms says so; and all they may mean, the
        likeliest first.
        """
        words, bare = plain(field.label), core(field.label)
        named = [code for code, name in self._names.items() if name == words]
        named = named or [code for code, name in self._cores.items() if name == bare and len(bare) > 1]
        if len(named) == 1:
            return named[0], named
        called = self._labels.get(words, set())
        ending = {code for code, name in self._cores.items() if name.endswith(bare) and self._fits(code, field)}
        ranked = self._ranked(field, called | ending, called)
        return (ranked[0] if len(ranked) == 1 and called else None), ranked

    def near(self, field: Proposed) -> list[str]:
        """The indicators whose names are merely like a field's words, the most like first."""
        words = plain(field.label)
        near = {code for code, name in self._names.items() if likeness(words, name) >= LIKE and self._fits(code, field)}
        return self._ranked(field, near, set())

    def _fits(self, code: str, field: Proposed) -> bool:
        """Whether a field may mean an indicator at all: its unit converts, and a stock is not asked as a flow's sum."""
        indicator = self._indicators[code]
        if field.unit is not None and factor(indicator.unit, field.unit) is None:
            return False
        return not (field.column is Column.STATE and indicator.over_time is OverTime.SUM)

    def _ranked(self, field: Proposed, found: Iterable[str], first: set[str]) -> list[str]:
        words = plain(field.label)
        return sorted(found, key=lambda code: (code not in first, -likeness(words, self._names[code]), code))


def judge(fields: Iterable[Proposed], period: Period, words: Words, asking: Asking) -> list[Found]:
    """How each field of a form stands, in the order given; `period` is one of the form's, the first it would ask."""
    judging = _Judging(period, words, asking)
    return [judging.one(field) for field in fields]


class _Judging:
    def __init__(self, period: Period, words: Words, asking: Asking) -> None:
        self._period, self._words, self._asking = period, words, asking

    def one(self, field: Proposed) -> Found:
        if field.indicator is not None:
            return self._meant(field, field.indicator)
        means, candidates = self._words.candidates(field)
        if means is not None:
            return self._meant(field, means)
        alike = tuple((candidates or self._words.near(field))[:MOST_ALIKE])
        return Found(field, Overlap.LOOK_ALIKE if alike else Overlap.UNKNOWN, None, alike, False, (), None)

    def _meant(self, field: Proposed, code: str) -> Found:
        indicator = self._asking.indicators[code]
        by = Fraction(1) if field.unit is None else factor(indicator.unit, field.unit)
        alike = tuple(self._words.apart(code)[:MOST_ALIKE])
        if by is None:
            return Found(field, Overlap.LOOK_ALIKE, None, (code, *alike)[:MOST_ALIKE], False, (), None)
        known = self.known(field, code)
        overlap = Overlap.SAME if by == 1 else Overlap.OTHER_UNIT
        if indicator.source is SourceKind.CALCULATED:
            overlap = Overlap.FORMULA
        return Found(field, overlap, code, alike, known, self._asking.asked_by(code, self._period), by)

    def known(self, field: Proposed, code: str, through: frozenset[str] = frozenset()) -> bool:
        """Whether a form asks nothing new by a field: last year's figure, what the hub counts, what is asked
        anyway, a formula of such. A formula that leads back to itself (`through`) knows nothing.
        """
        indicator = self._asking.indicators[code]
        if field.column is Column.LAST_YEAR or indicator.source is SourceKind.HUB:
            return True
        if indicator.expression is not None:
            parts = codes(indicator.expression)
            return code not in through and all(self.known(field, part, through | {code}) for part in parts)
        return self._asking.gives(code, self._period)
