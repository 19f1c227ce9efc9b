"""The form register: a department designs a form, sees what of it is known, and sends it for approval (FORM_APPROVAL).

Designing is the verb here; binding, approving, returning and ending are moves of the flow (form_guards, form_effects).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.forms import FormProposal, ProposedField
from db.items import Item
from db.journal import Entry, write
from db.organisation import LEADERS
from resolvers.county import County
from resolvers.flow import last_mover, open_item
from resolvers.policy import holder_names, post_for, standing
from resolvers.refusals import RefusalCode, Refused, bad_input, not_found
from resolvers.relations import related
from resolvers.statistics.asking import OnRecord, on_record
from resolvers.statistics.book import catalogue
from resolvers.statistics.catalogue import Column
from resolvers.statistics.overlap import Found, Proposed, judge
from resolvers.statistics.periods import Period, PeriodKind

FLOW, KIND = "FORM_APPROVAL", "FORM_PROPOSAL"
MOST_FIELDS = 200
_DUE = re.compile(r"\+[1-9][0-9]{0,2}(d|wd)")


@dataclass(frozen=True)
class Head:
    """The head of a form as it is designed; what is still missing may be empty until it is sent for approval."""

    name_zh: str
    name_en: str
    table_no: str
    period_kind: str
    due: str
    purpose: str
    valid_to: date | None = None
    statutory: bool = False
    approved_by: str | None = None
    approval_no: str | None = None


@dataclass(frozen=True)
class Field:
    """One field as it is designed: what the form calls it, in which unit, and what it asks of the form's period."""

    label: str
    unit: str | None = None
    column: str = "month"


async def design(
    session: AsyncSession,
    county: County,
    person: int,
    unit_id: int,
    head: Head,
    fields: Sequence[Field],
    at: datetime,
) -> Item:
    """Open the design of a form of a unit; answers its item. Refused with BAD_INPUT, and with NO_POWER for others."""
    _check(head, fields)
    if unit_id not in county.units:
        raise not_found("此单位", "The unit")
    statistics = county.constant("county_statistics").id
    item = await open_item(
        session,
        county,
        FLOW,
        kind=KIND,
        title=head.name_zh,
        title_en=head.name_en,
        unit_id=unit_id,
        area_id=county.units[unit_id].area_id,
        readers=[county.readers["UNIT", unit_id], county.readers["UNIT", statistics], LEADERS],
        row=FormProposal(**_columns(head)),
        at=at,
        person=person,
        payload={"fields": [field.label for field in fields]},
    )
    _add(session, item.id, fields, {})
    await session.flush()
    return item


async def redesign(
    session: AsyncSession,
    county: County,
    person: int,
    item_id: UUID,
    revision: int | None,
    head: Head,
    fields: Sequence[Field],
    at: datetime,
) -> Item:
    """Write a form anew while it is designed; a field that stays word for word keeps what it was bound to.

    Refused with NOT_FOUND, NO_POWER, WRONG_STATE, CHANGED_MEANWHILE and BAD_INPUT.
    """
    _check(head, fields)
    item = await session.scalar(select(Item).where(Item.id == item_id, Item.kind == KIND).with_for_update())
    if item is None:
        raise not_found("此报表设计", "The form's design")
    post_id = await _require_designer(session, county, person, item, at)
    if item.state != "DESIGN":
        state = county.flows[item.flow_id].states[item.state].name
        raise Refused(RefusalCode.WRONG_STATE, {"event": _DESIGN, "state": state})
    if revision is not None and revision != item.revision:
        raise Refused(RefusalCode.CHANGED_MEANWHILE, {"who": await last_mover(session, item)}, ("expectedRevision",))
    row = await session.get_one(FormProposal, item_id)
    for name, value in _columns(head).items():
        setattr(row, name, value)
    before = {_key(field): field for field in await fields_of(session, item_id)}
    for field in before.values():
        session.expunge(field)  # rows of the same keys are added anew
    await session.execute(delete(ProposedField).where(ProposedField.item_id == item_id))
    _add(session, item_id, fields, before)
    item.title, item.title_en, item.revision = head.name_zh, head.name_en, item.revision + 1
    await session.flush()
    entry = Entry(item_id=item_id, payload={"revision": item.revision, "fields": [field.label for field in fields]})
    await write(
        session, at=at, actor=person, for_post=post_id, subject="statistics", verb=f"{FLOW}.DESIGN", entries=[entry]
    )
    return item


_DESIGN = {"zh": "修改设计", "en": "Change the design"}


