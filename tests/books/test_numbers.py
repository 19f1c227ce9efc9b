"""Cells looked at all at once are judged as a person's typing is, one by one."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.workbooks.reading import Cell, text_of
from resolvers.statistics.blocks import looked_at
from resolvers.statistics.numbers import read_number

PIECES = st.sampled_from([*"0123456789.,-+ 　０１２．，－万%e人", "000", ",000", "12"])
TEXTS = st.lists(PIECES, max_size=8).map("".join)
NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False, width=64),
    st.decimals(-(10**9), 10**9, places=3).map(float),
    st.integers(-(10**16), 10**16).map(float),
)
CELLS = st.lists(st.tuples(st.one_of(TEXTS, NUMBERS), st.integers(0, 6)), min_size=1, max_size=30)


@settings(max_examples=300)
@given(CELLS)
def test_what_is_vouched_for_reads_as_a_number_and_nothing_filled_is_lost(cells: list[tuple[Cell, int]]) -> None:
    filled, doubtful = looked_at([cell for cell, _ in cells], [decimals for _, decimals in cells])
    for place, (cell, decimals) in enumerate(cells):
        read = read_number(text_of(cell), decimals=decimals)
        nothing = isinstance(cell, str) and cell.replace("－", "-").strip() == "-"
        assert (place in filled) == (read is not None and not nothing)
        if place in filled and place not in doubtful:
            assert isinstance(read, Decimal)


def test_a_dash_says_that_there_is_no_figure() -> None:
    assert looked_at(["—", " － ", "/", "-3", "——", ""], [0] * 6) == ([3], [])


def test_plain_numbers_need_no_second_look() -> None:
    cells: list[Cell] = [12.0, 0.1 + 0.2, -3.25, "４，０００", "1,234,567.50", " 12 ", "0.10", True, "12人", 0.125]
    filled, doubtful = looked_at(cells, [0, 1, 2, 0, 1, 0, 1, 0, 0, 2])
    assert filled == list(range(10))
    assert [cells[place] for place in doubtful] == [True, "12人", 0.125]
