"""Terms: working days, when a thing is due, reminders, colours."""

import csv
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.terms import (
    SHANGHAI,
    Colour,
    DayKind,
    Limit,
    TermUnit,
    WorkingCalendar,
    colour,
    due,
    due_on_day,
    next_reminder,
    reminders,
)

PACK = Path(__file__).parents[2] / "counties" / "fuxian"


def sample_calendar() -> WorkingCalendar:
    with (PACK / "holidays.csv").open(encoding="utf-8") as file:
        return WorkingCalendar({date.fromisoformat(row["date"]): DayKind(row["kind"]) for row in csv.DictReader(file)})


CALENDAR = sample_calendar()
DAYS = st.dates(date(2018, 1, 1), date(2026, 12, 31))
MOMENTS = st.datetimes(datetime(2018, 1, 1), datetime(2026, 11, 30)).map(lambda moment: moment.replace(tzinfo=SHANGHAI))


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def working_days(amount: int, urgent_hours: int | None = None) -> Limit:
    return Limit(amount, TermUnit.WORKING_DAYS, urgent_hours)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2019, 8, 7), True),
        (date(2019, 8, 10), False),  # a Saturday
        (date(2019, 10, 1), False),  # National Day
        (date(2019, 10, 12), True),  # a Saturday made up for it
        (date(2019, 9, 29), True),  # a Sunday made up for it
    ],
)
def test_days_off_and_make_up_days_are_those_of_the_calendar(day: date, works: bool) -> None:
    assert CALENDAR.is_working(day) is works


def test_working_days_are_counted_over_holidays_and_make_up_days() -> None:
    # Monday 30 September is followed by 8 October; Saturday 12 October works.
    assert CALENDAR.add(date(2019, 9, 30), 1) == date(2019, 10, 8)
    assert CALENDAR.add(date(2019, 9, 30), 5) == date(2019, 10, 12)
    assert CALENDAR.add(date(2019, 10, 8), -1) == date(2019, 9, 30)
    assert CALENDAR.add(date(2019, 10, 5), 0) == date(2019, 10, 5)
    assert CALENDAR.on_or_after(date(2019, 10, 1)) == date(2019, 10, 8)
    assert CALENDAR.on_or_after(date(2019, 10, 8)) == date(2019, 10, 8)
    assert CALENDAR.between(date(2019, 9, 30), date(2019, 10, 12)) == 5
    assert CALENDAR.between(date(2018, 12, 28), date(2019, 1, 2)) == 2  # Saturday 29 December is made up for the 31st


@given(DAYS, st.integers(-300, 300))
def test_adding_and_counting_working_days_agree(day: date, amount: int) -> None:
    reached = CALENDAR.add(day, amount)
    start = day if CALENDAR.is_working(day) else CALENDAR.add(day, -1 if amount > 0 else 1)
    assert CALENDAR.between(start, reached) == amount or (amount == 0 and reached == day)
    assert amount == 0 or CALENDAR.is_working(reached)


@given(DAYS, DAYS)
def test_counting_equals_looking_at_every_day(one: date, other: date) -> None:
    first, last = sorted((one, other))
    looked = sum(CALENDAR.is_working(first + timedelta(days=index + 1)) for index in range((last - first).days))
    assert CALENDAR.between(first, last) == looked
    assert CALENDAR.between(last, first) == -looked


def test_a_year_without_listed_days_is_counted_by_weekends_and_marked_provisional() -> None:
    assert CALENDAR.add(date(2028, 9, 29), 1) == date(2028, 10, 2)
    assert due(working_days(1), at("2028-09-29 09:00"), CALENDAR).provisional
    assert due(working_days(5), at("2026-12-30 09:00"), CALENDAR).provisional
    assert not due(working_days(5), at("2026-11-02 09:00"), CALENDAR).provisional


@pytest.mark.parametrize(
    ("limit", "opened", "expected"),
    [
        (working_days(1), "2019-08-07 09:00", "2019-08-08 18:00"),
        (working_days(1), "2019-08-09 17:59", "2019-08-12 18:00"),  # a Friday
        (working_days(1), "2019-08-10 10:00", "2019-08-12 18:00"),  # a Saturday is day 0 as well
        (working_days(3), "2019-09-29 10:00", "2019-10-09 18:00"),
        (Limit(30, TermUnit.DAYS), "2019-09-05 10:00", "2019-10-05 18:00"),  # days are not moved from a day off
        (Limit(3, TermUnit.MONTHS), "2019-11-30 10:00", "2020-02-29 18:00"),
        (Limit(1, TermUnit.MONTHS), "2019-12-15 10:00", "2020-01-15 18:00"),
        (Limit(30, TermUnit.MINUTES), "2019-08-07 09:00", "2019-08-07 09:30"),
        (Limit(30, TermUnit.MINUTES), "2019-08-07 11:45", "2019-08-07 14:45"),  # over noon
        (Limit(480, TermUnit.MINUTES), "2019-08-09 17:30", "2019-08-13 09:00"),  # over night and the weekend
        (Limit(120, TermUnit.MINUTES), "2019-08-10 03:00", "2019-08-12 10:30"),
    ],
)
def test_a_term_ends_where_its_unit_says(limit: Limit, opened: str, expected: str) -> None:
    assert due(limit, at(opened), CALENDAR).at == at(expected)


