"""The commands of `hub.py`. Each imports what it needs when it runs, so that none waits for another's libraries."""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

if TYPE_CHECKING:
    from server.settings import Settings

app = typer.Typer(
    name="hub.py", help="County Hub.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
Data = Annotated[Path | None, typer.Option("--data", help="Folder of everything the hub keeps (default .hub).")]
Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port to listen on (default 8000).")]
Lan = Annotated[bool, typer.Option("--lan", help="Serve the local network too, over https.")]


def settings_for(data: Path | None = None, **others: Any) -> "Settings":
    """Read the settings from the environment, with what the command line says above them."""
    from server.observability import configure_logging
    from server.settings import Settings

    said = {"data": data.resolve() if data else None, **others}
    settings = Settings(**{name: value for name, value in said.items() if value is not None})
    configure_logging(settings.log_level)
    return settings


@app.command()
def up(
    port: Port = None,
    data: Data = None,
    lan: Lan = False,
    page: Annotated[bool, typer.Option(help="Whether to build the page; without it there is the API alone.")] = True,
    life: Annotated[bool, typer.Option(help="Whether the sample county lives on behind the hub.")] = True,
) -> None:
    """Start everything: database, migrations, county pack, web server, page, the sample county's life."""
    from server.up import up as start

    start(settings_for(data, port=port, lan=lan or None), page, life)


@app.command()
def migrate(data: Data = None) -> None:
    """Bring the database to the newest revision."""
    from db.migrate import migrate as run
    from server.database import any_database

    with any_database(settings_for(data)) as access:
        for name in run(access.addresses.owner):
            typer.echo(f"applied {name}")


@app.command()
def load(
    pack: Annotated[Path | None, typer.Argument(help="Folder of the county pack (default HUB_COUNTY).")] = None,
    data: Data = None,
) -> None:
    """Validate a county pack as a whole and load what differs."""
    from db.migrate import migrate as run
    from server.county import load_county
    from server.database import any_database

    settings = settings_for(data)
    with any_database(settings) as access:
        run(access.addresses.owner)
        loaded = load_county(settings, access, pack)
    for table, count in loaded.counts.items() if loaded else ():
        if count.changed:
            typer.echo(f"{table}: {count.inserted} new, {count.updated} changed, {count.ended} ended")
    if loaded is None or not loaded.changed:
        typer.echo("nothing differs")


@app.command()
def serve(port: Port = None, data: Data = None, lan: Lan = False) -> None:
    """Start the web server alone on a database that is migrated and loaded."""
    from server.database import any_database
    from server.doors import doors_of
    from server.up import end_on_signals
    from server.up import serve as run

    end_on_signals()
    settings = settings_for(data, port=port, lan=lan or None)
    with doors_of(settings) as doors, any_database(settings) as access:
        run(settings, access, doors, behind=())


@app.command()
def token(
    person: Annotated[str, typer.Argument(help="Code of the person, as U0002.")],
    days: Annotated[int, typer.Option(min=1, max=366, help="Days until the token ends.")] = 30,
    write: Annotated[bool, typer.Option(help="Whether the token may change things.")] = True,
    dashboard: Annotated[
        str | None, typer.Option(help="For a dashboard, which reads these views alone: indicatorByArea,….")
    ] = None,
    areas: Annotated[str | None, typer.Option(help="With --dashboard: these areas alone, by code.")] = None,
    data: Data = None,
) -> None:
    """Print an API token for a person, or for a dashboard under that person's rights, and nothing else."""
    import asyncio

    from db.connection import Database
    from resolvers.refusals import Refused
    from server.database import any_database
    from server.sign_in import make_dashboard_token, make_token

    async def make(database: Database) -> str:
        try:
            if dashboard is not None:
                named = None if areas is None else areas.split(",")
                return await make_dashboard_token(database, person, dashboard.split(","), named, days)
            scopes = frozenset({"read", "write"} if write else {"read"})
            return await make_token(database, person, "hub.py token", days, scopes)
        finally:
            await database.close()

    if areas is not None and dashboard is None:
        raise typer.BadParameter("--areas narrows a dashboard: name its views with --dashboard")

    settings = settings_for(data)
    with any_database(settings) as access:
        try:
            typer.echo(asyncio.run(make(Database(access.addresses, clock=settings.clock))))
        except (LookupError, Refused) as wrong:
            typer.echo(wrong.message("en") if isinstance(wrong, Refused) else wrong.args[0], err=True)
            raise typer.Exit(1) from None


@app.command()
def password(
    person: Annotated[str, typer.Argument(help="Code of the person, as U0002.")],
    login: Annotated[
        str | None, typer.Option(help="The name to sign in with; the person's code when left out.")
    ] = None,
    data: Data = None,
) -> None:
    """Set a person's password: asked for twice, or the first line of standard input. That it was set is on record."""
    import asyncio

    from server.database import any_database
    from server.passwords import TooShort, read_password, set_password

    settings = settings_for(data)
    try:
        words = read_password()
        with any_database(settings) as access:
            asyncio.run(set_password(settings, access, person, login or person, words))
    except TooShort as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(1) from None
    except LookupError:
        typer.echo(f"nobody has the code {person}", err=True)
        raise typer.Exit(1) from None


@app.command()
def check(data: Data = None) -> None:
    """Compare schema, policies, journal, rows, replica and files with what they should be; 1 when one is not."""
    import asyncio

    from server.checking import check as run
    from server.database import any_database

    settings = settings_for(data, log_level="error")
    with any_database(settings) as access:
        if not asyncio.run(run(settings, access, typer.echo)):
            raise typer.Exit(1)


@app.command()
def journal(
    item: Annotated[UUID | None, typer.Option(help="Only rows about the item with this id.")] = None,
    since: Annotated[datetime | None, typer.Option(help="Only acts since then, in the county's time.")] = None,
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="At most so many rows, the newest.")] = 50,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with each row as it is written.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Verify seals and payloads; 1 when one is broken.")] = False,
    data: Data = None,
) -> None:
    """Print the newest rows of the journal, or verify that none was changed."""
    import asyncio

    from server.database import any_database
    from server.journal import Wanted, show, verified

    settings = settings_for(data, log_level="error")
    with any_database(settings) as access:
        if verify:
            well = asyncio.run(verified(settings, access, typer.echo))
        else:
            well = asyncio.run(show(settings, access, Wanted(count, since, item), follow, typer.echo))
    if not well:
        raise typer.Exit(1)


