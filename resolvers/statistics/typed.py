"""Figures as people type them, read: full-width digits and separators accepted, faults named one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from resolvers.refusals import RefusalCode, Refused, bad_input, not_found
from resolvers.statistics.book import Catalogue
from resolvers.statistics.figures import Figure
from resolvers.statistics.numbers import NumberFault, Unreadable, read_number


@dataclass(frozen=True)
class Typed:
    """A figure as somebody typed it: indicator code, area (None: the item's own), text, and the version the sender
    saw.
    """

    code: str
    value: str
    area_id: int | None = None
    expected: int | None = None


def read_typed(
    known: Catalogue, figures: Sequence[Typed], own_area: int
) -> tuple[list[Figure], list[tuple[Typed, Refused]]]:
    """What was typed as figures; refused by themselves are unknown indicators, unreadable numbers, empty texts, and
    the same fact twice.
    """
    read: list[Figure] = []
    refused: list[tuple[Typed, Refused]] = []
    seen: set[tuple[str, int]] = set()
    for typed in figures:
        value = value_of(known, typed)
        key = (typed.code, typed.area_id or own_area)
        if isinstance(value, Decimal) and key not in seen:
            seen.add(key)
            read.append(Figure(*key, value, typed.expected, typed))
        elif isinstance(value, Decimal):
            refused.append(
                (typed, bad_input("同一数据填了两次", "The same figure is given twice", "figures", typed.code))
            )
        else:
            refused.append((typed, value))
    return read, refused


_FAULTS: dict[NumberFault, tuple[str, str]] = {
    NumberFault.NOT_A_NUMBER: ("不是数字", "not a number"),
    NumberFault.NOT_FINITE: ("不是数字", "not a number"),
    NumberFault.SCIENTIFIC: ("不要用科学计数法", "write it out, without an exponent"),
    NumberFault.MULTIPLE: ("不要写“万”“亿”,请写全", "write it out, without 万 or 亿"),
    NumberFault.UNIT_WRITTEN: ("只填数字,不写单位", "the number alone, without a unit"),
    NumberFault.OTHER_SHARE: ("计量单位不是百分比", "the unit is not a percentage"),
    NumberFault.SEPARATOR_MISPLACED: ("千分位逗号位置不对", "a thousands separator is out of place"),
    NumberFault.TOO_MANY_DECIMALS: ("小数位过多,最多{decimals}位", "too many decimals: at most {decimals}"),
    NumberFault.TOO_LARGE: ("数字过大", "too large"),
}


def value_of(known: Catalogue, typed: Typed) -> Decimal | Refused:
    """The number that was typed for an indicator, or why it is none."""
    row = known.rows.get(typed.code)
    if row is None:
        return not_found(f"指标{typed.code}", f"Indicator {typed.code}")
    value = read_number(typed.value, decimals=row.decimals, unit=row.unit_of_measure)
    if isinstance(value, Decimal):
        return value
    if value is None:
        return bad_input(
            "空白不是零;没有发生请填0", "Empty is not zero: state 0 where there was none", "figures", typed.code
        )
    unit = {"zh": row.unit_of_measure or "个", "en": row.unit_en or row.unit_of_measure or "units"}
    return _unreadable(value, unit, row.decimals, typed)


def _unreadable(fault: Unreadable, unit: dict[str, str], decimals: int, typed: Typed) -> Refused:
    zh, en = _FAULTS[fault.fault]
    problem = {"zh": zh.format(decimals=decimals), "en": en.format(decimals=decimals)}
    values = {"raw": typed.value.strip()[:60], "problem": problem, "unit": unit, "fault": fault.fault.value}
    return Refused(RefusalCode.NOT_A_NUMBER, values, ("figures", typed.code))
