"""The county as it is shown before anyone signs in."""

from datetime import date

import strawberry
from sqlalchemy import text

from schema.context import Info
from schema.fields import field
from schema.ids import global_id

PEOPLE = "select id, code, name, title, unit_zh, unit_en, role, role_zh, role_en, introduced from sample_people()"


@strawberry.type(description="An invented person one may sign in as, on sample data only. 示例人员")
class SamplePerson:
    """One sample person."""

    person: strawberry.ID = strawberry.field(description="The person's id.")
    code: str = strawberry.field(description="The person's code; give it to POST /sign-in/sample.")
    name: str = strawberry.field(description="The name.")
    title: str = strawberry.field(description="The title. 职务")
    unit_name: str = strawberry.field(description="The unit's name in the language asked for.")
    role: str = strawberry.field(description="The code of the position: TOWN_STAT …")
    role_name: str = strawberry.field(description="The position in the language asked for.")
    introduced: bool = strawberry.field(description="Whether the county's introduction begins with this person.")


@strawberry.type(description="The county this hub serves. 县")
class County:
    """The card of the county."""

    code: str = strawberry.field(description="The code of the county pack.")
    name_zh: str = strawberry.field(description="The Chinese name.")
    name_en: str = strawberry.field(description="The English name.")
    sample: bool = strawberry.field(description="Whether its people are invented.")
    today: date = strawberry.field(description="The county's day.")

    @field("The name in the language asked for.")
    def name(self, info: Info) -> str:
        """Chinese or English."""
        return self.name_en if info.context.language == "en" else self.name_zh

    @field("People one may sign in as, by role in protocol order; empty unless the county is a sample.")
    async def sample_people(self, info: Info) -> list[SamplePerson]:
        """The first of each position, and who states or confirms the figures of each township."""
        if not self.sample:
            return []
        async with info.context.reading() as connection:
            rows = (await connection.execute(text(PEOPLE))).all()
        english = info.context.language == "en"
        return [
            SamplePerson(
                person=strawberry.ID(global_id("Person", row.id)),
                code=row.code,
                name=row.name,
                title=row.title,
                unit_name=row.unit_en if english else row.unit_zh,
                role=row.role,
                role_name=row.role_en if english else row.role_zh,
                introduced=row.introduced,
            )
            for row in rows
        ]


async def county_card(info: Info) -> County | None:
    """The county; None before a county pack is loaded."""
    async with info.context.reading() as connection:
        row = (
            (await connection.execute(text("select code, name_zh, name_en, sample, today from county_card()")))
            .mappings()
            .one_or_none()
        )
    return County(**row) if row else None
