"""Every table × a person of every position: exactly the rows that the rules of reading give, and no others.

The rules are worked out here from the pack's files and the rows themselves; a table without a rule fails.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from db.rows import metadata
from tests.hub import TINY, Hub
from tests.materials.office import answer, clerk
from tests.permission.table import Files
from tests.statistics.office import PEOPLE, asked, confirmed, recorder
from tests.statistics.test_forms import designed

pytestmark = pytest.mark.anyio
DIRECTORY = {
    "settings", "areas", "units", "powers", "positions", "position_powers", "posts", "people", "appointments",
    "portfolios", "readers", "calendar_days", "flows", "guards", "definitions", "delegations", "indicators",
    "periods", "forms", "form_fields", "asks", "form_versions",
}  # fmt: skip
SECRET = {"accounts", "sessions", "tokens", "sign_in_attempts", "sight_changes"}
OF_ITEM = {
    "access", "assignments", "opinions", "attachments", "fact_periods", "fact_corrections", "register_periods",
    "reports", "form_proposals", "proposed_fields", "material_calls", "material_answers",
}  # fmt: skip
OWN = {"notices", "requests", "uploads", "workbooks_taken"}
Row = dict[str, Any]
Rows = dict[str, list[Row]]


@dataclass
class Reader:
    """A person as the rules of reading know one."""

    person: int
    numbers: set[int]  # of the table readers
    areas: set[int]
    all_figures: bool
    journal: bool
    shown: set[int]  # indicators whose confirmed figures the person's offices ask or keep
    kept: set[int]  # indicators whose registers they keep
    registers: set[int]  # the offices whose registers they are


def reader(hub: Hub, files: Files, rows: Rows, code: str) -> Reader:
    """What a person counts as, from the files of the pack."""
    (seat,) = files.of(code)
    words = set(files.positions[seat.position]["sees"].split(";"))
    kin = {hub.units[unit] for unit in files.kin(seat.unit)}
    post = next(row["id"] for row in rows["posts"] if row["code"] == f"{seat.unit}/{seat.position}")
    numbers = {2}
    for row in rows["readers"]:
        mine = row["person_id"] == hub.people[code] or row["post_id"] == post
        family = row["unit_id"] in kin and words & {"OWN_UNIT", "WHOLE_COUNTY"}
        if mine or family or (row["id"] == 1 and "WHOLE_COUNTY" in words):
            numbers.add(row["id"])
    forms = {row["id"] for row in rows["forms"] if row["issuing_id"] in kin}
    kept = {row["id"] for row in rows["indicators"] if row["responsible_id"] in kin} if "UNIT_FORMS" in words else set()
    shown = {row["indicator_id"] for row in rows["form_fields"] if row["form_id"] in forms}
    return Reader(
        hub.people[code],
        numbers,
        {hub.areas[seat.unit]} if "OWN_FIGURES" in words else set(),
        bool(words & {"WHOLE_COUNTY", "ALL_FIGURES"}),
        "JOURNAL" in words,
        kept | shown if "UNIT_FORMS" in words else set(),
        kept,
        kin if "UNIT_FORMS" in words else set(),
    )


def rule(hub: Hub, rows: Rows, who: Reader, table: str) -> Callable[[Row], bool]:
    """The rule by which a person reads the rows of a table."""
    items = {
        row["id"] for row in rows["items"] if who.numbers & set(row["readers"]) and who.person not in row["barred"]
    }

    def fact(row: Row) -> bool:
        confirmed = row["status"] == "CONFIRMED"
        return (
            who.all_figures
            or row["area_id"] in who.areas
            or (confirmed and (row["indicator_id"] in who.shown or row["area_id"] == hub.areas["TY"]))
            or (row["source"] == "REGISTER" and row["indicator_id"] in who.kept)
        )

    facts = {row["id"] for row in rows["facts"] if fact(row)}

    def journal(row: Row) -> bool:
        mine = who.journal or row["actor"] == who.person
        return mine or (row["fact_id"] in facts if row["fact_id"] else row["item_id"] in items)

    positions = {row["position"] for row in rows["journal"] if journal(row)}
    attached = {row["file_id"] for row in rows["attachments"] if row["item_id"] in items}
    uploaded = {row["file_id"] for row in rows["uploads"] if row["person_id"] == who.person}
    own_registers = {row["item_id"] for row in rows["register_periods"] if row["unit_id"] in who.registers}

    def explanation(row: Row) -> bool:
        return who.all_figures or row["area_id"] in who.areas or row["item_id"] in own_registers & items

    issuing = {row["id"]: row["issuing_id"] for row in rows["forms"]}
    sheets = {
        row["item_id"]
        for row in rows["reports"]
        if who.all_figures or row["area_id"] in who.areas or issuing[row["form_id"]] in who.registers
    }

    def snapshot(row: Row) -> bool:
        return row["item_id"] in items & sheets

    rules: dict[str, Callable[[Row], bool]] = {
        **{name: lambda row: True for name in DIRECTORY},
        **{name: lambda row: row["item_id"] in items for name in OF_ITEM},
        **{name: lambda row: row["person_id"] == who.person for name in OWN},
        "items": lambda row: row["id"] in items,
        "links": lambda row: {row["from_id"], row["to_id"]} <= items,
        "files": lambda row: row["id"] in attached | uploaded,
        "facts": fact,
        "explanations": explanation,
        "report_snapshots": snapshot,
        "village_questions": lambda row: row["area_id"] in who.areas or who.all_figures,
        "journal": journal,
        "journal_payloads": lambda row: row["position"] in positions,
        "journal_seals": lambda row: who.journal,
    }
    return rules[table]


SCENE = """
insert into opinions (item_id, kind, unit_id, post_id, person_id, given_at)
  select i.id, 'PRELIMINARY', i.unit_id, (select min(id) from posts), :person, now() from items i;
