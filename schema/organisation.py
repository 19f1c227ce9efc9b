"""The county's organisation: areas, units, posts, people, appointments; whoever is signed in reads all of it."""

from datetime import date
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, FromClause, and_, func, literal, select
from strawberry.scalars import JSON

from db.organisation import Appointment as AppointmentRow
from db.organisation import Area as AreaRow
from db.organisation import Person as PersonRow
from db.organisation import Position as PositionRow
from db.organisation import PositionPower, Power, Reader
from db.organisation import Post as PostRow
from db.organisation import Unit as UnitRow
from schema.enums import AreaLevel, ReaderKind
from schema.ids import key_of
from schema.naming import Named
from schema.pages import Connection, Node
from schema.reading import many, one, single, table
from schema.relations import Filter, Order

TODAY = func.hub_today()
BY_ORDINAL = (Order("ordinal"),)
MOST_LISTED = 2000  # a plain list of the directory ends here; a county has 160 areas and 130 units


def in_force(t: Any, day: Any = TODAY) -> ColumnElement[bool]:
    """Whether a row with a period of validity is in force on a day."""
    return func.in_force(
        t.valid_from if hasattr(t, "valid_from") else t.c.valid_from,
        t.valid_to if hasattr(t, "valid_to") else t.c.valid_to,
        day,
    )


def same(column: str, *types: str, kind: type[Any] = int) -> Any:
    """A condition: the column holds the key that a global id of one of these types names (no row for a wrong id)."""
    return lambda t, value: t.c[column] == literal(key_of(value, kind, *types), t.c[column].type)


ON = Filter(
    "on",
    date | None,
    "Those in force on this day; past and future ones too when left out.",
    lambda t, day: in_force(t, day),
)


def _of_position(name: str) -> Any:
    return lambda t: select(getattr(PositionRow, name)).where(PositionRow.id == t.c.position_id).scalar_subquery()


def _of_power(name: str) -> Any:
    return lambda t: select(getattr(Power, name)).where(Power.id == t.c.power_id).scalar_subquery()


def _first_appointment(what: Any) -> Any:
    """Something of a person's appointment in force that stands first in protocol."""

    def of(t: FromClause) -> ColumnElement[Any]:
        found = (
            select(what)
            .select_from(AppointmentRow)
            .join(PostRow, PostRow.id == AppointmentRow.post_id)
            .join(PositionRow, PositionRow.id == PostRow.position_id)
        )
        found = found.where(AppointmentRow.person_id == t.c.id, in_force(AppointmentRow))
        return found.order_by(PositionRow.ordinal, AppointmentRow.id).limit(1).scalar_subquery()

    return of


def holds(t: FromClause, person: ColumnElement[Any]) -> ColumnElement[bool]:
    """Posts that a person holds today."""
    return (
        select(AppointmentRow.id)
        .where(AppointmentRow.post_id == t.c.id, AppointmentRow.person_id == person, in_force(AppointmentRow))
        .exists()
    )


@table(AreaRow)
@strawberry.type(description="The county, a township, or a village or community, with its period of validity. 区域")
class Area(Named, Node):
    """One area."""

    code: str = strawberry.field(description="The statistical code of 6, 9 or 12 digits. 区划代码")
    kind: str = strawberry.field(description="What it is: TOWN, VILLAGE … as the county pack says.")
    level: AreaLevel = strawberry.field(description="How far down it lies.")
    parent: "Area | None" = one("Area", "parent_id", "The area it lies in; null for the county.")
    children: list["Area"] = many(
        "Area",
        lambda t, key: t.c.parent_id == key,
        "The areas in it, in protocol order.",
        order=BY_ORDINAL,
        filters=[ON],
        most=MOST_LISTED,
        paged=False,
    )
    valid_from: date | None = strawberry.field(description="Its first day; null: since before the hub.")
    valid_to: date | None = strawberry.field(description="Its last day; null: until further notice.")
    predecessor: "Area | None" = one("Area", "predecessor_id", "The area it followed.")
    geometry: JSON | None = strawberry.field(description="Its shape as GeoJSON; null where none is known.")


