"""How a field of a new form stands to what is known, in words: for who designs the form and who approves it."""

from collections.abc import Iterable, Mapping

from resolvers.statistics.asking import OnRecord
from resolvers.statistics.catalogue import Column, SourceKind
from resolvers.statistics.overlap import Found, Overlap

_KNOWN = {
    SourceKind.TOWNSHIP: ("{forms}已在要“{name}”,系统填写,不再问", "{forms} ask {name} already: the hub fills it in"),
    SourceKind.REGISTER: ("“{name}”由{keeper}台账提供,不问乡镇", "{name} comes from the register of {keeper}"),
    SourceKind.CALCULATED: ("“{name}”由公式计算:{formula}", "{name} is calculated: {formula}"),
    SourceKind.HUB: ("“{name}”由系统统计", "{name} is counted by the hub"),
}
_NEW = {
    SourceKind.TOWNSHIP: ("“{name}”尚无报表按此周期要,须由乡镇新填", "No form asks {name} so often: a new question"),
    SourceKind.REGISTER: ("“{name}”须由{keeper}新报台账数", "A new figure of the register of {keeper}: {name}"),
    SourceKind.CALCULATED: (
        "“{name}”的公式({formula})尚缺数据",
        "{name} lacks parts of its formula: {formula}",
    ),
    SourceKind.HUB: ("“{name}”由系统统计", "{name} is counted by the hub"),
}
_LAST_YEAR = ("上年同期由系统填写,不再问", "Last year's figure is filled in by the hub")
_OPEN = ("口径未定,可能是{names};须选定一个,不得合并", "It may be {names}: one must be chosen, they are never merged")
_UNKNOWN = ("目录中没有相近的指标", "Nothing in the catalogue is like it")
_CONVERTED = (";按{factor}换算为{unit}", "; converted into {unit} by {factor}")
_APART = (";勿与{names}混淆", "; not to be confused with {names}")


def sentence(found: Found, kept: OnRecord, keepers: Mapping[int, Mapping[str, str]], language: str) -> str:
    """One field's standing as a sentence in a language; `keepers` names units in both languages by their keys."""
    tongue = 0 if language.startswith("zh") else 1
    if found.indicator is None:
        template = _OPEN if found.alike else _UNKNOWN
        return template[tongue].format(names=_names(found.alike, kept, tongue))
    if found.field.column is Column.LAST_YEAR:
        return _LAST_YEAR[tongue]
    row, source = kept.indicator_rows[found.indicator], kept.indicators[found.indicator].source
    words = (_KNOWN if found.known else _NEW)[source][tongue].format(
        name=_names([found.indicator], kept, tongue),
        forms=_forms(found.forms, kept, tongue),
        keeper=keepers[row.responsible_id]["en" if tongue else "zh"],
        formula=row.formula,
    )
    if found.overlap is Overlap.OTHER_UNIT:
        words += _CONVERTED[tongue].format(factor=found.factor, unit=found.field.unit)
    return words + (_APART[tongue].format(names=_names(found.alike, kept, tongue)) if found.alike else "")


def _names(codes: Iterable[str], kept: OnRecord, tongue: int) -> str:
    rows = [kept.indicator_rows[code] for code in codes]
    return ", ".join(row.name_en for row in rows) if tongue else "、".join(row.name_zh for row in rows)


def _forms(codes: tuple[str, ...], kept: OnRecord, tongue: int) -> str:
    rows = [kept.form_rows[code] for code in codes]
    if len(rows) > 2:
        return f"{len(rows)} forms" if tongue else f"{len(rows)}张表"
    return " and ".join(row.name_en for row in rows) if tongue else "和".join(f"《{row.name_zh}》" for row in rows)
