"""`password`: who keeps the hub gives a person a login and a password."""

import sys

import typer

from db.connection import Database
from resolvers import accounts
from server.database import Access
from server.settings import Settings

LEAST = 10  # characters: long ones are better than odd ones


class TooShort(ValueError):
    """The password is too short; the text says how long it must be."""


def read_password() -> str:
    """The password: asked for twice where somebody types, else the first line of standard input. Raises TooShort."""
    if sys.stdin.isatty():
        words = str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    else:
        words = sys.stdin.readline().rstrip("\r\n")
    if len(words) < LEAST:
        raise TooShort(f"a password has at least {LEAST} characters")
    return words


async def set_password(settings: Settings, access: Access, person: str, login: str, words: str) -> None:
    """Set it, as the hub itself. Raises LookupError when nobody has the code."""
    database = Database(access.addresses, clock=settings.clock)
    try:
        await accounts.set_password(database, person, login, words)
    finally:
        await database.close()
