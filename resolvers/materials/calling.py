"""A unit calls for material: one item for the call, and one for each unit asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.items import Item
from db.materials import MaterialAnswer, MaterialCall
from db.organisation import LEADERS
from resolvers.county import County, UnitFacts
from resolvers.flow import open_item
from resolvers.flow_sets import Opening, open_set
from resolvers.materials import giving  # noqa: F401 — registers the guards and effects of the flows
from resolvers.policy import standing
from resolvers.refusals import RefusalCode, Refused, Wording, bad_input, not_found
from resolvers.statistics.periods import Period
from resolvers.terms import due_on_day

MOST_WORDS, MOST_NOTE, MOST_UNITS, MOST_DAYS = 100, 1000, 200, 366
MATERIALS = ("SUMMARY", "LEDGER", "PLAN", "REPORT", "LIST", "OTHER")
_CALLS = 7406285  # the advisory lock of a unit's calls
_CALLED_ALREADY = Wording(
    "本单位{opened}已发过同名、同期的通知,仍在收集",
    "Your unit called for it on {opened}, and still collects it",
    "查看原通知;如须另发,请换一个名称或先截止原通知",
    "Look at that call; for another one, use other words or close it first",
)


@dataclass(frozen=True)
class Called:
    """What is called for: by whom, of whom, in which words, for which period, until the close of which day."""

    unit_id: int
    words: str
    material: str
    period: Period
    asked: Sequence[int]
    due_on: date
    note: str = ""


async def call_for_material(session: AsyncSession, county: County, person: int, called: Called, at: datetime) -> Item:
    """Open a call, and an answer for each unit asked, with its assignment; answers the call's item.

    Refused with BAD_INPUT (words, units, day), NOT_FOUND (a unit), NO_POWER, and DUPLICATE while the unit still
    collects the same words for the same period.
    """
    words, note = called.words.strip(), called.note.strip()
    today = county.today(at)
    _check(called, words, note)
    caller = _unit(county, called.unit_id, "unit")
    asked = _asked(county, called, caller, today)
    await _not_twice(session, county, caller, words, called.period)
    due_at = due_on_day(called.due_on, county.calendar)
    if not at < due_at <= at + timedelta(days=MOST_DAYS):
        raise bad_input("期限须在一年之内,且未过", "The day must lie ahead, within a year", "dueOn")
    row = MaterialCall(words=words, material=called.material, period_id=called.period.id, due_at=due_at, note=note)
    readers = [county.readers["UNIT", caller.id], LEADERS]
    title, title_en = f"{called.period.label('zh')}{words}", f"{words}, {called.period.label('en')}"
    call = await open_item(
        session,
        county,
        "MATERIAL_CALL",
        kind="MATERIAL_CALL",
        title=title,
        title_en=title_en,
        unit_id=caller.id,
        area_id=caller.area_id,
        readers=[*readers, *(county.readers["UNIT", unit.id] for unit in asked)],
        row=row,
        at=at,
        person=person,
        payload={"period": str(called.period), "words": words},
    )
    call.due_at = due_at
    answers = [
        Opening(
            row=MaterialAnswer(call_id=call.id, unit_id=unit.id),
            title=title,
            title_en=title_en,
            unit_id=unit.id,
            area_id=unit.area_id,
            readers=[*readers, county.readers["UNIT", unit.id]],
            due_at=due_at,
            payload={"call": str(call.id)},
        )
        for unit in asked
    ]
    await open_set(session, county, "MATERIAL_ANSWER", "MATERIAL_ANSWER", answers, at)
    return call


async def own_unit(session: AsyncSession, county: County, person: int, at: datetime) -> int:
    """The unit for which a person calls: of the first post that may, else of the first post, so that the refusal says
    with whom it lies there.
    """
    posts = (await standing(session, county, person, at)).posts
    may = [held for held in posts if any(power == "DISTRIBUTE" for power, _ in held.powers)]
    if not posts:
        raise not_found("您今天的岗位", "Your post of today")
    return (may or posts)[0].unit_id


def _check(called: Called, words: str, note: str) -> None:
    if not 0 < len(words) <= MOST_WORDS:
        raise bad_input(f"材料名称须为1至{MOST_WORDS}字", f"The words must be 1 to {MOST_WORDS} characters", "words")
    if len(note) > MOST_NOTE:
        raise bad_input(f"要求不得超过{MOST_NOTE}字", f"The note may have {MOST_NOTE} characters", "note")
    if called.material not in MATERIALS:
        raise bad_input("没有这种材料", "There is no such kind of material", "material")
    if not 0 < len(set(called.asked)) <= MOST_UNITS:
        raise bad_input(f"须选1至{MOST_UNITS}个单位", f"Name 1 to {MOST_UNITS} units", "asked")


def _unit(county: County, key: int, field: str) -> UnitFacts:
    unit = county.units.get(key)
    if unit is None:
        refused = not_found("此单位", "The unit")
        refused.path = (field,)
        raise refused
    return unit


def _asked(county: County, called: Called, caller: UnitFacts, today: date) -> list[UnitFacts]:
    """The units asked, each once, in the county's order; one that has ended is asked through its successor."""
    named = [_unit(county, key, "asked") for key in called.asked]
    units = {county.unit_in_force(unit.id, today).id for unit in named}
    if caller.id in units:
        raise bad_input("不向本单位要材料", "A unit does not call on itself", "asked")
    asked = [county.units[key] for key in county.units if key in units]
    idle = [unit.name for unit in asked if not county.posts_with("HANDLE", county.family(unit.id, today))]
    if idle:
        zh, en = (idle[0][language] for language in ("zh", "en"))
        raise bad_input(f"{zh}没有承办人,请改发其办公室", f"Nobody in {en} handles it: ask its office", "asked")
    return asked


async def _not_twice(session: AsyncSession, county: County, caller: UnitFacts, words: str, period: Period) -> None:
    # Two clerks of one unit who call at the same moment take turns.
    await session.execute(select(func.pg_advisory_xact_lock(_CALLS, caller.id)))
    query = (
        select(Item.opened_at)
        .join(MaterialCall, MaterialCall.item_id == Item.id)
        .where(
            Item.unit_id == caller.id,
            Item.state != "CLOSED",
            MaterialCall.words == words,
            MaterialCall.period_id == period.id,
        )
    )
    opened = await session.scalar(query.limit(1))
    if opened is not None:
        values = {"opened": county.today(opened).isoformat()}
        raise Refused(RefusalCode.DUPLICATE, values, ("words",), _CALLED_ALREADY)
