"""What an exception means to the client: the database cannot be reached, it took too long, or the defect is ours.

A refusal never comes here: verbs answer it as data. What is ours is logged whole under a reference number, and the
client gets the number.
"""

import asyncio
import secrets

import psycopg
from graphql import GraphQLError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from resolvers.refusals import Refused
from server.language import sentence
from server.observability import TALLY, log

# SQLSTATE classes in which the server is going, gone, or full; none at all means that the connection broke.
GONE = ("08", "53", "57P")
TOOK_TOO_LONG = "57014"


def sqlstate_of(error: BaseException) -> str | None:
    """The SQLSTATE of a database error, wrapped or bare."""
    bare = error.orig if isinstance(error, DBAPIError) else error
    return bare.sqlstate if isinstance(bare, psycopg.Error) else None


def is_unavailable(error: BaseException | None) -> bool:
    """Whether the database could not be reached, or had no connection left in time."""
    if isinstance(error, (PoolTimeout, ConnectionError)):
        return True
    bare = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(bare, (psycopg.OperationalError, psycopg.InterfaceError)):
        return False
    state = bare.sqlstate
    return state is None or state.startswith(GONE)


def new_reference() -> str:
    """A reference number that a person can read out over the telephone."""
    return f"{secrets.randbelow(10**8):08d}"


def defect(error: BaseException, language: str) -> tuple[str, str]:
    """Log an error of ours whole; answers its reference number and the sentence for the client."""
    reference = new_reference()
    tally = TALLY.get()
    if tally is not None:
        tally.notes["defect"] = reference
    log.error("defect", reference=reference, request=tally.request_id if tally else None, exc_info=error)
    return reference, sentence("DEFECT", language, reference=reference)


def told(error: GraphQLError, language: str) -> GraphQLError:
    """The error as the client gets it. What the client wrote wrongly stays as it is.

    What happened inside does not show.
    """
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    # Without a path nothing was resolved: a value that a scalar refuses carries its exception and the place in the
    # document.
    if cause is None or (not error.path and error.nodes):
        return error
    if isinstance(cause, Refused):
        return _replaced(error, str(cause.message(language)), {"code": str(cause.code)})
    if is_unavailable(cause):
        return _replaced(error, sentence("DATABASE_UNAVAILABLE", language), {"code": "DATABASE_UNAVAILABLE"})
    if sqlstate_of(cause) == TOOK_TOO_LONG or isinstance(cause, asyncio.TimeoutError):
        return _replaced(error, sentence("TOO_SLOW", language), {"code": "TOO_SLOW"})
    reference, words = defect(cause, language)
    return _replaced(error, words, {"code": "DEFECT", "reference": reference})


def _replaced(error: GraphQLError, message: str, extensions: dict[str, str]) -> GraphQLError:
    return GraphQLError(message, error.nodes, error.source, error.positions, error.path, extensions=extensions)