@table(UnitRow)
@strawberry.type(description="An organ of the county: a body, a department, a township, an institution. 单位")
class Unit(Named, Node):
    """One unit."""

    code: str = strawberry.field(description="The unit's code in the county pack.")
    short_zh: str = strawberry.field(description="The short Chinese name.")
    kind: str = strawberry.field(description="What it is: GOV_DEPT, TOWN … as the county pack says.")
    system: str = strawberry.field(description="The system it belongs to, as the county pack says: party, government …")
    area: Area = one("Area", "area_id", "The area it serves.")
    parent: "Unit | None" = one("Unit", "parent_id", "The unit it belongs to.")
    children: list["Unit"] = many(
        "Unit",
        lambda t, key: t.c.parent_id == key,
        "The units that belong to it, in protocol order.",
        order=BY_ORDINAL,
        filters=[ON],
        most=MOST_LISTED,
        paged=False,
    )
    posts: list["Post"] = many(
        "Post",
        lambda t, key: t.c.unit_id == key,
        "Its posts, in protocol order.",
        order=BY_ORDINAL,
        most=MOST_LISTED,
        paged=False,
    )
    valid_from: date | None = strawberry.field(description="Its first day; null: since before the hub.")
    valid_to: date | None = strawberry.field(description="Its last day; null: until further notice.")
    predecessor: "Unit | None" = one("Unit", "predecessor_id", "The unit it followed.")
    successor: "Unit | None" = single(
        "Unit", lambda t, key: t.c.predecessor_id == key, "The unit that followed it.", order=BY_ORDINAL
    )


@table(
    PostRow,
    computed={
        "name_zh": _of_position("name_zh"),
        "name_en": _of_position("name_en"),
        "rank": _of_position("rank"),
        "ordinal": _of_position("ordinal"),
    },
)
@strawberry.type(description="A place in a unit that one person holds, or several. 岗位")
class Post(Named, Node):
    """One post."""

    code: str = strawberry.field(description="Unit and position, of village posts the area too: T03/TOWN_STAT.")
    rank: str = strawberry.field(description="The rank, as the county pack says. 职级")
    unit: Unit = one("Unit", "unit_id", "The unit it stands in.")
    area: Area | None = one("Area", "area_id", "The village of a village post.")
    appointments: list["Appointment"] = many(
        "Appointment",
        lambda t, key: t.c.post_id == key,
        "Who holds or held it, the newest last.",
        order=[Order("id")],
        filters=[ON],
        most=MOST_LISTED,
        paged=False,
    )
    powers: list["HeldPower"] = many(
        "HeldPower",
        lambda t, key: t.c.position_id == key,
        "What its holder may do, and where.",
        key="position_id",
        order=[Order("power_id"), Order("scope")],
        most=MOST_LISTED,
        paged=False,
    )


@table(PositionPower, key=None, computed={name: _of_power(name) for name in ("code", "name_zh", "name_en", "meaning")})
@strawberry.type(description="A power that a position carries, with the scope it may be used in. 权限")
class HeldPower(Named):
    """One power of a position."""

    code: str = strawberry.field(description="The power's code: ENTER_FACT, CONFIRM_FACTS …")
    meaning: str = strawberry.field(description="What it allows.")
    scope: str = strawberry.field(description="Where it may be used: OWN, PORTFOLIO, BODY, ALL, AREA, DELEGATED …")


@table(PositionRow)
@strawberry.type(name="PositionKind", description="A kind of post: its name, rank and place in protocol. 岗位类别")
class PositionKind(Named):
    """One position of the county pack."""

    code: str = strawberry.field(description="The position's code: TOWN_STAT …")
    rank: str = strawberry.field(description="The rank, as the county pack says. 职级")
    sees: list[str] = strawberry.field(
        description="What its holder may read, in the words of the county pack: OWN_FIGURES, WHOLE_COUNTY …"
    )
    unit_kinds: list[str] = strawberry.field(description="The kinds of units it stands in; empty: any.")


@table(
    PersonRow,
    computed={"title": _first_appointment(AppointmentRow.title), "unit_id": _first_appointment(PostRow.unit_id)},
)
@strawberry.type(description="A person who works with the hub. 工作人员")
class Person(Node):
    """One person."""

    code: str = strawberry.field(description="The person's code: U0002.")
    name: str = strawberry.field(description="The person's name.")
    title: str | None = strawberry.field(
        description="The title of the first of the posts held today; null for who holds none. 职务"
    )
    unit: Unit | None = one("Unit", "unit_id", "The unit of the first of the posts held today.")
    posts: list[Post] = many(
        "Post", holds, "The posts held today, in protocol order.", order=BY_ORDINAL, most=MOST_LISTED, paged=False
    )


