"""What the role that serves people may do with accounts: call the functions, and nothing else.

The functions find rows by index.
"""

import psycopg
import pytest
from sqlalchemy import text

from db.connection import Asker
from server.database import Access
from tests.server.conftest import Server, fill

TABLES = ("accounts", "sessions", "tokens", "sign_in_attempts")
CALLS = (
    "select * from begin_sign_in('login1', '10.0.0.1')",
    "select finish_sign_in(1)",
    "select * from account_of('login1')",
    "select may_sign_in(1)",
    "select sample_person('U1')",
    "select open_session(1, 'h', interval '1 hour', 'a')",
    "select * from session_of('h', interval '1 hour')",
    "select sign_in_is_open('00000000-0000-0000-0000-000000000000')",
    "select revoke_session('00000000-0000-0000-0000-000000000000', 1)",
    "select * from my_sessions()",
    "select make_token(1, 'n', 't', '{read}', interval '1 day')",
    "select * from token_of('t')",
    "select revoke_token('00000000-0000-0000-0000-000000000000', 1)",
    "select * from my_tokens()",
    "select make_token(1, 'n', 'd', '{read}', interval '1 day', '{formLedger}', '{1}')",
    "select * from token_of('d')",
    "select * from dashboard_tokens()",
    "select revoke_dashboard_token('00000000-0000-0000-0000-000000000000')",
    "select keep_upload(repeat('a', 64), 1, 'text/plain')",
    "select defer_job('t', '{}', null, 'k')",
)


def as_role(access: Access, role: str) -> psycopg.Connection[tuple[object, ...]]:
    url = access.addresses.app if role == "hub_app" else access.addresses.system
    return psycopg.connect(url.set(drivername="postgresql").render_as_string(False), autocommit=True)


@pytest.fixture(scope="module")
def shared(module_access: Access) -> Access:
    """The small county, shared: what the calls of this file leave behind stands in no other's way."""
    fill(module_access)
    return module_access


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["select * from {}", "delete from {}", "insert into {} default values"])
def test_people_reach_no_table_of_accounts(shared: Access, table: str, statement: str) -> None:
    with as_role(shared, "hub_app") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("select carry_asker(1, now(), 'Asia/Shanghai')")
        connection.execute(statement.format(table).encode())


@pytest.mark.parametrize("call", CALLS)
def test_every_function_runs_for_people_and_finds_its_rows_by_index(shared: Access, call: str) -> None:
    plans: list[str] = []
    with psycopg.connect(shared.admin.url) as connection:
        # The plans of what functions do inside are told by auto_explain alone, which only an administrator may load.
        connection.execute("load 'auto_explain'")
        for setting in ("log_min_duration = 0", "log_nested_statements = on"):
            connection.execute(f"set auto_explain.{setting}".encode())
        connection.execute("set client_min_messages = log")
        connection.execute("set enable_seqscan = off")  # what is still read whole has no index to be read by
        connection.execute("set role hub_app")
        connection.execute("select carry_asker(1, now(), 'Asia/Shanghai')")
        connection.add_notice_handler(lambda notice: plans.append(notice.message_primary or ""))
        connection.execute(call.encode())
    plans = [plan for plan in plans if "Query Text" in plan]
    assert plans
    assert [plan for plan in plans if "Seq Scan" in plan] == []


@pytest.mark.anyio
async def test_the_journal_tells_sign_ins_to_inspection_and_to_the_person_alone(server: Server) -> None:
    await server.signed_in(1)
    seen = []
    for person in (1, 2, 3):
        async with server.database.reading(Asker(person)) as connection:
            seen.append((await connection.execute(text("select count(*) from journal"))).scalar_one())
    assert seen == [1, 0, 1]
