"""Keyset cursors: where in an order a page ended. Opaque text, good only for the list and the order that made it."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from schema.relations import READERS, ToMany
from schema.scalars import plain_time


def mark(relation: ToMany) -> str:
    """A short mark of a list and its order, so that a cursor of another list is recognised."""
    order = [(term.name, term.descending) for term in relation.order]
    return hashlib.sha256(repr((relation.target, order)).encode()).hexdigest()[:6]


def write(relation: ToMany, values: Sequence[Any]) -> str:
    """The cursor of a row, from the values of the order's terms in that row."""
    plain = orjson.dumps([mark(relation), *(_text(value) for value in values)])
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")


def _text(value: Any) -> str:
    """As the reading engine writes it in SQL (schema/compile/leaves.py)."""
    return plain_time(value) if isinstance(value, datetime) else str(value)


def read(relation: ToMany, kinds: Sequence[type[Any]], cursor: str) -> list[Any]:
    """The values of a cursor, as the Python types given; ValueError for what this list did not write."""
    try:
        first, *texts = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if first == mark(relation) and len(texts) == len(kinds):
            return [READERS[kind](text) for kind, text in zip(kinds, texts, strict=True)]
    except (binascii.Error, KeyError, TypeError, ArithmeticError) as fault:
        raise ValueError(cursor) from fault
    raise ValueError(cursor)
