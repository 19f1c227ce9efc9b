"""Which periods a sample county lives, in which order, and how far each township is with the newest ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from resolvers.life.chance import drawn
from resolvers.life.story import BASE_YEAR
from resolvers.statistics.asked import periods_of
from resolvers.statistics.periods import Period, PeriodKind


@dataclass(frozen=True)
class Span:
    """How much is lived: so many months before today, the month just ended among them, and whole years."""

    months: int = 25
    years: tuple[int, ...] = (BASE_YEAR, BASE_YEAR + 1)


class Stage(StrEnum):
    """How far a township is with a period."""

    OPEN = "OPEN"
    PARTLY = "PARTLY"
    ENTERED = "ENTERED"
    CONFIRMED = "CONFIRMED"


def just_ended(today: date) -> Period:
    """The last month that is over."""
    return Period.of_day(today.replace(day=1) - timedelta(days=1), PeriodKind.MONTH)


def ending_with(month: Period) -> list[Period]:
    """The month, and the quarter and year that are over with it."""
    return [month.at(kind) for kind in PeriodKind if month.at(kind).last_on == month.last_on]


def course(today: date, span: Span) -> list[Period]:
    """The periods lived, what a newcomer looks at first in front: the same month of the years behind, the month just
    ended, the last months, then the two whole years.

    A figure is stated after that of last year, so that what differs from it is explained.
    """
    newest = just_ended(today)
    months = [newest]
    while len(months) < span.months:
        months.append(months[-1].previous)
    first = [month for month in reversed(months) if month.last_month == newest.last_month]
    ordered = first + [month for month in reversed(months) if month not in first]
    lived = [period for month in ordered for period in ending_with(month)]
    whole = [period for year in span.years for period in periods_of(year) if period.last_on < today]
    return list(dict.fromkeys(lived + whole))


def stages(seed: str, townships: Sequence[str], home: str, newest: Period) -> dict[str, Stage]:
    """How far each township is with the month just ended: the home township has everything before it, one waits for
    its head, two in seven have begun or not, the others are done.
    """
    others = sorted((code for code in townships if code != home), key=lambda code: drawn(seed, "stage", newest, code))
    waiting = others[:1] if len(others) > 1 else []
    behind = others[1 : 1 + len(others) * 2 // 7]
    found = dict.fromkeys(townships, Stage.CONFIRMED) | dict.fromkeys(waiting, Stage.ENTERED)
    found |= {code: Stage.OPEN if number % 2 else Stage.PARTLY for number, code in enumerate(behind)}
    return found | {code: Stage.OPEN for code in townships if code == home}
