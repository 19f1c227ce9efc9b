"""Writing figures: new versions of facts, their confirmation, their withdrawal. Nothing is overwritten but the mark
of the newest version.

The item of the act is locked by resolvers/flow.py, so that the statements of one township's period, correction or
register follow
one another; two items never state the same fact at once, because the database keeps (indicator, area, period,
version) unique.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, insert, select, tuple_, update
from sqlalchemy.orm import aliased

from db.journal import Entry
from db.organisation import Person
from db.statistics import Explanation, Fact
from resolvers.acts import Act
from resolvers.refusals import RefusalCode, Refused
from resolvers.statistics.book import Book
from resolvers.statistics.wording import number

RETYPED = "填报中修改"  # the reason of a version that replaces one nobody has confirmed yet


@dataclass(frozen=True)
class Figure:
    """One figure on its way in: an indicator's value for an area, the version the sender saw (0: none yet; None: not
    said), and what it was read from.
    """

    code: str
    area_id: int
    value: Decimal
    expected: int | None = None
    typed: Any = field(default=None, compare=False, repr=False)


async def changed_meanwhile(act: Act, book: Book, figures: Sequence[Figure]) -> dict[Figure, Refused]:
    """The refusals of figures that somebody stated after the sender looked: one wins, the other is told who."""
    late = [figure for figure in figures if figure.expected not in (None, _version_of(book, figure))]
    facts = {figure: book.fact(figure.code, figure.area_id) for figure in late}
    names = await _names(act, {fact.stated_by for fact in facts.values() if fact and fact.stated_by})
    refused = {}
    for figure, fact in facts.items():
        by = fact.stated_by if fact else None
        who = names.get(by or 0, {"zh": "系统", "en": "The hub"})
        values = {"who": who, "value": number(fact.value) if fact else None, "by": by}
        refused[figure] = Refused(RefusalCode.CHANGED_MEANWHILE, values, ("values", figure.code))
    return refused


def _version_of(book: Book, figure: Figure) -> int:
    fact = book.fact(figure.code, figure.area_id)
    return fact.version if fact else 0


async def _names(act: Act, people: set[int]) -> dict[int, Any]:
    if not people:
        return {}
    rows = await act.session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    return {row.id: row.name for row in rows}


async def state_figures(
    act: Act, book: Book, figures: Sequence[Figure], *, source: str, reason: str | None
) -> list[UUID]:
    """Write a new version of each figure that differs from the newest one; answers the ids of the new versions, in
    order.
    """
    new = [figure for figure in figures if _differs(book, figure)]
    if not new:
        return []
    await _unmark_newest(act, book, new)
    given = await _given_versions(act, book, new)
    rows = [_version(act, book, figure, given, source, reason) for figure in new]
    ids = await _insert(act, rows)
    for figure, row, fact_id in zip(new, rows, ids, strict=True):
        before = book.fact(figure.code, figure.area_id)
        act.entries.append(
            Entry(act.item.id, fact_id, _payload(book, figure, row, str(before.value) if before else None))
        )
    return ids


async def _insert(act: Act, rows: list[dict[str, Any]]) -> list[UUID]:
    """Insert versions together; answers their ids, in order. The rows come back in any order: asked to sort them,
    SQLAlchemy would send one statement a row, because the database makes the ids.
    """
    key = (Fact.indicator_id, Fact.area_id)
    made = await act.session.execute(insert(Fact).returning(Fact.id, *key), rows)
    ids = {(indicator, area): fact_id for fact_id, indicator, area in made}
    return [ids[row["indicator_id"], row["area_id"]] for row in rows]


def _differs(book: Book, figure: Figure) -> bool:
    fact = book.fact(figure.code, figure.area_id)
    return fact is None or fact.value != figure.value


async def _unmark_newest(act: Act, book: Book, figures: Sequence[Figure]) -> None:
    old = [fact.id for figure in figures if (fact := book.fact(figure.code, figure.area_id))]
    if old:
        await act.session.execute(update(Fact).where(Fact.id.in_(old)).values(latest=False))


async def _given_versions(act: Act, book: Book, figures: Sequence[Figure]) -> dict[tuple[int, int], int]:
    """The highest version of each fact, by (indicator, area): a withdrawn version keeps its number for ever."""
    keys = (Fact.indicator_id, Fact.area_id)
    query = select(*keys, func.max(Fact.version)).where(
        Fact.period_id == book.period.id,
        Fact.area_id.in_({figure.area_id for figure in figures}),
        Fact.indicator_id.in_({book.catalogue.rows[figure.code].id for figure in figures}),
    )
    return {(indicator, area): version for indicator, area, version in await act.session.execute(query.group_by(*keys))}


def _version(
    act: Act, book: Book, figure: Figure, given: Mapping[tuple[int, int], int], source: str, reason: str | None
) -> dict[str, Any]:
    version = given.get((book.catalogue.rows[figure.code].id, figure.area_id), 0) + 1
    return {
        "indicator_id": book.catalogue.rows[figure.code].id,
        "area_id": figure.area_id,
        "period_id": book.period.id,
        "version": version,
        "latest": True,
        "value": figure.value,
        "status": "STATED",
        "source": source,
        "item_id": act.item.id,
        "stated_by": act.person,
        "stated_for": act.post_id,
        "stated_at": act.at,
        "reason": reason or RETYPED if version > 1 else reason,
    }


def _payload(book: Book, figure: Figure, row: dict[str, Any], before: str | None) -> dict[str, Any]:
    return {
        "indicator": figure.code,
        "area": figure.area_id,
        "period": str(book.period),
        "before": before,
        "after": str(figure.value),
        "version": row["version"],
        "reason": row["reason"],
    }


async def confirm_stated(act: Act, *, source: str | None = None) -> int:
    """Confirm what was stated in the act's item and not confirmed yet; answers how many facts that were."""
    condition = [Fact.item_id == act.item.id, Fact.latest, Fact.status == "STATED"]
    if source:
        condition.append(Fact.source == source)
    changes = {"status": "CONFIRMED", "confirmed_by": act.person, "confirmed_at": act.at}
    ids = await act.session.scalars(update(Fact).where(*condition).values(changes).returning(Fact.id))
    return len(list(ids))


