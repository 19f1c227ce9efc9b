"""A schema of a few fields in place of the hub's own: what the server must do is the same for any."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import strawberry
from sqlalchemy import text

from schema.context import Context

Info = strawberry.Info[Context, None]


@strawberry.type(description="Something with things in it.")
class Thing:
    """A thing of the stand-in."""

    name: str

    @strawberry.field
    def things(self, first: int = 5) -> list["Thing"]:
        """As many things as asked."""
        return [Thing(name=f"{self.name}.{n}") for n in range(min(first, 3))]


@strawberry.type
class Query:
    """What can be read."""

    @strawberry.field
    def hello(self) -> str:
        """A greeting with Chinese in it."""
        return "你好，富县"

    @strawberry.field
    def thing(self) -> Thing:
        """A thing."""
        return Thing(name="一")

    @strawberry.field
    async def who(self, info: Info) -> int | None:
        """The person who asks."""
        return info.context.asker.person_id

    @strawberry.field
    async def people(self, info: Info) -> int | None:
        """How many people the asker sees: a statement in the database."""
        async with info.context.reading() as connection:
            return int((await connection.execute(text("select count(*) from people"))).scalar_one())

    @strawberry.field
    async def slow(self, info: Info) -> int:
        """A statement that takes longer than it may."""
        async with info.context.reading() as connection:
            await connection.execute(text("set local statement_timeout = 50"))
            return int((await connection.execute(text("select 1 from pg_sleep(5)"))).scalar_one())

    @strawberry.field
    async def broken(self) -> str:
        """A defect of ours."""
        raise RuntimeError("the secret is 42")


@strawberry.type
class Mutation:
    """What can be changed."""

    @strawberry.mutation
    async def touch(self, info: Info, name: str) -> str:
        """Answers the name."""
        return name


@strawberry.type
class Subscription:
    """What can be followed."""

    @strawberry.subscription
    async def count(self, info: Info, to: int = 3) -> AsyncIterator[int]:
        """Numbers from one."""
        for n in range(1, to + 1):
            yield n
            await asyncio.sleep(0)

    @strawberry.subscription
    async def broken(self, info: Info) -> AsyncIterator[int]:
        """A number, then a defect of ours."""
        yield 1
        raise RuntimeError("the secret is 42")

    @strawberry.subscription
    async def changes(self, info: Info, after: str | None = None) -> AsyncIterator[strawberry.scalars.JSON]:
        """The live feed, as the hub's own schema has it."""
        source: Any = info.context.live
        async for change in source.changes(info.context.asker, after, None, None):
            told: Any = {
                "position": change.position,
                "subject": change.subject,
                "verb": change.verb,
                "items": [str(item) for _, item in change.items],
                "overview": change.overview,
            }
            yield told


schema = strawberry.Schema(Query, Mutation, Subscription)
