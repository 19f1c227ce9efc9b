"""What SQL cannot say is left as a mark in the text and put in when the text has come.

A mark is a JSON string that nobody outside can write, because it holds a word drawn at the process's start. One kind
holds the values of columns, from which Python works the field out (a term's colour). The other stands where a value
that must be there was missing: then the ordinary resolvers answer, because they word the error.
"""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Text, cast, func, literal_column

from schema.compile.selection import Leave
from schema.relations import READERS
from schema.worked_out import Surroundings

WORD = f"#{secrets.token_hex(8)}"
MISSING = f'"{WORD}:missing"'.encode()
_MARK = re.compile(rb'"%s:(\d+):(.*?)%s"' % (WORD.encode(), WORD.encode()))


class Missing(Leave):
    """A value that the schema promises was not there."""


@dataclass(frozen=True)
class Late:
    """One field that Python works out: the function and the types of the columns that it takes."""

    function: Callable[..., Any]
    kinds: tuple[type[Any], ...]

    def answer(self, around: Surroundings, texts: Sequence[Any]) -> Any:
        """The field's value from the columns as JSON wrote them."""
        values = (
            text if text is None or not isinstance(text, str) else READERS[kind](text)
            for kind, text in zip(self.kinds, texts, strict=True)
        )
        return self.function(around, *values)


def mark(number: int, columns: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    """The mark of the plan's late field of this number over these columns."""
    begin, end = (literal_column(f"'{text}'", Text) for text in (f"{WORD}:{number}:", WORD))
    return begin.concat(cast(func.json_build_array(*columns), Text)).concat(end)


def required(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A value that may not be null, or the mark that it was."""
    return func.coalesce(func.to_json(value), literal_column(f"'{MISSING.decode()}'::json"))


def holds_marks(text: bytes) -> bool:
    """Whether there is anything to work out: where no row came, nothing need be known for it."""
    return WORD.encode() in text


def put_in(text: bytes, late: Sequence[Late], around: Surroundings | None) -> bytes:
    """The text with its marks replaced. Raises Missing where a value was missing."""
    if MISSING in text:
        raise Missing
    if around is None:
        return text
    known: dict[bytes, bytes] = {}

    def answer(found: "re.Match[bytes]") -> bytes:
        whole = found.group()
        if whole not in known:  # rows of one list often agree in all that the field takes
            columns = orjson.loads(orjson.loads(b'"' + found.group(2) + b'"'))
            known[whole] = orjson.dumps(late[int(found.group(1))].answer(around, columns))
        return known[whole]

    return _MARK.sub(answer, text)
