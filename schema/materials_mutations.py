"""Call for material, and give it. Urging, returning, having none and closing are moves (`moveItem`)."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry

from resolvers.materials.calling import Called, call_for_material, own_unit
from resolvers.materials.giving import give_material
from resolvers.statistics.periods import Period as PeriodOfYear
from schema.context import Context, Info
from schema.enums import MaterialKind
from schema.ids import key_from
from schema.materials import MaterialAnswer, MaterialCall
from schema.mutations import REQUEST_ID, Call, perform
from schema.reading import one
from schema.scalars import Period
from schema.statistics_mutations.common import EXPECTED, key_named, union


@strawberry.input(description="What is called for. 发出材料报送通知")
class CallForMaterialInput:
    """What `callForMaterial` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    unit: strawberry.ID | None = strawberry.field(
        description="The unit that calls; the viewer's own when left out.", default=None
    )
    words: str = strawberry.field(description="What is called for, without the period; 1 to 100 characters.")
    material: MaterialKind = strawberry.field(description="What kind of material it is.")
    period: Period = strawberry.field(description="The period it is about.")
    asked: list[strawberry.ID] = strawberry.field(description="The units asked, 1 to 200.")
    due_on: date = strawberry.field(description="The day until whose close it is to be given.")
    note: str = strawberry.field(description="What is to be minded; at most 1000 characters.", default="")


@strawberry.input(description="A file for a call. 报送材料")
class GiveMaterialInput:
    """What `giveMaterial` takes."""

    request_id: str = strawberry.field(description=REQUEST_ID)
    answer: strawberry.ID = strawberry.field(description="The unit's answer.")
    expected_revision: int | None = strawberry.field(description=EXPECTED, default=None)
    file: strawberry.ID = strawberry.field(
        description="The file: the id that `/files` answered, or the file of one of the answer's `offers`."
    )
    name: str = strawberry.field(
        description="Its name, at most 200 characters; the one it was given under before when left out.", default=""
    )


@strawberry.type(description="A call that was opened. 已发出的材料报送通知")
class MaterialCalled:
    """What was opened."""

    key: strawberry.Private[UUID]
    item: MaterialCall = one("MaterialCall", "key", "The call, with its `answers`.")


@strawberry.type(description="Material that was given. 已报送的材料")
class MaterialGiven:
    """What was given."""

    key: strawberry.Private[UUID]
    item: MaterialAnswer = one("MaterialAnswer", "key", "The answer as it is now.")


CallForMaterialResult = union("CallForMaterialResult", MaterialCalled, "What calling for material leads to.")
GiveMaterialResult = union("GiveMaterialResult", MaterialGiven, "What giving material leads to.")


async def call(info: Info, given: CallForMaterialInput) -> Any:
    """Call for material."""

    async def verb(c: Call) -> dict[str, Any]:
        unit = (
            key_named(given.unit, "Unit", "unit", "此单位", "The unit", int)
            if given.unit
            else await own_unit(c.session, c.county, c.person, c.at)
        )
        called = Called(
            unit_id=unit,
            words=given.words,
            material=given.material.value,
            period=PeriodOfYear.parse(given.period),
            asked=[key_named(each, "Unit", "asked", "此单位", "The unit", int) for each in given.asked],
            due_on=given.due_on,
            note=given.note,
        )
        return {"item": str((await call_for_material(c.session, c.county, c.person, called, c.at)).id)}

    def present(context: Context, changed: dict[str, Any]) -> MaterialCalled:
        return MaterialCalled(key=UUID(changed["item"]))

    return await perform(info.context, "callForMaterial", given, verb, present)


def _file(id_: str) -> UUID:
    """The file that an id of the graph names, or the one that `/files` answered."""
    named: Any = key_from(id_, UUID) or key_named(id_, "File", "file", "此文件", "The file")
    return UUID(str(named))


async def give(info: Info, given: GiveMaterialInput) -> Any:
    """Give material to a call."""

    async def verb(c: Call) -> dict[str, Any]:
        item = await give_material(
            c.session,
            c.county,
            c.person,
            key_named(given.answer, "MaterialAnswer", "answer", "此材料报送", "The answer"),
            _file(given.file),
            given.name,
            c.at,
            revision=given.expected_revision,
        )
        return {"item": str(item.id)}

    def present(context: Context, changed: dict[str, Any]) -> MaterialGiven:
        return MaterialGiven(key=UUID(changed["item"]))

    return await perform(info.context, "giveMaterial", given, verb, present)
