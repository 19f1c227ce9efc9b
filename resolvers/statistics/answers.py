"""How the cells of forms are answered from the facts on record, in the order of the county's promise: pure rules.

A fact on record, a register's, a formula, a finer period or area, the hub's own counts; what then is unknown is owed by
the department that keeps it, else asked of the township. Conversion to the form's unit is exact; rounding comes last.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from resolvers.statistics.calculate import Calculator, Way
from resolvers.statistics.catalogue import Column, Indicator, Level, OverTime, SourceKind, Validity
from resolvers.statistics.formula import rounded
from resolvers.statistics.periods import Period, PeriodKind, since_january
from resolvers.statistics.sheet import Cell, CellAnswer

Key = tuple[str, Hashable, Period]
YEARS_BACK = 2  # so far back lie last year's figures with their own `prev()`; of slower facts also the last before it


@dataclass(frozen=True, slots=True)
class Record:
    """The version of a fact that counts: the highest confirmed one, else the highest stated by the township."""

    id: UUID
    version: int
    value: Decimal
    confirmed: bool
    source: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; `factor` brings the indicator's unit to the form's, exactly, `decimals` are the form's."""

    ordinal: int
    indicator: str
    column: Column
    label: str
    unit_of_measure: str
    factor: Fraction
    decimals: int
    section: str | None
    row_no: str
    label_en: str = ""


def form_decimals(factor: Fraction, of_fact: int) -> int:
    """The decimals of a figure in a form's unit: as few as let a step of the fact be seen there."""
    step, places = factor * Fraction(1, 10**of_fact), 0
    while Fraction(1, 10**places) > step:
        places += 1
    return places


@dataclass(frozen=True, slots=True)
class FormFields:
    """A form as its sheets are made: id, code and name, who issues it, how often, when due, its fields in order.

    `approved`: its approving organ and number are on record.
    """

    id: int
    code: str
    name_zh: str
    name_en: str
    issuing: int
    period: PeriodKind
    due: str
    entry: bool
    approved: bool
    validity: Validity
    fields: tuple[Field, ...]

    def in_force(self, period: Period) -> bool:
        """Whether it counts for a period: in force on the period's last day."""
        return self.validity.holds(period.last_on)


@dataclass(frozen=True, slots=True)
class _Behind:
    """The versions that a figure rests on, and whether every one of them is confirmed."""

    facts: tuple[UUID, ...] = ()
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class _Owed:
    """Who owes a missing figure, and how its cell says so."""

    answer: CellAnswer
    unit: int | None = None


_BY_SOURCE = {"TOWNSHIP": CellAnswer.STATED, "REGISTER": CellAnswer.REGISTER, "IMPORTED": CellAnswer.HUB}
_OWED_FIRST = (CellAnswer.WAITING, CellAnswer.ASKED, CellAnswer.NOT_YET_COUNTED)


