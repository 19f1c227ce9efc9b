"""A page's values in columns: decimals as texts, and whole numbers for quotients, are what Python's decimals give."""

from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.answer import Rows, whole_numbers
from analytics.catalogue import Column, Kind, View
from analytics.generation import AsOf
from analytics.position import Position
from schema.scalars import plain_decimal

AT = AsOf(Position("1:1:", "1.1.1"), datetime(2026, 11, 1, tzinfo=UTC))


def page(values: list[Decimal | None], scale: int) -> Rows:
    column = Column("value", Kind.DECIMAL, "What.")
    view = View("some", "Some.", (), True, False, (column,), frozenset(), "")
    half = len(values) // 2  # two chunks, the second with an offset
    given_ = pa.array([None, *values[half:]], pa.decimal128(38, scale)).slice(1)
    table = pa.table({"value": pa.chunked_array([pa.array(values[:half], pa.decimal128(38, scale)), given_])})
    return Rows(view, (), (), table, False, AT)


@pytest.mark.parametrize("scale", [0, 2, 6, 9])
@given(st.data())
def test_decimals_are_written_as_the_scalar_writes_them(scale: int, data: st.DataObject) -> None:
    edge = Decimal(10) ** 17  # Python's own decimals are exact to 28 digits
    numbers = st.decimals(-edge, edge, places=scale) | st.sampled_from([Decimal(0), Decimal(1).scaleb(-scale), None])
    rows = page(data.draw(st.lists(numbers, max_size=6)), scale)
    wanted = [None if value is None else plain_decimal(value) for value in rows.column("value")]
    texts = rows.texts("value")
    assert texts == (None if scale == 9 else wanted)  # Arrow would write an exponent
    exact = [None if value is None else value.scaleb(10) for value in rows.table.column("value").to_pylist()]
    assert whole_numbers(rows.table.column("value"), 10) == exact
