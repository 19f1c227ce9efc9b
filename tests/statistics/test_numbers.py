"""Numbers as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.statistics.numbers import NumberFault, Unreadable, read_number

FULL_WIDTH = str.maketrans("0123456789.,+-", "０１２３４５６７８９．，＋－")


@pytest.mark.parametrize(
    ("text", "decimals", "expected"),
    [
        ("1240", 0, "1240"),
        ("１２４０", 0, "1240"),
        ("1,240", 0, "1240"),
        ("１，２４０，０００", 0, "1240000"),
        ("1 240 000", 0, "1240000"),
        ("　12.5 ", 2, "12.50"),
        ("１２．５", 2, "12.50"),
        ("-3", 0, "-3"),
        ("－３", 0, "-3"),
        ("−3", 0, "-3"),
        ("+3", 0, "3"),
        ("- 3", 0, "-3"),
        ("0", 0, "0"),
        ("-0", 0, "0"),
        ("-0.00", 2, "0.00"),
        ("007", 0, "7"),
        (".5", 2, "0.50"),
        ("5.", 2, "5.00"),
        ("12.500", 2, "12.50"),
        ("12.0", 0, "12"),
        ("\ufeff1\u2009240\u200b", 0, "1240"),
        ("999999999999999", 0, "999999999999999"),
    ],
)
def test_what_people_type_is_read_exactly(text: str, decimals: int, expected: str) -> None:
    assert str(read_number(text, decimals=decimals)) == expected


@pytest.mark.parametrize("text", ["", " ", "　", "\t", "\u00a0"])
def test_empty_is_missing_and_not_zero(text: str) -> None:
    assert read_number(text, decimals=0) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("abc", NumberFault.NOT_A_NUMBER),
        ("-", NumberFault.NOT_A_NUMBER),
        ("—", NumberFault.NOT_A_NUMBER),
        (".", NumberFault.NOT_A_NUMBER),
        ("1.2.3", NumberFault.NOT_A_NUMBER),
        ("--1", NumberFault.NOT_A_NUMBER),
        ("1-2", NumberFault.UNIT_WRITTEN),
        ("无", NumberFault.NOT_A_NUMBER),
        ("５²", NumberFault.UNIT_WRITTEN),
        ("①", NumberFault.NOT_A_NUMBER),
        ("½", NumberFault.NOT_A_NUMBER),
        ("١٢", NumberFault.NOT_A_NUMBER),
        ("一百", NumberFault.NOT_A_NUMBER),
        ("1_000", NumberFault.UNIT_WRITTEN),
        ("0x10", NumberFault.UNIT_WRITTEN),
        ("NaN", NumberFault.NOT_FINITE),
        ("sNaN12", NumberFault.NOT_FINITE),
        ("-inf", NumberFault.NOT_FINITE),
        ("Infinity", NumberFault.NOT_FINITE),
        ("∞", NumberFault.NOT_FINITE),
        ("1e5", NumberFault.SCIENTIFIC),
        ("１Ｅ５", NumberFault.SCIENTIFIC),
        ("1.5E-3", NumberFault.SCIENTIFIC),
        ("1e999999999", NumberFault.SCIENTIFIC),
        ("3.2万", NumberFault.MULTIPLE),
        ("1亿", NumberFault.MULTIPLE),
        ("3万元", NumberFault.MULTIPLE),
        ("12头", NumberFault.UNIT_WRITTEN),
        ("12 kg", NumberFault.UNIT_WRITTEN),
        ("5%", NumberFault.OTHER_SHARE),
        ("5‰", NumberFault.OTHER_SHARE),
        ("1,23,456", NumberFault.SEPARATOR_MISPLACED),
        ("12,34", NumberFault.SEPARATOR_MISPLACED),
        (",123", NumberFault.SEPARATOR_MISPLACED),
        ("1234,567", NumberFault.SEPARATOR_MISPLACED),
        ("1,234 567", NumberFault.SEPARATOR_MISPLACED),
        ("1.234,5", NumberFault.SEPARATOR_MISPLACED),
        ("12 34", NumberFault.SEPARATOR_MISPLACED),
        ("1.5", NumberFault.TOO_MANY_DECIMALS),
        ("1000000000000000", NumberFault.TOO_LARGE),
        ("9" * 5000, NumberFault.TOO_LARGE),
        ("-" + "9" * 5000, NumberFault.TOO_LARGE),
        ("x" * 5000, NumberFault.NOT_A_NUMBER),
    ],
)
def test_what_is_no_plain_number_comes_back_with_its_fault(text: str, fault: NumberFault) -> None:
    read = read_number(text, decimals=0, unit="头")
    assert isinstance(read, Unreadable)
    assert read.fault is fault


def test_a_share_is_taken_only_where_it_is_the_unit() -> None:
    assert read_number("95.5％", decimals=2, unit="%") == Decimal("95.50")
    assert read_number("9.5 ‰", decimals=2, unit="‰") == Decimal("9.50")
    read = read_number("9.5‰", decimals=2, unit="%")
    assert isinstance(read, Unreadable)
    assert (read.fault, read.values["unit"]) == (NumberFault.OTHER_SHARE, "%")
    assert isinstance(read_number("%", decimals=2, unit="%"), Unreadable)


@pytest.mark.parametrize(
    ("text", "written_out"),
    [("3.2万", "32000"), ("-1.05亿", "-105000000"), ("1,200万元", "12000000"), ("0.00001万", "0.1"),
     ("2千万", "20000000"), ("5百", "500")],
)  # fmt: skip
def test_a_multiple_is_refused_with_the_number_in_full(text: str, written_out: str) -> None:
    read = read_number(text, decimals=0)
    assert isinstance(read, Unreadable)
    assert (read.fault, read.values["written_out"]) == (NumberFault.MULTIPLE, written_out)


def test_further_decimals_are_refused_and_never_rounded() -> None:
    read = read_number("12.345", decimals=2, unit="亩")
    assert read == Unreadable(NumberFault.TOO_MANY_DECIMALS, {"text": "12.345", "unit": "亩", "decimals": 2})


def test_a_refusal_repeats_no_more_than_a_line_of_what_was_typed() -> None:
    read = read_number("x" * 5000, decimals=0)
    assert isinstance(read, Unreadable)
    assert len(str(read.values["text"])) == 60


SPACES = "".join(map(chr, filter(lambda code: chr(code).isspace(), range(0x3001))))
NUMBERS = st.decimals(Decimal(-(10**12)), Decimal(10**12), places=2, allow_nan=False)


@given(NUMBERS, st.booleans(), st.booleans())
def test_any_number_is_read_back_however_it_is_written(number: Decimal, grouped: bool, wide: bool) -> None:
    text = f"{number:,.2f}" if grouped else f"{number:.2f}"
    read = read_number(text.translate(FULL_WIDTH) if wide else text, decimals=2)
    assert read == number
    assert isinstance(read, Decimal) and read.as_tuple().exponent == -2


@given(st.text(max_size=40))
def test_any_text_is_a_number_missing_or_explained(text: str) -> None:
    read = read_number(text, decimals=2, unit="亩")
    if isinstance(read, Decimal):
        assert read.is_finite() and abs(read) < 10**15
    elif read is None:
        assert not text.strip(SPACES + "\u200b\u200e\u200f\ufeff")
    else:
        assert read.values["decimals"] == 2
