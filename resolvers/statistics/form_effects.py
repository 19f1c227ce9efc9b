"""What the flow of forms does when it moves: fields are bound, versions come into force and end, `asks` follows."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.forms import FormProposal, FormVersion, ProposedField
from db.items import Item
from db.journal import Entry, write
from db.organisation import Definition
from db.statistics import Form, FormField
from resolvers.acts import Act, effect
from resolvers.refusals import bad_input
from resolvers.statistics.asking import work_out_asks
from resolvers.statistics.circles import refused_circle
from resolvers.statistics.form_guards import factor_of, on_record_of, proposal_of, proposed_of
from resolvers.statistics.forms import FLOW


@effect(FLOW, "BIND")
async def bind(act: Act) -> None:
    """Bind fields to indicators, each with its unit and factor: a decision of a person, with a reason."""
    rows = {row.ordinal: row for row in await proposed_of(act)}
    ids = (await on_record_of(act)).indicator_ids
    for binding in act.inputs["binding"]:
        row, by = rows[binding["field"]], await factor_of(act, binding)
        assert by is not None
        row.unit_of_measure = binding.get("unit") or row.unit_of_measure
        row.indicator_id = ids[binding["indicator"]]
        row.factor_numerator, row.factor_denominator = by.numerator, by.denominator
        row.bound_by, row.bound_at, row.reason = act.person, act.at, act.inputs["reason"]
    await act.session.flush()


@effect(FLOW, "REBIND")
async def rebind(act: Act) -> None:
    """Bind fields of a form in force anew from a day on; before it the form means what it meant."""
    await bind(act)
    await _come_into_force(act, _day(act))


@effect(FLOW, "APPROVE")
async def approve(act: Act) -> None:
    """Put an approved form in force from a day on, under a number of the bureau's own series."""
    row, bureau = await proposal_of(act), act.county.constant("county_statistics")
    row.approved_by, row.approval_no = bureau.name_zh, await _next_number(act.session, bureau.code, act.today)
    await _come_into_force(act, _day(act))


@effect(FLOW, "REGISTER_STATUTORY")
async def register_statutory(act: Act) -> None:
    """Put a form of a superior's approved survey in force from a day on."""
    if not (await proposal_of(act)).statutory:
        raise bad_input("此表不是法定报表,须经审批", "This is no statutory form: it needs approval", "event")
    await _come_into_force(act, _day(act))


@effect(FLOW, "RENEW")
async def renew(act: Act) -> None:
    """Begin the next version; the former stays in force until its end or the new approval."""
    (await proposal_of(act)).version += 1


@effect(FLOW, "END")
async def end(act: Act) -> None:
    """End a form after a day."""
    row, day = await proposal_of(act), _day(act)
    form = await act.session.get_one(Form, row.form_id)
    if form.valid_from is not None and day < form.valid_from:
        raise bad_input("停用日期早于启用日期", "It cannot end before it begins", "date")
    form.valid_to = day
    await _asked_anew(act)


@effect(FLOW, "EXPIRE")
async def expire(act: Act) -> None:
    """Nothing but the state: the version in force has ended by itself."""


def _day(act: Act) -> date:
    try:
        return date.fromisoformat(str(act.inputs["date"]))
    except ValueError:
        raise bad_input("日期写成2020-01-01", "Write the day as 2020-01-01", "date") from None


async def _come_into_force(act: Act, first_on: date) -> None:
    """Make the proposal a registered form from a day on; the version before ends the day before."""
    row = await proposal_of(act)
    if row.valid_to is not None and row.valid_to < first_on:
        raise bad_input("启用日期晚于有效期限", "It would begin after its validity ends", "date")
    await _require_calculable(act)
    await act.session.execute(text("select pg_advisory_xact_lock(7406284)"))
    await _end_former(act, row, first_on)
    form = await _registered(act, row, first_on)
    row.form_id = form.id
    act.session.add_all(_fields(form.id, await proposed_of(act)))
    await _asked_anew(act)


