"""Numbers as people type them, read into exact decimals; nothing is guessed and nothing is rounded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

# One written character to one plain character. Unicode's compatibility form would also turn ² into 2 and ① into 1.
_PLAIN = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("\t\u00a0\u2007\u2009\u202f\u3000", " ")
    | dict.fromkeys("\u200b\u200e\u200f\ufeff", "")  # unseen, they come with text pasted from sheets and chats
    | {"\u2212": "-", "\ufe63": "-", "\ufe62": "+", "\ufe50": ","}
)
_NUMBER = re.compile(r"(?P<sign>[-+]?) ?(?P<whole>[0-9]*)(?:\.(?P<places>[0-9]*))?")
_GROUPED = re.compile(r"[0-9]{1,3}(?P<mark>[, ])[0-9]{3}(?:(?P=mark)[0-9]{3})*")
_SCIENTIFIC = re.compile(r"[-+]?[0-9.,]+ ?[eE] ?[-+]?[0-9]+")
_NOT_FINITE = re.compile(r"[-+]?(?:s?nan[0-9]*|inf(?:inity)?|∞|无穷大?)", re.IGNORECASE)
_WITH_WORD = re.compile(r"(?P<number>[-+]?[0-9][0-9., ]*?) ?(?P<word>[^0-9., ].*)")
_MULTIPLES = {"十": 1, "百": 2, "千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8}
_SHARES = ("%", "‰")
_LONGEST_TEXT = 60
_MOST_DIGITS = 15  # of the whole part; the county's largest figure has seven


class NumberFault(StrEnum):
    """Why a text is not taken as a number."""

    NOT_A_NUMBER = "NOT_A_NUMBER"
    NOT_FINITE = "NOT_FINITE"
    SCIENTIFIC = "SCIENTIFIC"  # 1e5: write it out
    MULTIPLE = "MULTIPLE"  # 3.2万: write it out; `written_out` says how where it can be said
    UNIT_WRITTEN = "UNIT_WRITTEN"  # 12头: the number alone, in the indicator's unit
    OTHER_SHARE = "OTHER_SHARE"  # 5% where the unit is not %
    SEPARATOR_MISPLACED = "SEPARATOR_MISPLACED"  # 1,23,4
    TOO_MANY_DECIMALS = "TOO_MANY_DECIMALS"
    TOO_LARGE = "TOO_LARGE"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A text that is not taken as a number: the fault, and the values its message needs."""

    fault: NumberFault
    values: Mapping[str, str | int]


def read_number(text: str, *, decimals: int, unit: str = "") -> Decimal | Unreadable | None:
    """The number a person typed, with exactly the indicator's decimals; None for an empty text: missing, not zero.

    Full-width digits and signs, spaces around, thousands separators in their places and the indicator's own % or ‰
    are taken. Zeros behind the last decimal asked are no further decimals. All else comes back as Unreadable.
    """
    plain = text.translate(_PLAIN).strip()
    if not plain:
        return None
    values: dict[str, str | int] = {"text": text.strip()[:_LONGEST_TEXT], "unit": unit, "decimals": decimals}
    if len(plain) > _LONGEST_TEXT:
        return Unreadable(NumberFault.TOO_LARGE if plain[1:].isdigit() else NumberFault.NOT_A_NUMBER, values)
    if plain[-1] in _SHARES and plain[-1] == unit:
        plain = plain[:-1].rstrip()
    ungrouped = _without_separators(plain)
    if ungrouped is None:
        return Unreadable(NumberFault.SEPARATOR_MISPLACED, values)
    found = _NUMBER.fullmatch(ungrouped)
    if found is None or not (found["whole"] or found["places"]):
        return _explained(plain, values)
    return _exact(found["sign"], found["whole"], found["places"] or "", decimals, values)


def _exact(sign: str, whole: str, places: str, decimals: int, values: Mapping[str, str | int]) -> Decimal | Unreadable:
    whole, places = whole.lstrip("0"), places.rstrip("0")
    if len(whole) > _MOST_DIGITS:
        return Unreadable(NumberFault.TOO_LARGE, values)
    if len(places) > decimals:
        return Unreadable(NumberFault.TOO_MANY_DECIMALS, values)
    digits = f"{whole or '0'}{places.ljust(decimals, '0')}"
    minus = "-" if sign == "-" and digits.strip("0") else ""  # there is one zero, without a sign
    return Decimal(f"{minus}{digits}e-{decimals}")


def _without_separators(plain: str) -> str | None:
    """The text without thousands separators; None where a separator stands in a wrong place between digits."""
    sign = plain[:1] if plain[:1] in ("-", "+") else ""
    whole, point, places = plain[len(sign) :].strip().partition(".")
    if not set(whole + places) <= set("0123456789, ") or not {",", " "} & set(whole + places):
        return plain
    return f"{sign}{whole.replace(',', '').replace(' ', '')}{point}{places}" if _well_grouped(whole, places) else None


def _well_grouped(whole: str, places: str) -> bool:
    return _GROUPED.fullmatch(whole) is not None and (not places or places.isdigit())


def _explained(plain: str, values: dict[str, str | int]) -> Unreadable:
    """Which fault a text has that is no plain number."""
    if _NOT_FINITE.fullmatch(plain):
        return Unreadable(NumberFault.NOT_FINITE, values)
    if _SCIENTIFIC.fullmatch(plain):
        return Unreadable(NumberFault.SCIENTIFIC, values)
    found = _WITH_WORD.fullmatch(plain)
    if found is None:
        return Unreadable(NumberFault.NOT_A_NUMBER, values)
    number, word = found["number"], found["word"]
    if word[0] in _MULTIPLES:
        return Unreadable(NumberFault.MULTIPLE, values | _written_out(number, word))
    return Unreadable(NumberFault.OTHER_SHARE if word in _SHARES else NumberFault.UNIT_WRITTEN, values)


def _written_out(number: str, word: str) -> dict[str, str | int]:
    """What 3.2万 is in full, 32000; nothing where the number itself does not read."""
    plain = _without_separators(number)
    if plain is None or _NUMBER.fullmatch(plain) is None:
        return {}
    zeros = sum(_MULTIPLES[sign] for sign in word if sign in _MULTIPLES)
    sign, whole, places = _parts(plain)
    moved = (places + "0" * zeros)[:zeros]
    rest = places[zeros:].rstrip("0")
    return {"written_out": f"{sign}{(whole + moved).lstrip('0') or '0'}{'.' + rest if rest else ''}"}


def _parts(plain: str) -> tuple[str, str, str]:
    sign = plain[:1] if plain[:1] in ("-", "+") else ""
    whole, _, places = plain[len(sign) :].strip().partition(".")
    return sign, whole, places
