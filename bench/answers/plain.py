"""The baseline: an ordinary Strawberry server over the hub's tables, with ORM objects and DataLoaders.

As its documentation teaches it: types with resolvers, a loader for each relation, no statement in a loop. One session
and one transaction a request, under the row policies of who asks; that is taken from a header, where the hub looks a
token up. ADDRESS PORT; prints `ready` when it listens.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import strawberry
import uvicorn
from sqlalchemy import ARRAY, Integer, Uuid, case, cast, func, literal_column, make_url, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import SchemaExtension

from db.connection import Addresses, Asker, Database
from db.items import Assignment as AssignmentRow
from db.items import Item as ItemRow
from db.materials import MaterialAnswer as AnswerRow
from db.materials import MaterialCall as CallRow
from db.organisation import Area as AreaRow
from db.organisation import Person as PersonRow
from db.organisation import Reader
from db.organisation import Unit as UnitRow

URGENCY = case({"URGENT_TOP": 0, "URGENT": 1, "NORMAL": 2}, value=ItemRow.urgency, else_=3)
READERS = cast(select(literal_column("(my_sight()).readers")).scalar_subquery(), ARRAY(Integer))


class Reading:
    """What a request reads with: one session, and a loader for each relation."""

    def __init__(self, asker: int) -> None:
        """Begin with nothing read."""
        self.asker = asker
        self.session: AsyncSession
        self.turn = asyncio.Lock()
        self.units, self.areas = self.by_key(UnitRow), self.by_key(AreaRow)
        self.people, self.items = self.by_key(PersonRow), self.by_key(ItemRow)
        self.calls = self.by_key(CallRow, "item_id")
        self.answers: DataLoader[UUID, list[Any]] = DataLoader(load_fn=self._answers)

    async def all(self, statement: Any) -> Sequence[Any]:
        """The rows of a statement; a session runs one at a time."""
        async with self.turn:
            return (await self.session.execute(statement)).all()

    def by_key(self, row: Any, key: str = "id") -> DataLoader[Any, Any]:
        """A loader of rows by their key."""

        async def load(keys: list[Any]) -> list[Any]:
            found = {getattr(each, key): each for (each,) in await self.all(select(row).where(_in(row, key, keys)))}
            return [found.get(each) for each in keys]

        return DataLoader(load_fn=load)

    async def _answers(self, calls: list[UUID]) -> list[list[Any]]:
        ordinal = select(UnitRow.ordinal).where(UnitRow.id == AnswerRow.unit_id).scalar_subquery()
        place = func.row_number().over(partition_by=AnswerRow.call_id, order_by=(ordinal, AnswerRow.item_id))
        numbered = select(AnswerRow, place.label("place")).where(AnswerRow.call_id.in_(calls)).subquery()
        answer = aliased(AnswerRow, numbered)
        statement = select(answer, ItemRow).join(ItemRow, ItemRow.id == answer.item_id)
        statement = statement.where(numbered.c.place <= 20).order_by(numbered.c.place)
        found: dict[UUID, list[Any]] = {call: [] for call in calls}
        for row, item in await self.all(statement):
            found[row.call_id].append(Answer.of(item, row))
        return [found[call] for call in calls]


def _in(row: Any, key: str, keys: list[Any]) -> Any:
    return getattr(row, key).in_(keys)


Info = strawberry.Info[Reading, None]


@strawberry.type
class Area:
    """An area."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    level: str
    valid_from: date | None
    valid_to: date | None

    @strawberry.field
    def name(self) -> str:
        """In Chinese, as the hub answers who says no other language."""
        return self.name_zh

    @classmethod
    def of(cls, row: AreaRow) -> "Area":
        """From its row."""
        names = ("code", "name_zh", "name_en", "kind", "level", "valid_from", "valid_to")
        return cls(**{name: getattr(row, name) for name in names})


@strawberry.type
class Unit:
    """A unit."""

    code: str
    name_zh: str
    area_id: strawberry.Private[int]

    @strawberry.field
    async def area(self, info: Info) -> Area:
        """By loader."""
        return Area.of(await info.context.areas.load(self.area_id))


async def unit_of(info: Info, key: int | None) -> Unit | None:
    """A unit by its key."""
    row = await info.context.units.load(key) if key else None
    return Unit(code=row.code, name_zh=row.name_zh, area_id=row.area_id) if row else None


@strawberry.type
class Person:
    """A person."""

    name: str


@strawberry.type
class Item:
    """An item."""

    title: str
    state: str
    urgency: str
    revision: int
    unit_id: strawberry.Private[int]
    area_id: strawberry.Private[int]

    @strawberry.field
    async def unit(self, info: Info) -> Unit | None:
        """By loader."""
        return await unit_of(info, self.unit_id)

    @strawberry.field
    async def area(self, info: Info) -> Area:
        """By loader."""
        return Area.of(await info.context.areas.load(self.area_id))

    @classmethod
    def of(cls, item: ItemRow, *_: Any, **more: Any) -> Any:
        """From its row."""
        names = ("title", "state", "urgency", "revision", "unit_id", "area_id")
        return cls(**{name: getattr(item, name) for name in names}, **more)


