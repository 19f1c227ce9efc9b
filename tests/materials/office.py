"""People who call for material and give it, in the tiny county: the registry calls, parishes give."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from db.items import Item
from db.materials import MaterialAnswer
from resolvers.materials.calling import Called, call_for_material
from resolvers.materials.earlier import Earlier, given_before
from resolvers.materials.giving import give_material
from resolvers.statistics.periods import Period
from tests.hub import Desk, Hub

REGISTRAR, STATISTICIAN = "P03", "P05"  # of two offices that call
NORTH, SOUTH = "P08", "P11"  # recorders of the two parishes
WORDS = "安全生产工作总结"


@dataclass
class Clerk:
    """A person who calls and gives."""

    desk: Desk

    @property
    def hub(self) -> Hub:
        """The hub."""
        return self.desk.hub

    async def calls(
        self,
        words: str = WORDS,
        *asked: str,
        unit: str = "RE",
        period: str = "2019-10",
        due_on: str = "2019-11-08",
        material: str = "SUMMARY",
        note: str = "",
    ) -> UUID:
        """Call for a material of units, the two parishes when none are named; answers the call's item."""
        keys = [self.hub.units[code] for code in asked or ("NV", "SV")]
        due = date.fromisoformat(due_on)
        called = Called(self.hub.units[unit], words, material, Period.parse(period), keys, due, note)
        item: Item = await self.desk.does(lambda s, c, p: call_for_material(s, c, p, called, self.hub.clock()))
        return item.id

    async def uploads(self, content: str) -> UUID:
        """Put a content into the hub, as `/files` does; answers its file."""
        keep = text("select keep_upload(:hash, :size, 'text/plain')")
        values = {"hash": sha256(content.encode()).hexdigest(), "size": len(content)}
        return await self.desk.does(lambda s, c, p: s.scalar(keep, values))  # type: ignore[no-any-return]

    async def gives(self, answer: UUID, file: UUID, name: str = "", *, revision: int | None = None) -> Item:
        """Give a file to a call."""
        return await self.desk.does(  # type: ignore[no-any-return]
            lambda s, c, p: give_material(s, c, p, answer, file, name, self.hub.clock(), revision=revision)
        )

    async def gives_new(self, answer: UUID, content: str, name: str = "总结.txt") -> UUID:
        """Put a content in and give it; answers its file."""
        file = await self.uploads(content)
        await self.gives(answer, file, name)
        return file

    async def is_offered(self, *answers: UUID) -> list[list[Earlier]]:
        """What this person's unit could give again."""
        async with self.hub.database.reading(self.desk.asker) as connection:
            return await given_before(connection, answers)

    async def sees_answers(self, call: UUID) -> list[str]:
        """The units whose answers this person sees, by code."""
        query = text(
            "select u.code from material_answers a join units u on u.id = a.unit_id where a.call_id = :call order by 1"
        )
        return await self.desk.reads(query, call=call)


def clerk(hub: Hub, code: str) -> Clerk:
    """Somebody at work."""
    return Clerk(hub.as_(code))


async def answer(hub: Hub, call: UUID, unit: str) -> UUID:
    """The item of a unit's answer."""
    query = select(MaterialAnswer.item_id)
    found: UUID = await hub.one(query.where(MaterialAnswer.call_id == call, MaterialAnswer.unit_id == hub.units[unit]))
    return found


async def row(hub: Hub, item: UUID) -> MaterialAnswer:
    """An answer as it stands."""
    found: MaterialAnswer = await hub.one(select(MaterialAnswer).where(MaterialAnswer.item_id == item))
    return found


async def names(hub: Hub, item: UUID) -> Sequence[Any]:
    """The names of the files joined to an answer, in order."""
    return await hub.all(text("select name from attachments where item_id = :item order by ordinal"), item=item)
