"""Who acts in a sample life: the person appointed to a post of a unit that carries a power."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.organisation import Appointment
from resolvers.county import County


@dataclass(frozen=True)
class _Term:
    person: int
    first_on: date | None
    last_on: date | None

    def holds(self, day: date) -> bool:
        return (self.first_on is None or self.first_on <= day) and (self.last_on is None or day <= self.last_on)


class People:
    """The appointments of a county, read once."""

    def __init__(self, county: County, terms: dict[int, list[_Term]]) -> None:
        """Take the appointments by post."""
        self._county, self._terms = county, terms

    def seat(self, unit: int, power: str, day: date) -> tuple[int, int] | None:
        """The person who uses a power in a unit or those it followed on a day, and the post; None where nobody does."""
        posts = self._county.posts_with(power, self._county.family(unit, day))
        found = ((term.person, post.id) for post in posts for term in self._terms.get(post.id, ()) if term.holds(day))
        return next(found, None)

    def holder(self, unit: int, power: str, day: date) -> int | None:
        """The person who uses a power in a unit or those it followed on a day; None where nobody does."""
        found = self.seat(unit, power, day)
        return found[0] if found else None


async def people(session: AsyncSession, county: County) -> People:
    """Read who is appointed to what."""
    columns = (Appointment.post_id, Appointment.person_id, Appointment.valid_from, Appointment.valid_to)
    rows = await session.execute(select(*columns).order_by(Appointment.id))
    return People(county, _by_post((row.post_id, _Term(row.person_id, row.valid_from, row.valid_to)) for row in rows))


def _by_post(rows: Iterable[tuple[int, _Term]]) -> dict[int, list[_Term]]:
    terms: dict[int, list[_Term]] = {}
    for post, term in rows:
        terms.setdefault(post, []).append(term)
    return terms
