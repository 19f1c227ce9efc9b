"""A unit gives what was called for, says that it has nothing, or gets it back; who called urges, returns and closes.

The call is locked before its answers are counted, so that the last two that are given at one moment complete it. A
content is named by its file: giving one again is a link, never a second copy.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.items import Assignment, Attachment, File, Item, Upload
from db.materials import MaterialAnswer, MaterialCall
from resolvers.acts import Act, effect, guard, term
from resolvers.assigning import notify, people_of
from resolvers.county import County
from resolvers.flow import Wanted, advance, move
from resolvers.refusals import bad_input
from resolvers.relations import Related, relation
from resolvers.reminding import open_assignments, remind

MOST_NAME, MOST_REASON = 200, 500
CLOSED = "CLOSED"
effect("MATERIAL_ANSWER", "REMIND")(remind)


async def give_material(
    session: AsyncSession,
    county: County,
    person: int,
    answer: UUID,
    file: UUID,
    name: str,
    at: datetime,
    *,
    revision: int | None = None,
) -> Item:
    """Give a file to a call: one just put in, or one that the unit gave before; answers the item.

    An empty name keeps the one under which the file was given before. Giving the same file again changes nothing.
    Refused as the flow's guards say, and with BAD_INPUT for a name that is too long.
    """
    name = name.strip()
    if len(name) > MOST_NAME:
        raise bad_input(f"文件名不得超过{MOST_NAME}字", f"A name may have {MOST_NAME} characters", "name")
    given = [{"file": str(file), "name": name}]
    moved = await move(
        session, county, person, [Wanted(answer, revision)], "GIVE", {"materials": given}, at, together=True
    )
    return moved.items[0]


async def answer_of(act: Act) -> MaterialAnswer:
    """The answer that the act moves."""
    row = await act.session.get(MaterialAnswer, act.item.id)
    assert row is not None
    return row


async def _call_state(act: Act) -> str:
    call = (await answer_of(act)).call_id
    return str(await act.session.scalar(select(Item.state).where(Item.id == call)))


def _given(act: Act) -> tuple[UUID, str]:
    (material,) = act.inputs["materials"]
    return UUID(material["file"]), material["name"]


def of_family(act: Act) -> Sequence[int]:
    """The asked unit, those it followed and those that followed it: what they gave is the unit's own."""
    return sorted(act.county.family(act.item.unit_id, act.today))


@relation("calling_unit")
async def _calling_unit(session: AsyncSession, county: County, item: Item, today: date) -> Related:
    query = select(Item.unit_id).join(MaterialAnswer, MaterialAnswer.call_id == Item.id)
    unit = await session.scalar(query.where(MaterialAnswer.item_id == item.id))
    return Related(units=frozenset({unit or item.unit_id}))


@term("MATERIAL")
async def _material(session: AsyncSession, county: County, item: Item, at: datetime) -> datetime | None:
    """The day of the call."""
    query = select(MaterialCall.due_at).join(MaterialAnswer, MaterialAnswer.call_id == MaterialCall.item_id)
    due: datetime | None = await session.scalar(query.where(MaterialAnswer.item_id == item.id))
    return due


@guard("call_is_open")
async def call_is_open(act: Act) -> dict[str, str] | None:
    """The call is not closed."""
    return {} if await _call_state(act) == CLOSED else None


@guard("call_is_closed")
async def call_is_closed(act: Act) -> dict[str, str] | None:
    """The call is closed."""
    return None if await _call_state(act) == CLOSED else {}


@guard("material_of_this_unit", needs=("materials",))
async def material_of_this_unit(act: Act) -> dict[str, str] | None:
    """The file was put in by the person, or given by the unit before; any other does not exist here."""
    file, _ = _given(act)
    own = select(Upload.file_id).where(Upload.file_id == file, Upload.person_id == act.person)
    before = select(MaterialAnswer.file_id).where(
        MaterialAnswer.file_id == file, MaterialAnswer.unit_id.in_(of_family(act))
    )
    found = select(File.id).where(File.id == file, or_(own.exists(), before.exists()))
    return None if await act.session.scalar(found) else {}


@guard("not_the_returned_material", needs=("materials",))
async def not_the_returned_material(act: Act) -> dict[str, str] | None:
    """The file is not the one that was returned."""
    return {} if (await answer_of(act)).file_id == _given(act)[0] else None


async def owed(act: Act) -> int:
    """How many units still owe what the call of the act asks; counted beyond the asker's sight."""
    return int(await act.session.scalar(select(func.material_owed(act.item.id))) or 0)


@guard("all_material_in")
async def all_material_in(act: Act) -> dict[str, int] | None:
    """Every unit asked has given, or said that it has nothing."""
    count = await owed(act)
    return {"n": count} if count else None


@guard("material_still_missing")
async def material_still_missing(act: Act) -> dict[str, int] | None:
    """A unit asked has not given yet."""
    return None if await owed(act) else {}