@strawberry.type
class Call(Item):
    """A call for material."""

    key: strawberry.Private[UUID]
    words: str
    note: str

    @strawberry.field
    async def answers(self, info: Info, first: int) -> list["Answer"]:
        """By loader, for all calls of the list together."""
        found: list[Answer] = await info.context.answers.load(self.key)
        return found[:first]

    @classmethod
    def of(cls, item: ItemRow, *rows: Any, **_: Any) -> "Call":
        """From its rows."""
        (row,) = rows
        made: Call = super().of(item, key=row.item_id, words=row.words, note=row.note)
        return made


@strawberry.type
class Answer(Item):
    """An answer to a call."""

    call_id: strawberry.Private[UUID]
    giver: strawberry.Private[int | None]

    @strawberry.field
    async def call(self, info: Info) -> Call | None:
        """By two loaders."""
        context = info.context
        row, item = await asyncio.gather(context.calls.load(self.call_id), context.items.load(self.call_id))
        return Call.of(item, row) if row and item else None

    @strawberry.field
    async def given_by(self, info: Info) -> Person | None:
        """By loader."""
        row = await info.context.people.load(self.giver) if self.giver else None
        return Person(name=row.name) if row else None

    @classmethod
    def of(cls, item: ItemRow, *rows: Any, **_: Any) -> "Answer":
        """From its rows."""
        (row,) = rows
        made: Answer = super().of(item, call_id=row.call_id, giver=row.given_by)
        return made


@strawberry.type
class Assignment:
    """An assignment."""

    duty: str
    unit_id: strawberry.Private[int | None]
    item_id: strawberry.Private[UUID]

    @strawberry.field
    async def unit(self, info: Info) -> Unit | None:
        """By loader."""
        return await unit_of(info, self.unit_id)

    @strawberry.field
    async def item(self, info: Info) -> Item | None:
        """By loader."""
        row = await info.context.items.load(self.item_id)
        made: Item | None = Item.of(row) if row else None
        return made


@strawberry.type
class Inbox:
    """A page of an inbox."""

    first: strawberry.Private[int]

    @strawberry.field
    async def total_count(self, info: Info) -> int:
        """Counted."""
        ((found,),) = await info.context.all(select(func.count()).select_from(AssignmentRow).where(*_open()))
        return int(found)

    @strawberry.field
    async def nodes(self, info: Info) -> list[Assignment]:
        """The page."""
        urgency = select(URGENCY).where(ItemRow.id == AssignmentRow.item_id).scalar_subquery()
        statement = select(AssignmentRow).where(*_open())
        statement = statement.order_by(AssignmentRow.due_at.nulls_last(), urgency, AssignmentRow.id).limit(self.first)
        rows = await info.context.all(statement)
        return [Assignment(duty=row.duty, unit_id=row.unit_id, item_id=row.item_id) for (row,) in rows]


def _open() -> tuple[Any, ...]:
    mine = cast(select(literal_column("my_open_assignments()")).scalar_subquery(), ARRAY(Uuid))
    return AssignmentRow.id == func.any(mine), AssignmentRow.closed_at.is_(None)


@strawberry.type
class Query:
    """What is asked."""

    @strawberry.field
    async def answer(self, info: Info, id: strawberry.ID) -> Answer | None:
        """One answer."""
        statement = select(AnswerRow, ItemRow).join(ItemRow, ItemRow.id == AnswerRow.item_id)
        for row, item in await info.context.all(statement.where(AnswerRow.item_id == UUID(id))):
            return Answer.of(item, row)
        return None

    @strawberry.field
    def inbox(self, first: int) -> Inbox:
        """What lies with who asks."""
        return Inbox(first=first)

    @strawberry.field
    async def calls(self, info: Info, first: int) -> list[Call]:
        """The calls of the own units, the newest first."""
        own = select(Reader.unit_id).where(Reader.unit_id.is_not(None), Reader.id == func.any(READERS))
        statement = select(CallRow, ItemRow).join(ItemRow, ItemRow.id == CallRow.item_id)
        statement = statement.where(ItemRow.unit_id.in_(own)).order_by(ItemRow.opened_at.desc(), ItemRow.id)
        return [Call.of(item, row) for row, item in await info.context.all(statement.limit(first))]

    @strawberry.field
    async def areas(self, info: Info, on: date) -> list[Area]:
        """The areas in force."""
        in_force = func.in_force(AreaRow.valid_from, AreaRow.valid_to, on)
        statement = select(AreaRow).where(in_force).order_by(AreaRow.ordinal, AreaRow.id)
        return [Area.of(row) for (row,) in await info.context.all(statement)]


class OneSession(SchemaExtension):
    """One session a request, given back at its end."""

    async def on_operation(self) -> AsyncIterator[None]:
        """Open it under who asks."""
        context = self.execution_context.context
        async with DATABASE[0].reading(Asker(context.asker)) as connection:
            context.session = AsyncSession(bind=connection)
            yield


DATABASE: list[Database] = []


class View(GraphQL[Reading, None]):
    """The endpoint."""

    async def get_context(self, request: Any, response: Any) -> Reading:
        """Who asks stands in a header."""
        assert isinstance(request, Request)
        return Reading(int(request.headers["x-asker"]))


async def serve(address: str, port: int) -> None:
    """Serve until the process is ended."""
    url = make_url(address)
    DATABASE.append(Database(Addresses(url, url, url)))
    view = View(strawberry.Schema(Query, extensions=[OneSession]), graphql_ide=None)
    app = Starlette(routes=[Route("/graphql", view)])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.05)
    print("ready", flush=True)
    await serving


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))