async def _require_calculable(act: Act) -> None:
    """The catalogue may have changed since the fields were bound: no formula behind them goes in a circle."""
    kept = await on_record_of(act)
    codes = {key: code for code, key in kept.indicator_ids.items()}
    for field in await proposed_of(act):
        code = None if field.indicator_id is None else codes[field.indicator_id]
        refused = refused_circle(kept.indicators, code, "fields") if code else None
        if refused is not None:
            raise refused


async def _end_former(act: Act, row: FormProposal, first_on: date) -> None:
    former = None if row.form_id is None else await act.session.get_one(Form, row.form_id)
    if former is None or (former.valid_to is not None and former.valid_to < first_on):
        return
    if former.valid_from is not None and first_on <= former.valid_from:
        raise bad_input("须晚于现行版本的启用日期", "It must begin after the version in force", "date")
    former.valid_to = first_on - timedelta(days=1)


async def _registered(act: Act, row: FormProposal, first_on: date) -> Form:
    ordinal = await act.session.scalar(select(func.max(Form.ordinal))) or 0
    form = Form(
        code=await _next_code(act.session),
        table_no=row.table_no,
        name_zh=row.name_zh,
        name_en=row.name_en,
        issuing_id=act.item.unit_id,
        approval="STATUTORY" if row.statutory else "LOCAL",
        approved_by=row.approved_by,
        approval_no=row.approval_no,
        period_kind=row.period_kind,
        due=row.due,
        entry=True,
        valid_from=first_on,
        valid_to=row.valid_to,
        definition={
            "layout": None,
            "renewals": [],
            "edition": None,
            "formulated_by": act.county.units[act.item.unit_id].code,
            "filled_by": "TOWNSHIP",
            "open_ended": row.valid_to is None,
        },
        ordinal=ordinal + 1,
    )
    act.session.add(form)
    await act.session.flush()
    act.session.add(FormVersion(form_id=form.id, item_id=act.item.id))
    return form


async def _next_code(session: AsyncSession) -> str:
    """The hub's own codes: R01, R02 …; packs name theirs otherwise."""
    count = await session.scalar(select(func.count()).select_from(FormVersion)) or 0
    return f"R{count + 1:02}"


def _fields(form_id: int, rows: Sequence[ProposedField]) -> list[FormField]:
    return [
        FormField(
            form_id=form_id,
            ordinal=row.ordinal,
            indicator_id=row.indicator_id,
            asks=row.asks,
            label=row.label,
            unit_of_measure=row.unit_of_measure,
            factor_numerator=row.factor_numerator,
            factor_denominator=row.factor_denominator,
        )
        for row in rows
    ]


async def _next_number(session: AsyncSession, bureau: str, today: date) -> str:
    """The next number of the bureau's series for approvals: the one of replies alone; else under its own code."""
    series = await session.execute(select(Definition.code, Definition.row).where(Definition.kind == "number_series"))
    found = [code for code, said in series if said["unit"] == bureau and said["kinds"] == ["REPLY"]]
    begins = f"{found[0] if found else bureau}〔{today.year}〕"
    used = await session.scalars(select(Form.approval_no).where(Form.approval_no.startswith(begins, autoescape=True)))
    serials = [int(match[1]) for number in used if number and (match := re.search(r"〕(\d+)号$", number))]
    return f"{begins}{max(serials, default=0) + 1}号"


async def _asked_anew(act: Act) -> None:
    """Work out anew what is asked, and say so without an item: followers read the catalogue again."""
    await act.session.flush()
    count = await work_out_asks(act.session, act.county.calendar)
    payload = {"inserted": count.inserted, "updated": count.updated, "ended": count.ended}
    entries = [Entry(payload=payload)]
    await write(
        act.session,
        at=act.at,
        actor=act.person,
        for_post=act.post_id,
        subject="statistics",
        verb="forms.changed",
        entries=entries,
    )


async def ended_forms(session: AsyncSession, today: date) -> list[UUID]:
    """The items of forms that rest in force though their version has ended: the clock lets them expire."""
    query = (
        select(FormProposal.item_id)
        .join(Item, Item.id == FormProposal.item_id)
        .join(Form, Form.id == FormProposal.form_id)
        .where(Item.state == "IN_FORCE", Form.valid_to < today)
    )
    return list(await session.scalars(query))
