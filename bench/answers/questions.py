"""The four questions, each as the hub, PostGraphile and the plain server put them; their fields stand in one order.

A question is asked with a random asker and random variables each time, so that no answer can come from a cache.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from schema.ids import global_id

FIRST_DAY = date(2001, 1, 1)
DAYS = 6000


@dataclass(frozen=True)
class Person:
    """Who asks: key, token, and keys of answers to material that this person may read."""

    key: int
    token: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One question in the words of each server; `variable` says what is asked by chance: an item, a day, or nothing."""

    name: str
    hub: str
    peer: str
    plain: str
    variable: str = ""

    def variables(self, person: Person, chance: Random, *, of_hub: bool) -> dict[str, Any]:
        """Variables by chance, the same for every server that draws from the same seed."""
        if self.variable == "id":
            key = chance.choice(person.items)
            return {"id": global_id("MaterialAnswer", key) if of_hub else key}
        if self.variable == "on":
            return {"on": (FIRST_DAY + timedelta(days=chance.randrange(DAYS))).isoformat()}
        return {}


QUESTIONS = (
    Question(
        "one item by id",
        """query One($id: ID!) { node(id: $id) { ... on MaterialAnswer {
          title state revision unit { code nameZh } area { code } call { words note } givenBy { name } } } }""",
        """query One($id: UUID!) { itemByRowId(rowId: $id) {
          title state revision unitByUnitId { code nameZh } areaByAreaId { code }
          materialAnswerByItemId { materialCallByCallId { words note } personByGivenBy { name } } } }""",
        """query One($id: ID!) { answer(id: $id) {
          title state revision unit { code nameZh } area { code } call { words note } givenBy { name } } }""",
        "id",
    ),
    Question(
        "inbox page of 20, three levels, totalCount",
        """{ viewer { inbox(first: 20) { totalCount nodes { duty unit { code nameZh area { code } }
          item { title urgency state unit { code } } } } } }""",
        """{ inbox: benchInbox(first: 20) { totalCount nodes { duty unitByUnitId { code nameZh areaByAreaId { code } }
          itemByItemId { title urgency state unitByUnitId { code } } } } }""",
        """{ inbox(first: 20) { totalCount nodes { duty unit { code nameZh area { code } }
          item { title urgency state unit { code } } } } }""",
    ),
    Question(
        "100 calls x 20 answers x unit",
        """{ materials { calls(first: 100, ours: true) { nodes {
          title answers(first: 20) { nodes { state unit { code nameZh } } } } } } }""",
        """{ calls: benchCalls(first: 100) { nodes { itemByItemId { title }
          materialAnswersByCallId(first: 20, orderBy: UNIT_ID_ASC) { nodes {
            itemByItemId { state } unitByUnitId { code nameZh } } } } } }""",
        """{ calls(first: 100) { title answers(first: 20) { state unit { code nameZh } } } }""",
    ),
    Question(
        "1,000 flat rows",
        """query Areas($on: Date) { organisation(on: $on) { areas {
          code name nameZh nameEn kind level validFrom validTo } } }""",
        """query Areas($on: Date) { areas: benchAreas(day: $on) { nodes {
          code name: nameZh nameZh nameEn kind level validFrom validTo } } }""",
        """query Areas($on: Date!) { areas(on: $on) { code name nameZh nameEn kind level validFrom validTo } }""",
        "on",
    ),
)


def leaves(value: Any) -> Iterator[Any]:
    """The plain values of an answer, in order, whatever they are called."""
    if isinstance(value, dict):
        for each in value.values():
            yield from leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each)
    else:
        yield value