insert into links (from_id, to_id, kind, linked_at)
  select a.id, b.id, 'QUOTES', now() from items a, items b where a.id <> b.id;
insert into access (item_id, reader_id, reason, granted_at)
  select f.item_id, r.id, 'shown', now()
  from fact_periods f, readers r join posts p on p.id = r.post_id where p.code = 'RE/CHIEF';
insert into files (sha256, size, media_type, stored_at)
  select repeat(to_hex(n), 64), n, 'text/plain', now() from generate_series(1, 3) n;
insert into uploads (file_id, person_id, uploaded_at) select id, :person, now() from files where size < 3;
insert into attachments (item_id, file_id, name, attached_at)
  select i.id, f.id, 'a', now() from items i, files f where f.size = 2;
insert into requests (person_id, request_id, input_hash, mutation, result, made_at)
  select id, 'request-1', '', 'm', '{}', now() from people where id in (:person, :other);
insert into workbooks_taken (file_id, item_id, person_id, taken_at, result)
  select f.id, i.id, p.id, now(), '{}' from files f, items i, people p where p.id in (:person, :other);
insert into village_questions (item_id, area_id, indicator_id, asked_by, asked_at)
  select i.item_id, i.area_id, 1, :person, now() from fact_periods i;
insert into explanations (indicator_id, area_id, period_id, warning, words, item_id, given_by, given_at)
  select 1, a.id, r.period_id, 'YOY', 'words', r.item_id, :person, now()
  from register_periods r, areas a where a.level = 'TOWNSHIP';
insert into report_snapshots (item_id, number, taken_at, cells, facts)
  select item_id, 1, now(), '[]', '{}' from reports;
insert into form_versions (form_id, item_id)
  select min(f.id), p.item_id from forms f, form_proposals p group by p.item_id;
insert into journal_seals (snapshot, rows, previous, hash) select pg_current_snapshot(), 1, '', '';
insert into delegations (post_id, principal_id, delegate_id, powers, basis, starts_at, ends_at)
  select min(id), :person, :other, '{READ}', 'FILED_LEAVE', '2018-01-01', '2018-01-02' from posts
"""


async def scene(hub: Hub) -> None:
    """A county in the middle of its work: something in every table that people read."""
    await confirmed(hub, "2019-09")
    correction = await recorder(hub).opens_correction("BIR01", "NV", "2019-09")
    await recorder(hub).revises(correction, "13")
    item = await asked(hub, unit="SV")
    await recorder(hub, "SV").states(item, {"BIR01": "3"})
    await recorder(hub, "SV").explains(item, "BIR01", "words")
    await hub.as_("P03").states_register("RE", "2019-09", PEOPLE)
    await hub.as_("P03").states_register("RE", "2019-10", PEOPLE, final=False)
    await hub.opens_reports("2019-09")
    await designed(hub)
    call = await clerk(hub, "P03").calls()
    await clerk(hub, "P11").gives_new(await answer(hub, call, "SV"), "south")
    keys = {"person": hub.people["P08"], "other": hub.people["P05"]}
    for statement in SCENE.split(";\n"):
        await hub.runs(statement, **{name: key for name, key in keys.items() if f":{name}" in statement})
    barred = hub.people["P04"]
    await hub.runs("update items set barred = array[:p] where id = :item", p=barred, item=item)


async def test_every_table_has_a_rule(hub: Hub) -> None:
    known = DIRECTORY | SECRET | OF_ITEM | OWN
    named = {"items", "links", "files", "facts", "explanations", "village_questions", "report_snapshots"}
    assert set(metadata.tables) == known | named | {"journal", "journal_payloads", "journal_seals"}


async def test_each_position_reads_exactly_the_rows_it_may(hub: Hub) -> None:
    await scene(hub)
    files, tables = Files(TINY), sorted(set(metadata.tables) - SECRET)
    rows: Rows = {name: [json.loads(row) for row in await hub.all(_all(name))] for name in tables}
    assert [name for name in tables if not rows[name]] == []
    wrong = []
    for seat in files.seats:
        who = reader(hub, files, rows, seat.person)
        for name in tables:
            expected = sorted(json.dumps(row) for row in rows[name] if rule(hub, rows, who, name)(row))
            found = sorted(json.dumps(json.loads(row)) for row in await hub.as_(seat.person).reads(_all(name)))
            if found != expected:
                wrong.append((seat.person, seat.position, name, len(expected), len(found)))
    assert wrong == []


def _all(name: str) -> Any:
    return text(f"select to_jsonb(t)::text from {name} t")


@pytest.mark.parametrize("name", sorted(SECRET))
async def test_nobody_reads_what_a_sign_in_needs(hub: Hub, name: str) -> None:
    for person in ("P01", "P05", "P08", "P12"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            await hub.as_(person).reads(text(f"select 1 from {name}"))


async def test_a_person_without_a_post_today_reads_the_directory_alone(own_hub: Hub) -> None:
    hub = own_hub
    item = await asked(hub)
    await hub.runs("update appointments set valid_to = '2019-10-31' where person_id = :p", p=hub.people["P08"])
    assert not await recorder(hub).sees(item)
    assert await recorder(hub).reads(text("select count(*) from facts")) == [0]
    assert await recorder(hub).reads(text("select count(*) > 0 from units")) == [True]