def test_an_urgent_paper_takes_the_hours_of_the_working_day_where_there_are_some() -> None:
    assert due(working_days(2, 4), at("2019-08-07 10:00"), CALENDAR, urgent=True).at == at("2019-08-07 16:30")
    assert due(working_days(2, 4), at("2019-08-07 10:00"), CALENDAR).at == at("2019-08-09 18:00")
    assert due(working_days(5), at("2019-08-07 10:00"), CALENDAR, urgent=True).at == at("2019-08-14 18:00")


def test_the_clock_of_the_wall_is_the_countys_whatever_zone_the_moment_came_in() -> None:
    # 17:00 UTC on the 7th is 01:00 on the 8th in the county: day 0 is the 8th.
    assert due(working_days(1), datetime(2019, 8, 7, 17, tzinfo=UTC), CALENDAR).at == at("2019-08-09 18:00")


def test_a_term_set_by_a_day_ends_when_the_office_closes_that_day_or_working_days_before() -> None:
    assert due_on_day(date(2020, 1, 3), CALENDAR) == at("2020-01-03 18:00")
    assert due_on_day(date(2020, 1, 2), CALENDAR, working_days_before=1) == at("2019-12-31 18:00")
    assert due_on_day(date(2019, 10, 3), CALENDAR) == at("2019-10-03 18:00")


@given(MOMENTS, st.integers(1, 3000))
def test_working_minutes_are_added_and_counted_alike(begin: datetime, minutes: int) -> None:
    end = CALENDAR.add_minutes(begin, minutes)
    assert CALENDAR.minutes_between(begin, end) == minutes
    assert CALENDAR.is_working(end.date())


@given(MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up(one: datetime, two: datetime, three: datetime) -> None:
    first, second, third = sorted((one, two, three))
    both = CALENDAR.minutes_between(first, second) + CALENDAR.minutes_between(second, third)
    assert CALENDAR.minutes_between(first, third) == both
    assert CALENDAR.minutes_between(third, first) == (0 if first < third else both)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2019-08-05 09:00", Colour.GREEN),
        ("2019-08-08 17:59", Colour.GREEN),
        ("2019-08-09 08:30", Colour.GREEN),
        ("2019-08-09 15:39", Colour.GREEN),
        ("2019-08-09 15:40", Colour.AMBER),  # a third of the term is left: 560 of 1,680 minutes
        ("2019-08-12 08:00", Colour.AMBER),  # the last day
        ("2019-08-12 18:00", Colour.AMBER),
        ("2019-08-12 18:01", Colour.RED),
        ("2020-08-12 18:01", Colour.RED),
    ],
)
def test_the_colour_goes_from_green_over_amber_to_red(now: str, expected: Colour) -> None:
    opened, ends = at("2019-08-06 18:00"), at("2019-08-12 18:00")  # four working days
    assert colour(opened, ends, at(now), CALENDAR) is expected


def test_a_term_of_one_day_is_amber_on_that_day_only() -> None:
    opened, ends = at("2019-08-07 09:00"), at("2019-08-08 18:00")
    assert colour(opened, ends, at("2019-08-07 09:01"), CALENDAR) is Colour.GREEN
    assert colour(opened, ends, at("2019-08-08 00:00"), CALENDAR) is Colour.AMBER


def test_without_a_term_all_is_green() -> None:
    assert colour(at("2019-08-07 09:00"), None, at("2030-01-01 00:00"), CALENDAR) is Colour.GREEN


def test_a_term_within_days_off_turns_amber_on_the_clock() -> None:
    opened, ends = at("2019-10-01 08:00"), at("2019-10-06 18:00")
    assert colour(opened, ends, at("2019-10-02 08:00"), CALENDAR) is Colour.GREEN
    assert colour(opened, ends, at("2019-10-05 08:00"), CALENDAR) is Colour.AMBER


