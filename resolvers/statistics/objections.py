"""A department objects to figures of a township: each becomes a correction that the township makes or does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from db.items import Link
from db.statistics import Fact
from resolvers.acts import Act
from resolvers.flow import advance
from resolvers.statistics.book import Catalogue
from resolvers.statistics.corrections import begin_correction

_JOIN = text("select join_correction(:indicator, :area, :period, :reader, :at)")


@dataclass(frozen=True)
class Objection:
    """A confirmed figure of a township, and why the department objects to it."""

    fact: Fact
    words: str


async def object_to(act: Act, known: Catalogue, objections: Sequence[Objection]) -> None:
    """Open a correction for each figure, asked for by the report's department, and join it to the report.

    A figure that is being corrected already, for whomever, is not asked again: the report waits for that correction.
    """
    for objection in objections:
        correction = await _standing(act, objection.fact) or await _begun(act, known, objection)
        link = {"from_id": act.item.id, "to_id": correction, "kind": "OPENS", "linked_at": act.at}
        await act.session.execute(insert(Link).values(link).on_conflict_do_nothing())


async def _standing(act: Act, fact: Fact) -> UUID | None:
    """The open correction of a figure; the department that now waits for it may read it from here on."""
    reader = act.county.readers["UNIT", act.item.unit_id]
    key = {"indicator": fact.indicator_id, "area": fact.area_id, "period": fact.period_id}
    found: UUID | None = await act.session.scalar(_JOIN, {**key, "reader": reader, "at": act.at})
    return found


async def _begun(act: Act, known: Catalogue, objection: Objection) -> UUID:
    item = await begin_correction(
        act.session,
        act.county,
        known,
        objection.fact,
        asked_by=act.item.unit_id,
        words=objection.words,
        at=act.at,
        person=None,
    )
    await advance(act.session, act.county, item, act.at)
    return item.id