async def _require_designer(session: AsyncSession, county: County, person: int, item: Item, at: datetime) -> int:
    by = county.flows[item.flow_id].opened_by
    assert by.power is not None and by.of is not None
    who = await related(session, county, item, by.of, county.today(at))
    held = post_for(await standing(session, county, person, at), by.power, who, item_unit=item.unit_id)
    if held is None:
        raise Refused(RefusalCode.NO_POWER, {"event": _DESIGN, "holders": holder_names(county, by.power, who)})
    return held.post_id


def _check(head: Head, fields: Sequence[Field]) -> None:
    if not head.name_zh.strip():
        raise bad_input("须写明表名", "Name the form", "name")
    if head.due and not _DUE.fullmatch(head.due):
        raise bad_input("期限写成+3d(天)或+3wd(工作日)", "Write when it is due as +3d or +3wd", "due")
    if not 0 < len(fields) <= MOST_FIELDS:
        raise bad_input(f"须有1至{MOST_FIELDS}个表项", f"Give it 1 to {MOST_FIELDS} fields", "fields")
    if any(not field.label.strip() or len(field.label) > 100 for field in fields):
        raise bad_input("每个表项须有名称,不超过100字", "Name each field, in 100 characters at most", "fields")
    if len({(field.label.strip(), field.column) for field in fields}) < len(fields):
        raise bad_input("同一表项写了两次", "The same field is written twice", "fields")


def _columns(head: Head) -> dict[str, Any]:
    words = {name: getattr(head, name).strip() for name in ("name_zh", "table_no", "due", "purpose")}
    return words | {
        "name_en": head.name_en.strip() or words["name_zh"],
        "period_kind": head.period_kind,
        "valid_to": head.valid_to,
        "statutory": head.statutory,
        "approved_by": (head.approved_by or "").strip() or None,
        "approval_no": (head.approval_no or "").strip() or None,
    }


_BOUND = ("indicator_id", "factor_numerator", "factor_denominator", "bound_by", "bound_at", "reason")


def _key(field: Any) -> tuple[str, str | None, str]:
    return field.label, field.unit_of_measure, field.asks


def _add(session: AsyncSession, item_id: UUID, fields: Sequence[Field], before: dict[Any, ProposedField]) -> None:
    for ordinal, field in enumerate(fields, 1):
        unit = (field.unit or "").strip() or None
        row = ProposedField(
            item_id=item_id, ordinal=ordinal, label=field.label.strip(), unit_of_measure=unit, asks=field.column
        )
        same = before.get(_key(row))
        for name in _BOUND if same else ():
            setattr(row, name, getattr(same, name))
        session.add(row)


async def fields_of(session: AsyncSession, item_id: UUID) -> list[ProposedField]:
    """The fields of a proposal, in their order."""
    query = select(ProposedField).where(ProposedField.item_id == item_id).order_by(ProposedField.ordinal)
    return list(await session.scalars(query))


async def overlaps(
    session: AsyncSession | AsyncConnection,
    county: County,
    kind: PeriodKind,
    fields: Sequence[Proposed],
    at: datetime,
    *,
    item_id: UUID | None = None,
) -> tuple[OnRecord, list[Found]]:
    """How fields of a form of a period kind stand to what other forms ask today, in the order given; `item_id` is the
    proposal that they belong to, whose own version in force does not count.
    """
    found = await on_record(session)
    fields = [each if each.indicator in found.indicators else replace(each, indicator=None) for each in fields]
    others = found.asked_by_others(item_id)
    words = found.words_of_others(item_id)
    return found, judge(fields, Period.of_day(county.today(at), kind), words, others)


async def overlaps_of(
    connection: AsyncConnection, county: County, kind: PeriodKind, item_id: UUID, at: datetime
) -> tuple[OnRecord, list[Found]]:
    """How the fields of a proposal stand, in their order; none for who may not see it."""
    query = select(ProposedField.__table__).where(ProposedField.item_id == item_id).order_by(ProposedField.ordinal)
    rows = [ProposedField(**row._mapping) for row in await connection.execute(query)]
    known = await catalogue(connection, county)
    fields = as_proposed(rows, {key: row.code for key, row in known.by_id.items()})
    return await overlaps(connection, county, kind, fields, at, item_id=item_id)


def as_proposed(rows: Sequence[ProposedField], codes: dict[int, str]) -> list[Proposed]:
    """Fields on record as they are judged; `codes` names indicators by their keys."""
    return [
        Proposed(
            row.ordinal,
            row.label,
            row.unit_of_measure,
            Column(row.asks),
            None if row.indicator_id is None else codes[row.indicator_id],
        )
        for row in rows
    ]
