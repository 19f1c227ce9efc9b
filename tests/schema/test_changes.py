"""The subscription: what the server's feed tells, as global ids, and what it is asked for."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from db.connection import Asker
from schema.context import Context
from schema.ids import global_id
from schema.live import Announcement
from schema.root import schema
from tests.schema.conftest import RECORDER, Hub

pytestmark = pytest.mark.anyio
TEXT = """subscription ($after: Position, $items: [ID!], $subjects: [String!]) {
  changes(after: $after, items: $items, subjects: $subjects) { position subject verb items facts areas overview } }"""


class Feed:
    """A feed that tells what it was given and notes what it was asked."""

    def __init__(self, *told: Announcement) -> None:
        """Tell these, in order."""
        self.told = told
        self.asked: list[Any] = []

    async def changes(
        self, asker: Asker, after: str | None, items: Sequence[UUID] | None, subjects: Sequence[str] | None
    ) -> AsyncIterator[Announcement]:
        """What was given, whoever asks."""
        self.asked.append((asker.person_id, after, items, subjects))
        for each in self.told:
            yield each


async def events(context: Context, **variables: Any) -> list[Any]:
    """The data of every event of the subscription."""
    found = []
    async for event in await schema.subscribe(TEXT, variables, context):
        assert event.errors is None, event.errors
        assert event.data is not None
        found.append(event.data["changes"])
    return found


async def test_changes_are_ids_of_what_one_may_read_again(hub: Hub) -> None:
    item, fact = hub.items["TY-N", "2019-02"], uuid4()
    feed = Feed(
        Announcement("p1", "statistics", "FACT_PERIOD.ENTER", (("FACT_PERIOD", item),), (fact,), (2,)),
        Announcement("p2", "", "", overview=True),
    )
    context = hub.context(RECORDER)
    context.live = feed
    first, second = await events(context, after="p0", items=[global_id("FactPeriod", item), "nonsense"], subjects=["a"])
    assert first == {
        "position": "p1", "subject": "statistics", "verb": "FACT_PERIOD.ENTER",
        "items": [global_id("FactPeriod", item)],
        "facts": [global_id("Fact", fact)], "areas": [global_id("Area", 2)], "overview": False,
    }  # fmt: skip
    assert second["overview"] is True and second["items"] == []
    assert feed.asked == [(hub.people[RECORDER], "p0", [item], ["a"])]
    text = "query ($id: ID!) { node(id: $id) { ... on FactPeriod { title } } }"
    assert (await hub.answer(RECORDER, text, id=first["items"][0]))["node"] == {"title": "北谷2019年2月数据"}


async def test_without_filters_everything_is_asked_for(hub: Hub) -> None:
    context = hub.context(RECORDER)
    context.live = feed = Feed()
    assert await events(context) == []
    assert feed.asked == [(hub.people[RECORDER], None, None, None)]