def test_supervised_tasks_turn_amber_three_working_days_before_their_end() -> None:
    opened, ends = at("2019-08-01 09:00"), at("2019-08-15 18:00")
    task = {"amber_share": Fraction(1, 5), "amber_days": 3}
    assert colour(opened, ends, at("2019-08-09 18:00"), CALENDAR, amber_share=Fraction(1, 5)) is Colour.GREEN
    assert colour(opened, ends, at("2019-08-09 18:00"), CALENDAR) is Colour.GREEN
    assert colour(opened, ends, at("2019-08-12 09:00"), CALENDAR, **task) is Colour.AMBER  # type: ignore[arg-type]


@given(MOMENTS, st.integers(0, 30), st.lists(st.integers(0, 60 * 24 * 60), min_size=2, max_size=2))
def test_the_colour_never_goes_back(opened: datetime, days: int, minutes: list[int]) -> None:
    ends = due(working_days(days), opened, CALENDAR).at
    order = [Colour.GREEN, Colour.AMBER, Colour.RED]
    sooner, later = (opened + timedelta(minutes=each) for each in sorted(minutes))
    first, second = (order.index(colour(opened, ends, now, CALENDAR)) for now in (sooner, later))
    assert first <= second
    assert (second == 2) == (later > ends)


def test_reminders_come_at_half_term_a_day_before_at_the_end_and_then_every_working_day() -> None:
    opened, ends = at("2019-08-05 18:00"), at("2019-08-09 18:00")
    assert reminders(opened, ends, at("2019-08-13 20:00"), CALENDAR) == [
        at("2019-08-07 18:00"),
        at("2019-08-08 18:00"),
        at("2019-08-09 18:00"),
        at("2019-08-12 18:00"),
        at("2019-08-13 18:00"),
    ]


def test_reminders_not_yet_due_are_not_listed() -> None:
    opened, ends = at("2019-08-05 18:00"), at("2019-08-09 18:00")
    assert reminders(opened, ends, at("2019-08-07 17:59"), CALENDAR) == []
    assert reminders(opened, ends, at("2019-08-07 18:00"), CALENDAR) == [at("2019-08-07 18:00")]


def test_a_short_term_is_reminded_once_for_moments_that_fall_together() -> None:
    opened, ends = at("2019-08-07 09:00"), at("2019-08-08 18:00")
    # One working day before its end, 18:00 on the 7th, and half of 13 hours, 8:30 + on the 8th.
    assert reminders(opened, ends, at("2019-08-08 18:00"), CALENDAR) == [
        at("2019-08-07 18:00"),
        at("2019-08-08 08:45"),
        at("2019-08-08 18:00"),
    ]


@given(MOMENTS, st.integers(0, 40), st.integers(0, 40))
def test_reminders_lie_after_the_opening_in_order_and_none_is_lost_when_asked_later(
    opened: datetime, days: int, more: int
) -> None:
    ends = due(working_days(days), opened, CALENDAR).at
    moments = reminders(opened, ends, ends + timedelta(days=more), CALENDAR)
    assert moments == sorted(set(moments))
    assert all(opened < moment for moment in moments)
    longer = reminders(opened, ends, ends + timedelta(days=more + 10), CALENDAR)
    assert longer[: len(moments)] == moments


@given(MOMENTS, st.integers(0, 40), st.integers(-100, 2000))
def test_the_next_reminder_is_the_first_of_those_still_to_come(opened: datetime, days: int, hours: int) -> None:
    ends = due(working_days(days), opened, CALENDAR).at
    after = opened + timedelta(hours=hours)
    all_ = reminders(opened, ends, max(ends, after) + timedelta(days=20), CALENDAR)
    assert next_reminder(opened, ends, after, CALENDAR) == next(moment for moment in all_ if moment > after)


def test_a_term_that_was_past_when_it_was_opened_is_reminded_from_then_on() -> None:
    opened, ends = at("2019-08-09 20:00"), at("2019-08-07 18:00")
    assert reminders(opened, ends, at("2019-08-13 20:00"), CALENDAR) == [
        at("2019-08-12 18:00"),
        at("2019-08-13 18:00"),
    ]
    assert colour(opened, ends, opened, CALENDAR) is Colour.RED


def test_the_colours_of_a_thousand_terms_take_no_time_to_speak_of() -> None:
    opened = at("2018-01-10 09:00")
    ends = due(working_days(240), opened, CALENDAR).at
    shades = [colour(opened, ends, opened + timedelta(hours=each), CALENDAR) for each in range(1000)]
    assert set(shades) == {Colour.GREEN}
