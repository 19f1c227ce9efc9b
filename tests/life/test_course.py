"""Which periods are lived in which order, and when things happen."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from resolvers.life.course import Span, Stage, course, just_ended, stages
from resolvers.life.moments import Moments
from resolvers.statistics.periods import Period

SHANGHAI = ZoneInfo("Asia/Shanghai")
TOWNS = [f"T0{number}" for number in range(1, 9)]


@pytest.mark.parametrize(
    ("today", "newest"),
    [
        (date(2026, 11, 23), "2026-10"),
        (date(2027, 1, 1), "2026-12"),
        (date(2026, 3, 31), "2026-02"),
        (date(2028, 3, 1), "2028-02"),
    ],
)
def test_the_month_just_ended_is_the_last_that_is_over(today: date, newest: str) -> None:
    assert str(just_ended(today)) == newest


def test_the_month_just_ended_is_lived_first_after_its_years_behind() -> None:
    first = [str(period) for period in course(date(2027, 1, 2), Span())[:9]]
    assert first == ["2024-12", "2024Q4", "2024", "2025-12", "2025Q4", "2025", "2026-12", "2026Q4", "2026"]


def test_two_whole_years_and_the_last_25_months_are_lived_once_each() -> None:
    lived = course(date(2026, 11, 23), Span())
    months = [period for period in lived if period.kind.months == 1]
    assert len(lived) == len(set(lived)) == 2 * 17 + 25 + 8 + 2
    assert [str(min(months)), str(max(months)), len(months)] == ["2018-01", "2026-10", 49]


def test_what_is_not_over_is_not_lived() -> None:
    assert max(course(date(2019, 6, 15), Span())) == Period.parse("2019-05")


@pytest.mark.parametrize("newest", ["2026-10", "2026-11", "2026-12", "2027-01", "2027-02", "2027-03"])
def test_whatever_month_it_is_the_home_town_is_open_one_waits_and_most_are_done(newest: str) -> None:
    found = stages("fuxian", TOWNS, "T03", Period.parse(newest))
    assert found["T03"] is Stage.OPEN
    assert sorted(stage.value for stage in found.values()) == [
        *["CONFIRMED"] * 4,
        "ENTERED",
        *["OPEN"] * 2,
        "PARTLY",
    ]


def test_nothing_happens_after_the_moment_lived_up_to() -> None:
    until = datetime(2026, 12, 1, 0, 5, tzinfo=SHANGHAI)
    moments, month = Moments("fuxian", SHANGHAI, until), Period.parse("2026-11")
    entered = moments.entered(month, "T01", date(2026, 12, 2))
    acts = [moments.opened(month), moments.imported(month), moments.register(month, "G05"), entered]
    assert {*acts, moments.confirmed(month, "T01", entered)} == {until}


def test_some_are_late_and_all_others_in_time() -> None:
    moments = Moments("fuxian", SHANGHAI, datetime(2027, 1, 1, tzinfo=SHANGHAI))
    months = [month for year in range(2018, 2027) for month in Period.of_year(year).months()][:100]
    late = 0
    for month in months:
        for town in TOWNS:
            due = month.next.first_on.replace(day=3)
            in_time = moments.entered(month, town, due).date() <= due
            assert in_time is not moments.is_late(month, town)
            late += not in_time
    assert 30 <= late <= 90
