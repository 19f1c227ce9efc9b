"""The database as migrations make it: the same as the row classes, protected everywhere, with functions that cannot
be led astray.
"""

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from db.migrate import migrate
from db.rows import metadata
from server.database import Access

OUTSIDE = {
    "alembic_version",
    "applied_policies",
}  # the hub's own notes about migrations: no role that serves reads them


def owner(access: Access) -> psycopg.Connection:
    """A connection of the owner of the tables."""
    url = access.addresses.owner.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(url, autocommit=True)


@pytest.mark.filterwarnings("ignore:Did not recognize type")
def test_migrations_from_nothing_make_what_the_row_classes_say(module_access: Access) -> None:
    engine = create_engine(module_access.addresses.owner)
    with engine.connect() as connection:
        options = {"include_object": lambda _o, name, kind, _r, _c: kind in ("table", "column") and name not in OUTSIDE}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    engine.dispose()
    assert found == []


def test_migrating_again_changes_nothing(access: Access) -> None:
    assert migrate(access.addresses.owner) == []


def test_every_table_forces_row_policies(module_access: Access) -> None:
    with owner(module_access) as connection:
        rows = connection.execute(
            "select relname, relrowsecurity, relforcerowsecurity from pg_class "
            "where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
        ).fetchall()
    bare = [name for name, enabled, forced in rows if name not in OUTSIDE and not (enabled and forced)]
    assert bare == []
    assert len(rows) > 35


def test_the_hub_itself_sees_every_table_and_people_never_the_notes_of_migrations(module_access: Access) -> None:
    with owner(module_access) as connection:
        policies = connection.execute("select tablename from pg_policies where policyname = 'system'").fetchall()
        granted = connection.execute(
            "select count(*) from information_schema.role_table_grants where table_name = any(%s) "
            "and (grantee = 'hub_app' or grantee = 'hub_system' and privilege_type <> 'SELECT')",
            [sorted(OUTSIDE)],
        ).fetchone()
    assert {name for (name,) in policies} == set(metadata.tables)
    assert granted == (0,)


def test_definer_functions_are_the_hubs_own_with_a_fixed_search_path(module_access: Access) -> None:
    with owner(module_access) as connection:
        rows = connection.execute(
            "select p.proname, r.rolname, p.proconfig from pg_proc p join pg_roles r on r.oid = p.proowner "
            "where p.pronamespace = 'public'::regnamespace and p.prosecdef"
        ).fetchall()
    assert [name for name, role, _ in rows if role != "hub_system"] == []
    assert [name for name, _, settings in rows if "search_path=public, pg_temp" not in (settings or [])] == []
    assert {"carry_asker", "sight_of", "posts_of", "write_journal", "extend_readers"} <= {name for name, _, _ in rows}


@pytest.mark.parametrize("role", ["app", "system"])
def test_no_role_that_serves_is_superuser_owner_or_above_policies(module_access: Access, role: str) -> None:
    url = getattr(module_access.addresses, role).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "select rolsuper, rolbypassrls, rolcreaterole, "
            "exists (select from pg_class where relowner = r.oid and relkind = 'r') "
            "from pg_roles r where rolname = current_user"
        ).fetchone()
    assert row == (False, False, False, False)


@pytest.mark.parametrize(
    "statement", ["update journal set verb = 'x'", "delete from journal", "truncate journal cascade"]
)
@pytest.mark.parametrize("role", ["owner", "app", "system"])
def test_the_journal_only_grows_for_every_role(access: Access, role: str, statement: str) -> None:
    url = getattr(access.addresses, role).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)
