"""Periods: how they are written, ordered, and lie in each other."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.statistics.periods import Period, PeriodError, PeriodKind, since_january

PERIODS = st.one_of(
    st.builds(Period.of_year, st.integers(1901, 2998)),
    st.builds(Period.of_quarter, st.integers(1901, 2998), st.integers(1, 4)),
    st.builds(Period.of_month, st.integers(1901, 2998), st.integers(1, 12)),
)


@pytest.mark.parametrize(
    ("code", "number", "first", "last", "zh", "en"),
    [
        ("2019-08", 201908, date(2019, 8, 1), date(2019, 8, 31), "2019年8月", "August 2019"),
        ("2019Q3", 201923, date(2019, 7, 1), date(2019, 9, 30), "2019年三季度", "Q3 2019"),
        ("2019", 201930, date(2019, 1, 1), date(2019, 12, 31), "2019年", "2019"),
        ("2020-02", 202002, date(2020, 2, 1), date(2020, 2, 29), "2020年2月", "February 2020"),
    ],
)
def test_a_period_is_written_numbered_dated_and_named(
    code: str, number: int, first: date, last: date, zh: str, en: str
) -> None:
    period = Period.parse(code)
    assert (str(period), period.id, period.first_on, period.last_on) == (code, number, first, last)
    assert (period.label("zh"), period.label("en")) == (zh, en)


@pytest.mark.parametrize(
    "text", ["", "19", "2019-13", "2019-00", "2019-8", "2019Q0", "2019Q5", "2019q3", " 2019", "2019 ", "2019\n",
             "２０１９", "0019", "2019-08-01", "2019-Q3", "201908"]
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(PeriodError):
        Period.parse(text)


def test_the_refusal_shows_how_a_period_is_written() -> None:
    with pytest.raises(PeriodError, match="'Sept' is not a period: write 2019, 2019Q3 or 2019-08"):
        Period.parse("Sept")


@pytest.mark.parametrize("number", [0, 201900, 201913, 201920, 201925, 201931, 2019, 189901, -201908])
def test_a_number_that_is_no_periods_id_is_refused(number: int) -> None:
    with pytest.raises(PeriodError):
        Period(number)


def test_periods_are_ordered_as_they_are_over() -> None:
    written = ["2019-01", "2019-03", "2019Q1", "2019-04", "2019-12", "2019Q4", "2019", "2020-01"]
    assert [str(period) for period in sorted(map(Period.parse, reversed(written)))] == written


@given(PERIODS)
def test_the_code_and_the_id_lead_back_to_the_period(period: Period) -> None:
    assert Period.parse(str(period)) == period == Period(period.id)


@given(PERIODS)
def test_periods_of_a_kind_follow_each_other_without_gap(period: Period) -> None:
    assert period.next.first_on == period.last_on + timedelta(days=1)
    assert period.next.previous == period == period.previous.next
    assert period.previous.kind is period.kind
    assert period.previous < period < period.next


@given(PERIODS)
def test_last_year_is_the_same_period_a_year_before(period: Period) -> None:
    assert period.last_year.year == period.year - 1
    assert (period.last_year.kind, period.last_year.number) == (period.kind, period.number)


@given(PERIODS, st.sampled_from(PeriodKind))
def test_parts_fill_the_period_and_lie_in_it(period: Period, kind: PeriodKind) -> None:
    if kind.months > period.kind.months:
        with pytest.raises(PeriodError):
            period.parts(kind)
        return
    parts = period.parts(kind)
    assert len(parts) == period.kind.months // kind.months
    assert (parts[0].first_on, parts[-1].last_on) == (period.first_on, period.last_on)
    assert all(period.contains(part) and part.at(period.kind) == period for part in parts)


@given(PERIODS, PERIODS)
def test_a_period_contains_another_when_its_days_do(one: Period, other: Period) -> None:
    assert one.contains(other) == (one.first_on <= other.first_on and other.last_on <= one.last_on)


@given(PERIODS)
def test_from_january_to_a_periods_end_is_covered_once(period: Period) -> None:
    parts = since_january(period)
    months = [month for part in parts for month in part.months()]
    assert months == list(Period.of_year(period.year).months()[: period.last_month])


def test_from_january_takes_whole_quarters_first() -> None:
    assert [str(part) for part in since_january(Period.parse("2019-08"))] == ["2019Q1", "2019Q2", "2019-07", "2019-08"]
    assert [str(part) for part in since_january(Period.parse("2019-06"))] == ["2019Q1", "2019Q2"]
    assert [str(part) for part in since_january(Period.parse("2019"))] == ["2019"]


@given(st.dates(date(1901, 1, 1), date(2998, 12, 31)), st.sampled_from(PeriodKind))
def test_a_day_lies_in_its_period(day: date, kind: PeriodKind) -> None:
    period = Period.of_day(day, kind)
    assert period.first_on <= day <= period.last_on
    assert period.kind is kind


def test_a_longer_period_has_no_shorter_one_around_it() -> None:
    assert Period.parse("2019-05").quarter() == Period.parse("2019Q2")
    assert Period.parse("2019Q2").year_period() == Period.parse("2019")
    with pytest.raises(PeriodError):
        Period.parse("2019").quarter()