async def _locked_call(act: Act, row: MaterialAnswer) -> Item:
    """The call, locked; refused when it was closed since the guards were asked."""
    call = await act.session.get(Item, row.call_id, with_for_update=True, populate_existing=True)
    assert call is not None
    if call.state == CLOSED:
        raise act.county.refusal("call_is_open", {})
    return call


async def _changed(act: Act, call: Item) -> None:
    """Let the call go on as its answers now stand."""
    await act.session.flush()
    await advance(act.session, act.county, call, act.at)


@effect("MATERIAL_ANSWER", "GIVE")
async def give(act: Act) -> None:
    """Attach the file and put it on record as what the unit gave."""
    row, (file, name) = await answer_of(act), _given(act)
    if row.given_at is not None and row.file_id == file:
        act.unchanged = True
        return
    call = await _locked_call(act, row)
    source, known_as = await _before(act, file)
    await _attach(act, file, name or known_as or act.item.title)
    row.file_id, row.reused_from = file, source
    row.given_at, row.given_by = act.at, act.person
    row.nothing_because = row.returned_because = None
    await _changed(act, call)


async def _before(act: Act, file: UUID) -> tuple[UUID | None, str | None]:
    """The newest other answer of the unit that holds the file, and the file's name there."""
    query = (
        select(MaterialAnswer.item_id, Attachment.name)
        .join(Attachment, Attachment.item_id == MaterialAnswer.item_id)
        .where(
            MaterialAnswer.file_id == file,
            Attachment.file_id == file,
            MaterialAnswer.unit_id.in_(of_family(act)),
            MaterialAnswer.item_id != act.item.id,
        )
        .order_by(MaterialAnswer.given_at.desc().nulls_last())
        .limit(1)
    )
    found = (await act.session.execute(query)).first()
    return (found.item_id, found.name) if found else (None, None)


async def _attach(act: Act, file: UUID, name: str) -> None:
    """Join the file to the answer; one that was given, replaced and given again is joined once."""
    there = list(await act.session.scalars(select(Attachment.file_id).where(Attachment.item_id == act.item.id)))
    if file not in there:
        act.session.add(
            Attachment(
                item_id=act.item.id,
                file_id=file,
                name=name,
                ordinal=len(there) + 1,
                attached_at=act.at,
                attached_by=act.person,
            )
        )


def _reason(act: Act) -> str:
    reason = str(act.inputs["reason"])
    if len(reason) > MOST_REASON:
        raise bad_input(f"理由不得超过{MOST_REASON}字", f"A reason may have {MOST_REASON} characters", "reason")
    return reason


@effect("MATERIAL_ANSWER", "HAVE_NONE")
async def have_none(act: Act) -> None:
    """Put on record that the unit has nothing to give."""
    row = await answer_of(act)
    call = await _locked_call(act, row)
    row.file_id = row.reused_from = row.returned_because = None
    row.nothing_because = _reason(act)
    row.given_at, row.given_by = act.at, act.person
    await _changed(act, call)


@effect("MATERIAL_ANSWER", "RETURN")
async def give_back(act: Act) -> None:
    """The unit owes it again; what it gave stays on record."""
    row = await answer_of(act)
    call = await _locked_call(act, row)
    row.given_at = row.given_by = row.nothing_because = None
    row.returned_because = _reason(act)
    await _changed(act, call)


@effect("MATERIAL_ANSWER", "URGE")
async def urge(act: Act) -> None:
    """Remind the unit in the name of who called."""
    await _urge(act, await open_assignments(act.session, act.item.id))


@effect("MATERIAL_CALL", "URGE")
async def urge_all(act: Act) -> None:
    """Remind every unit that still owes it."""
    query = (
        select(Assignment)
        .join(MaterialAnswer, MaterialAnswer.item_id == Assignment.item_id)
        .where(MaterialAnswer.call_id == act.item.id, Assignment.closed_at.is_(None))
    )
    await _urge(act, list(await act.session.scalars(query)))


async def _urge(act: Act, assignments: Sequence[Assignment]) -> None:
    for assignment in assignments:
        item = await act.session.get_one(Item, assignment.item_id)
        people = await people_of(act.session, act.county, assignment, act.at)
        await notify(act.session, item, people, "REMINDER", act.transition.event)


@effect("MATERIAL_CALL", "CLOSE")
async def close(act: Act) -> None:
    """What is still owed lapses. An answer that is being moved at this moment is left to the clock."""
    act.item.state = CLOSED
    await act.session.flush()
    query = (
        select(Item)
        .join(MaterialAnswer, MaterialAnswer.item_id == Item.id)
        .where(MaterialAnswer.call_id == act.item.id, MaterialAnswer.given_at.is_(None))
        .order_by(Item.id)
        .with_for_update(of=Item, skip_locked=True)
    )
    for item in list(await act.session.scalars(query)):
        await advance(act.session, act.county, item, act.at)