@table(AppointmentRow)
@strawberry.type(description="A person in a post for a time. 任职")
class Appointment:
    """One appointment."""

    person: Person = one("Person", "person_id", "Who holds the post.")
    post: Post = one("Post", "post_id", "The post held.")
    title: str = strawberry.field(description="The title. 职务")
    role_ab: str | None = strawberry.field(description="A or B where two stand in for each other. AB角")
    partner: Person | None = one("Person", "partner_id", "The other of the pair.")
    valid_from: date | None = strawberry.field(description="The first day; null: since before the hub.")
    valid_to: date | None = strawberry.field(description="The last day; null: until further notice.")


@table(Reader)
@strawberry.type(
    description="With whom an assignment lies, or who may read: post, person, unit, leaders, everyone. 办理或可见对象"
)
class Holder:
    """One number of the space of readers."""

    kind: ReaderKind = strawberry.field(description="What it stands for.")
    post: Post | None = one("Post", "post_id", "The post, where it is one.")
    person: Person | None = one("Person", "person_id", "The person, where it is one.")
    unit: Unit | None = one("Unit", "unit_id", "The unit, where it is one.")


def _search(t: FromClause, words: str) -> ColumnElement[bool]:
    return (
        t.c.name.contains(words, autoescape=True) | t.c.pinyin.istartswith(words, autoescape=True) | (t.c.code == words)
    )


def _works_in(t: FromClause, unit: str) -> ColumnElement[bool]:
    key = literal(key_of(unit, int, "Unit"), UnitRow.id.type)
    held = select(AppointmentRow.id).join(PostRow, PostRow.id == AppointmentRow.post_id)
    return held.where(
        and_(AppointmentRow.person_id == t.c.id, PostRow.unit_id == key, in_force(AppointmentRow))
    ).exists()


def _protocol(t: FromClause) -> ColumnElement[Any]:
    """Where a person stands in protocol: the place of the first post held, after all others for who holds none."""
    return func.coalesce(_first_appointment(PositionRow.ordinal)(t), 2**30)


UNIT_KIND = Filter("kind", str | None, "Only units of this kind.", lambda t, kind: t.c.kind == kind)
AREA_LEVEL = Filter("level", AreaLevel | None, "Only areas of this level.", lambda t, level: t.c.level == level.value)
AREA_PARENT = Filter(
    "parent", strawberry.ID | None, "Only areas that lie directly in this one.", same("parent_id", "Area")
)
SEARCH_PEOPLE = Filter("search", str | None, "Part of the name, the beginning of its pinyin, or the code.", _search)
PEOPLE_OF = Filter("unit", strawberry.ID | None, "Only who holds a post in this unit today.", _works_in)


@strawberry.type(description="The county's organisation as it stands on a day. 组织机构")
class Organisation:
    """The directory on a day; the areas and units are those in force then."""

    on: date = strawberry.field(description="The day.")
    areas: list[Area] = many(
        "Area",
        lambda t, day: in_force(t, day),
        "The areas in force that day, in protocol order.",
        key="on",
        order=BY_ORDINAL,
        filters=[AREA_LEVEL, AREA_PARENT],
        most=MOST_LISTED,
        paged=False,
    )
    units: list[Unit] = many(
        "Unit",
        lambda t, day: in_force(t, day),
        "The units in force that day, in protocol order.",
        key="on",
        order=BY_ORDINAL,
        filters=[UNIT_KIND],
        most=MOST_LISTED,
        paged=False,
    )
    people: Connection[Person] = many(
        "Person",
        lambda t, _: t.c.id.is_not(None),
        "The people, in protocol order of their posts today, then by pinyin.",
        key=None,
        order=[Order(_protocol), Order("pinyin")],
        filters=[SEARCH_PEOPLE, PEOPLE_OF],
        default=50,
    )
    positions: list[PositionKind] = many(
        "PositionKind",
        lambda t, _: t.c.id.is_not(None),
        "The kinds of posts, in protocol order.",
        key=None,
        order=BY_ORDINAL,
        most=MOST_LISTED,
        paged=False,
    )
