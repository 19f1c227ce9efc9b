"""Forms that fill themselves: `python3 hub.py bench forms [--json] [--rounds N] [--sample N]`.

A county lives 2018, 2019 and the month just ended. Then, in the same process and under the askers' rights: a township's
list of what is asked of it and one finished form through GraphQL; all sheets of 2019 made together, against a sample of
them made one by one; and the statements that one and all of them take.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import event, text

from bench.hub import Served, access_to, machine, percentile, served
from db.connection import Asker, Database
from resolvers.county import county
from resolvers.life.course import Span
from resolvers.life.living import live
from resolvers.statistics.book import catalogue
from resolvers.statistics.cells import Wanted, sheets
from resolvers.statistics.form_fields import form_fields
from resolvers.statistics.periods import Period
from resolvers.terms import SHANGHAI
from schema.context import Context
from schema.ids import global_id
from schema.root import schema
from server.observability import configure_logging
from server.up import keep_what_is_loaded

YEAR = Period.of_year(2019)
STATISTICIAN = """
select a.person_id, u.area_id
from appointments a join posts p on p.id = a.post_id join units u on u.id = p.unit_id
join position_powers w on w.position_id = p.position_id join powers o on o.id = w.power_id
where o.code = 'ENTER_FACT' and a.valid_to is null
  and exists (select from fact_periods f join items i on i.id = f.item_id
              where f.area_id = u.area_id and i.state = 'PREFILLED')
order by u.area_id limit 1"""
ASKED = """{ viewer { askedOfUs { asked answered questions { indicator { name definition } dueOn fact { value }
  lastPeriod { value } lastYear { value } forms { code } } } } }"""
SHEET = """query ($form: String!, $area: ID!, $period: Period!) { statistics {
  sheet(form: $form, area: $area, period: $period) { form { name } complete statedBy confirmedBy submittedOn
    cells { label unitOfMeasure value cumulative lastYear answer } } } }"""


async def all_sheets(database: Database) -> list[Wanted]:
    """Every form in force in 2019 for each of its periods and each township."""
    async with database.as_hub() as session:
        known = await catalogue(session, await county(session))
        forms = (await form_fields(session, known)).values()
    periods = ((form, period) for form in forms for period in YEAR.parts(form.period) if form.in_force(period))
    return [(form.id, area, period) for form, period in periods for area in known.townships]


async def timed(rounds: int, act: Callable[[], Awaitable[Any]]) -> dict[str, float]:
    """Milliseconds of an act, after one that is not counted."""
    await act()
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        await act()
        took.append((time.perf_counter() - began) * 1000)
    return {"p50": round(percentile(took, 0.5), 1), "p99": round(percentile(took, 0.99), 1)}


def asking(database: Database, person: int, document: str, **variables: Any) -> Callable[[], Awaitable[Any]]:
    """An operation in the name of a person; raises when it has errors."""

    async def ask() -> Any:
        answer = await schema.execute(document, variables, Context(Asker(person), database))
        if answer.errors:
            raise RuntimeError(str(answer.errors))
        return answer.data

    return ask


async def made(database: Database, person: int, wanted: Sequence[Wanted]) -> int:
    """Make sheets under a person's rights; answers how many cells they have."""
    async with database.reading(Asker(person)) as connection:
        return sum(len(sheet.cells) for sheet in await sheets(connection, wanted))


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements sent in the meantime."""
    sent: list[str] = []

    def note(_c: Any, _u: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(database.app.sync_engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.app.sync_engine, "before_cursor_execute", note)


async def statements(database: Database, person: int, wanted: Sequence[Wanted]) -> dict[str, int]:
    """How many statements sheets take: one township's and eight's of a form, one form's and all."""
    form, area, period = wanted[0]
    groups = {
        "one form, one township": [wanted[0]],
        "one form, eight townships": [each for each in wanted if (each[0], each[2]) == (form, period)],
        "all forms, one township": [each for each in wanted if each[1] == area],
        "all forms, eight townships": list(wanted),
    }
    found = {}
    for name, group in groups.items():
        with counted(database) as sent:
            await made(database, person, group)
        found[name] = len(sent)
    return found


async def measure(database: Database, leader: int, rounds: int, sample: int) -> dict[str, Any]:
    """Everything, over a county that lived 2019."""
    async with database.as_hub() as session:
        person, area = (await session.execute(text(STATISTICIAN))).one()
    given = {"form": "F09", "area": global_id("Area", area), "period": "2019-08"}
    wanted = await all_sheets(database)
    few = wanted[:: max(1, len(wanted) // sample)]
    found: dict[str, Any] = {
        "list_ms": await timed(rounds, asking(database, person, ASKED)),
        "form_ms": await timed(rounds, asking(database, person, SHEET, **given)),
        "statements": await statements(database, leader, wanted),
    }
    began = time.perf_counter()
    cells = await made(database, leader, wanted)
    together = time.perf_counter() - began
    began = time.perf_counter()
    for each in few:
        await made(database, leader, [each])
    alone = (time.perf_counter() - began) / len(few)
    return found | {
        "sheets": len(wanted),
        "cells": cells,
        "together_s": round(together, 2),
        "one_by_one": {
            "sheets": len(few),
            "ms_a_sheet": round(alone * 1000, 1),
            "all_s": round(alone * len(wanted), 1),
        },
        "ratios": {"one by one to together": round(alone * len(wanted) / together, 1)},
    }


async def run(hub: Served, rounds: int, sample: int) -> dict[str, Any]:
    """Let the county live, then measure."""
    access = access_to(hub)
    database = Database(access.addresses, pool_size=4)
    today = datetime.now(SHANGHAI).date()
    await live(database, today=today, progress=lambda _: None, span=Span(months=1, years=(2018, 2019)))
    with psycopg.connect(access.admin.url) as connection:
        connection.execute("analyze")
        row = connection.execute("select id from people where code = 'U0002'").fetchone()
    assert row is not None
    keep_what_is_loaded()  # as the server does: its collector would look through the libraries again and again
    found = await measure(database, int(row[0]), rounds, sample)
    await database.close()
    return {"bench": "forms", "machine": machine(), **found}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="hub.py bench forms", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--sample", type=int, default=221)
    options = parser.parse_args()
    configure_logging("info")  # to standard error: standard output is for the figures
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder, served(Path(folder) / "data") as hub:
        found = asyncio.run(run(hub, options.rounds, options.sample))
    if options.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:12} {value}")


if __name__ == "__main__":
    main()