class Answers:
    """Answers cells from one set of facts, and remembers what it worked out; build a new one when facts change.

    `asked` says for which periods forms ask an indicator, `keeper` which unit (id) keeps one in a period, `township`
    which unit states an area's figures.
    """

    def __init__(
        self,
        indicators: Mapping[str, Indicator],
        facts: Mapping[tuple[str, Hashable, int], Record],
        asked: AbstractSet[tuple[str, int]],
        county_area: int,
        townships: Sequence[int],
        keeper: Callable[[str, Period], int],
        township: Callable[[int], int | None],
    ) -> None:
        """Take the catalogue by code, the facts that count, and who owes what."""
        self._indicators, self._facts, self._asked = indicators, facts, asked
        self._county_area, self._keeper, self._township = county_area, keeper, township
        figures = {key: fact.value for key, fact in facts.items()}
        self._calculator = Calculator(indicators, figures, lambda area, _: townships if area == county_area else ())
        self._behind: dict[tuple[str, Hashable, int], _Behind] = {}
        self._owing: dict[tuple[str, Hashable, int], frozenset[_Owed]] = {}
        self._first_year = min((period // 100 for _, _, period in facts), default=9999)

    def cell(self, field: Field, area: int, period: Period) -> Cell:
        """The cell of a field for an area and the form's period."""
        indicator = self._indicators[field.indicator]
        cell = Cell(
            field.ordinal,
            field.indicator,
            field.column,
            field.label,
            field.unit_of_measure,
            field.decimals,
            field.section,
            field.row_no,
            CellAnswer.ENDED,
            label_en=field.label_en,
        )
        if not indicator.in_force(period):
            return cell
        where = self._county_area if indicator.level is Level.COUNTY else area
        at = _own_period(indicator, period)
        if at is None:
            return self._last_known(cell, field, indicator, where, period)
        if field.column is Column.LAST_YEAR:
            return self._with_value(replace(cell, answer=CellAnswer.LAST_KNOWN), field, indicator, where, at.last_year)
        return self._with_value(cell, field, indicator, where, at)

    def _with_value(self, cell: Cell, field: Field, indicator: Indicator, area: int, at: Period) -> Cell:
        value, keys = self._shown(field.column, indicator, area, at), _keys(field.column, indicator, area, at)
        behind = self._all_behind(keys)
        answer, unit = cell.answer, None
        if answer is not CellAnswer.LAST_KNOWN:
            answer, unit = self._known(indicator, keys) if value is not None else self._unknown(indicator, keys)
        return replace(
            self._beside(cell, field, indicator, area, at),
            answer=answer,
            value=self._on_form(field, value),
            facts=behind.facts,
            confirmed=behind.confirmed and answer not in _OWED_FIRST,
            known=at if answer is CellAnswer.LAST_KNOWN else None,
            waits_for=unit,
        )

    def _last_known(self, cell: Cell, field: Field, indicator: Indicator, area: int, period: Period) -> Cell:
        """A slower fact on a faster form, not asked now: the last confirmed one, however old, with its period."""
        at = period.at(indicator.period).previous
        while at.year >= self._first_year:
            if self._calculator.value(indicator.code, area, at) is not None and self._of(indicator, area, at).confirmed:
                last = replace(cell, answer=CellAnswer.LAST_KNOWN)
                return self._with_value(last, field, indicator, area, at)
            at = at.previous
        hub = indicator.source is SourceKind.HUB
        return replace(cell, answer=CellAnswer.NOT_YET_COUNTED if hub else CellAnswer.LAST_KNOWN, confirmed=not hub)

    def _beside(self, cell: Cell, field: Field, indicator: Indicator, area: int, at: Period) -> Cell:
        """The figures printed beside the asked one: since January, and a year ago."""
        since = self._calculator.cumulative(indicator.code, area, at)
        year_ago = self._shown(field.column, indicator, area, at.last_year)
        return replace(
            cell,
            cumulative=self._on_form(field, since),
            last_year=self._on_form(field, year_ago),
        )

    def _shown(self, column: Column, indicator: Indicator, area: int, at: Period) -> Fraction | None:
        if column is Column.CUMULATIVE and indicator.over_time is OverTime.SUM:
            return self._calculator.cumulative(indicator.code, area, at)
        return self._calculator.value(indicator.code, area, at)

    @staticmethod
    def _on_form(field: Field, value: Fraction | None) -> Decimal | None:
        return None if value is None else rounded(value * field.factor, field.decimals)

    def _known(self, indicator: Indicator, keys: Sequence[Key]) -> tuple[CellAnswer, int | None]:
        code, area, at = keys[-1]
        found = self._calculator.derivation(code, area, at)
        if len(keys) == 1 and found.way is Way.RECORD:
            return _BY_SOURCE[self._facts[code, area, at.id].source], None
        if indicator.expression is not None:
            return CellAnswer.FORMULA, None
        return CellAnswer.HUB if indicator.source is SourceKind.HUB else CellAnswer.FINER, None

    def _unknown(self, indicator: Indicator, keys: Sequence[Key]) -> tuple[CellAnswer, int | None]:
        """Who owes what is missing; where nobody can (a zero denominator, a figure before the record) it is no
        question.
        """
        owed = sorted(
            (each for key in keys for each in self._owed(*key)),
            key=lambda each: (_OWED_FIRST.index(each.answer), each.unit or 0),
        )
        if owed:
            return owed[0].answer, owed[0].unit
        return CellAnswer.FORMULA if indicator.expression is not None else CellAnswer.FINER, None

    def _owed(self, code: str, area: Hashable, at: Period) -> frozenset[_Owed]:
        key = (code, area, at.id)
        if key not in self._owing:
            self._owing[key] = frozenset()  # a formula that leads back to itself owes nothing to itself
            self._owing[key] = self._owed_now(self._indicators[code], area, at)
        return self._owing[key]

    def _owed_now(self, indicator: Indicator, area: Hashable, at: Period) -> frozenset[_Owed]:
        known = self._calculator.value(indicator.code, area, at) is not None
        if known or not indicator.in_force(at):
            return frozenset()
        if indicator.expression is None and (indicator.code, at.id) in self._asked and area != self._whole(indicator):
            return frozenset({self._who(indicator, area, at)})
        if indicator.source is SourceKind.HUB:
            return frozenset({_Owed(CellAnswer.NOT_YET_COUNTED)})
        needs = self._calculator.needs(indicator.code, area, at)
        return frozenset(each for need in needs for each in self._owed(*need))

    def _whole(self, indicator: Indicator) -> Hashable:
        """The area whose figures are made of others': the county, for what every township has."""
        return self._county_area if indicator.level is Level.TOWN else None

    def _who(self, indicator: Indicator, area: Hashable, at: Period) -> _Owed:
        if indicator.source is SourceKind.HUB:
            return _Owed(CellAnswer.NOT_YET_COUNTED)
        if indicator.source is SourceKind.TOWNSHIP and indicator.level is Level.TOWN and isinstance(area, int):
            return _Owed(CellAnswer.ASKED, self._township(area))
        return _Owed(CellAnswer.WAITING, self._keeper(indicator.code, at))

    def _of(self, indicator: Indicator, area: Hashable, at: Period) -> _Behind:
        return self._all_behind([(indicator.code, area, at)])

    def _all_behind(self, keys: Sequence[Key]) -> _Behind:
        found = [self._one_behind(*key) for key in keys]
        if len(found) == 1:
            return found[0]
        facts = dict.fromkeys(fact for each in found for fact in each.facts)
        return _Behind(tuple(facts), all(each.confirmed for each in found))

    def _one_behind(self, code: str, area: Hashable, at: Period) -> _Behind:
        key = (code, area, at.id)
        if key not in self._behind:
            self._behind[key] = _Behind()
            self._behind[key] = self._behind_now(code, area, at)
        return self._behind[key]

    def _behind_now(self, code: str, area: Hashable, at: Period) -> _Behind:
        if self._calculator.derivation(code, area, at).way is Way.RECORD:
            fact = self._facts[code, area, at.id]
            return _Behind((fact.id,), fact.confirmed)
        return self._all_behind(self._calculator.needs(code, area, at))


def _own_period(indicator: Indicator, period: Period) -> Period | None:
    """The period of the fact that a form's period asks: its own, or the longer one that ends with it; else None."""
    if indicator.period.months <= period.kind.months:
        return period
    longer = period.at(indicator.period)
    return longer if longer.last_on == period.last_on else None


def _keys(column: Column, indicator: Indicator, area: int, at: Period) -> list[Key]:
    """The figures that a cell adds up: those since January, or the one."""
    summed = column is Column.CUMULATIVE and indicator.over_time is OverTime.SUM
    return [(indicator.code, area, part) for part in (since_january(at) if summed else (at,))]