async def withdraw_stated(act: Act) -> int:
    """Take back what the act's item stated and nobody confirmed: the version before counts as the newest again."""
    session = act.session
    stated = [Fact.item_id == act.item.id, Fact.latest, Fact.status == "STATED"]
    columns = (Fact.indicator_id, Fact.area_id, Fact.period_id)
    keys = list(
        await session.execute(update(Fact).where(*stated).values(status="WITHDRAWN", latest=False).returning(*columns))
    )
    if keys:
        newer = aliased(Fact)
        better = select(newer.id).where(
            and_(
                newer.indicator_id == Fact.indicator_id,
                newer.area_id == Fact.area_id,
                newer.period_id == Fact.period_id,
            ),
            newer.version > Fact.version,
            newer.status != "WITHDRAWN",
        )
        former = [tuple_(*columns).in_([tuple(key) for key in keys]), Fact.status != "WITHDRAWN", ~better.exists()]
        await session.execute(update(Fact).where(*former).values(latest=True))
    return len(keys)


async def explain(act: Act, area_id: int, period_id: int, ids: dict[str, int]) -> None:
    """Keep the words of the input `explanation` (indicator, warning, words each) for an area and period."""
    rows = [
        {
            "indicator_id": ids[words["indicator"]],
            "area_id": words.get("area", area_id),
            "period_id": period_id,
            "warning": words["warning"],
            "words": words["words"],
            "item_id": act.item.id,
            "given_by": act.person,
            "given_at": act.at,
        }
        for words in act.inputs.get("explanation") or ()
    ]
    if rows:
        await act.session.execute(insert(Explanation), rows)


async def explained(act: Act, areas: Sequence[int], period_id: int) -> set[tuple[int, int, str]]:
    """The warnings of a period that have words on record, as (indicator, area, warning)."""
    query = select(Explanation.indicator_id, Explanation.area_id, Explanation.warning).where(
        Explanation.area_id.in_(areas), Explanation.period_id == period_id
    )
    return {(row.indicator_id, row.area_id, row.warning) for row in await act.session.execute(query)}
