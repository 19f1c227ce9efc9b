"""Checks of the days off and the make-up working days."""

from collections.abc import Iterator

from resolvers.pack.organisation import unique
from resolvers.pack.problems import Problem, fault
from resolvers.pack.read import Pack

SATURDAY = 5


def check_calendar(pack: Pack) -> Iterator[Problem]:
    """Problems of holidays.csv: days twice, a working day that is one anyway, years left out."""
    yield from unique(pack.holidays, lambda day: day.date, "day")
    for day in pack.holidays:
        if day.kind == "WORKDAY" and day.date.weekday() < SATURDAY:
            yield fault(day, f"{day.date} is a weekday and needs no make-up", "Take the row out or correct the day")
    years = {day.date.year for day in pack.holidays}
    for year in sorted(set(range(min(years, default=0), max(years, default=-1) + 1)) - years):
        later = min((day for day in pack.holidays if day.date.year > year), key=lambda day: day.date)
        yield fault(later, f"the days off of {year} are missing", f"Add the official days off of {year}")
    if pack.county.as_of.year not in years:
        yield fault(pack.county, f"no days off are known for {pack.county.as_of.year}", "Add them to holidays.csv")