@app.command()
def live(data: Data = None) -> None:
    """Let the sample county live up to today; `up` does this behind the hub."""
    import asyncio

    from server.database import any_database
    from server.sample import live as run

    settings = settings_for(data)
    with any_database(settings) as access:
        asyncio.run(run(settings, access))


documents = typer.Typer(help="Stored documents: queries that may be named by their hash.", no_args_is_help=True)
app.add_typer(documents, name="documents")


@documents.command()
def add(
    file: Annotated[Path, typer.Argument(help="A manifest: JSON of hash (sha256) to document.", exists=True)],
    data: Data = None,
) -> None:
    """Add another front end's documents; a running hub knows them at once. Nothing is added when one is wrong."""
    from schema.root import schema
    from server.documents import add as run

    new, wrong = run(schema._schema, file, settings_for(data).documents_file)
    for line in wrong:
        typer.echo(line, err=True)
    if wrong:
        raise typer.Exit(1)
    typer.echo(f"{new} new documents")


@app.command()
def schema(
    check: Annotated[bool, typer.Option("--check", help="Only compare the committed file with the code.")] = False,
) -> None:
    """Write schema/schema.graphql, or compare it with the code."""
    from schema.export import is_current, write

    if not check:
        typer.echo(write())
    elif not is_current():
        typer.echo("schema/schema.graphql is not what the code defines; run: python3 hub.py schema", err=True)
        raise typer.Exit(1)


def main() -> None:
    """Run a command; what a person can put right is one line and exit code 1, anything else is a traceback."""
    from pydantic import ValidationError

    from resolvers.pack.problems import RefusedPack
    from server.listening import PortTaken
    from server.postgres import DatabaseTrouble, DataInUse

    try:
        app()
    except (DataInUse, DatabaseTrouble, PortTaken, RefusedPack) as trouble:
        typer.echo(str(trouble), err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except ValidationError as wrong:
        for each in wrong.errors():
            typer.echo(f"HUB_{str(each['loc'][0]).upper()}: {each['msg']}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
