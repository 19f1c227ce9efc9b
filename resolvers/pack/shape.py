"""From the text of a table or the nodes of a YAML file to typed rows; every value that does not fit is a problem.

The row classes of `rows.py` are the only description of the format. A name that no field has is a fault, so that a
misspelt heading cannot pass as an empty value.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from resolvers.pack.problems import Mark, Problem
from resolvers.pack.rows import Row

Shape = TypeVar("Shape", bound=Row)


class Block(dict[str, Any]):
    """A mapping of a YAML file that remembers the line on which it begins."""

    line: int = 1


class Unfit(ValueError):
    """A value that its field cannot hold; the text says what the field holds, and is empty where that was said."""


def _truth(value: Any) -> bool:
    if value in (True, "1", "true"):
        return True
    if value in (False, "0", "false"):
        return False
    raise Unfit("1 or 0")


def _number(kind: Callable[[str], Any], name: str) -> Callable[[Any], Any]:
    def convert(value: Any) -> Any:
        try:
            number = kind(str(value))
        except (ValueError, InvalidOperation, ZeroDivisionError):
            raise Unfit(name) from None
        if isinstance(value, bool) or (isinstance(number, Decimal) and not number.is_finite()):
            raise Unfit(name)
        return number

    return convert


def _day(value: Any) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise Unfit("a date such as 2019-08-07") from None


def _fraction(value: Any) -> Fraction:
    # A decimal such as 0.0667 would change every converted figure, so only exact fractions and whole numbers pass.
    if isinstance(value, float) or "." in str(value):
        raise Unfit("an exact fraction such as 1/15")
    return cast(Fraction, _number(Fraction, "an exact fraction such as 1/15")(value))


def _text(value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise Unfit("one piece of text")
    return str(value)


PLAIN: dict[Any, Callable[[Any], Any]] = {
    str: _text,
    int: _number(int, "a whole number"),
    Decimal: _number(Decimal, "a number"),
    Fraction: _fraction,
    bool: _truth,
    date: _day,
}


@cache
def layout(shape: type) -> dict[str, tuple[Field[Any], Any]]:
    """The fields of a row class by the name they have in the file (`from_` is `from`), with their types."""
    hints = get_type_hints(shape)
    return {
        field.name.rstrip("_"): (field, hints[field.name]) for field in fields(cast(Any, shape)) if field.name != "mark"
    }


def required(shape: type) -> frozenset[str]:
    """The names that a row must have: those of fields without a default, and not open to None."""
    return frozenset(
        name
        for name, (field, hint) in layout(shape).items()
        if field.default is MISSING and field.default_factory is MISSING and type(None) not in get_args(hint)
    )


class Reader:
    """Builds the rows of one file and collects what does not fit, instead of stopping at the first fault."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def wrong(self, line: int, message: str, remedy: str) -> None:
        """Note a problem of this file."""
        self.problems.append(Problem(self.file, line, message, remedy))

    def row(self, shape: type[Shape], data: Mapping[str, Any], line: int) -> Shape | None:
        """One row, or None where a value was missing or unfit; unknown names are noted and left out."""
        expected = layout(cast(Any, shape))
        for name in data.keys() - expected.keys():
            self.wrong(line, f"unknown field {name!r}", f"Use one of: {', '.join(expected)}")
        values: dict[str, Any] = {}
        sound = True
        for name, (field, hint) in expected.items():
            given = data.get(name)
            if given is None or given == "":
                sound &= self._absent(name, field, hint, line, values)
                continue
            try:
                values[field.name] = self._value(hint, given, line)
            except Unfit as unfit:
                sound = False
                if str(unfit):
                    self.wrong(line, f"{name} is {given!r}, not {unfit}", f"Write {unfit} into {name}")
        return shape(**values, mark=Mark(self.file, line)) if sound else None

    def _absent(self, name: str, field: Field[Any], hint: Any, line: int, values: dict[str, Any]) -> bool:
        if field.default is not MISSING or field.default_factory is not MISSING:
            return True
        if type(None) in get_args(hint):
            values[field.name] = None
            return True
        self.wrong(line, f"{name} is empty", f"Fill in {name}")
        return False

    def _value(self, hint: Any, given: Any, line: int) -> Any:
        origin = get_origin(hint)
        if origin in (Union, UnionType):
            return self._value(next(kind for kind in get_args(hint) if kind is not type(None)), given, line)
        if origin is tuple:
            return self._several(get_args(hint)[0], given, line)
        if origin is Literal:
            if given not in get_args(hint):
                raise Unfit(f"one of {', '.join(str(word) for word in get_args(hint))}")
            return given
        if is_dataclass(hint):
            return self._part(cast(type, hint), given, line)
        if hint in PLAIN:
            return PLAIN[hint](given)
        return given

    def _several(self, kind: Any, given: Any, line: int) -> tuple[Any, ...]:
        if isinstance(given, str):
            given = [word.strip() for word in given.split(";") if word.strip()]
        if not isinstance(given, list):
            raise Unfit("a list")
        return tuple(self._value(kind, one, line) for one in given)

    def _part(self, shape: type, given: Any, line: int) -> Any:
        if not isinstance(given, Mapping):
            raise Unfit(f"a group of {', '.join(layout(shape))}")
        part = self.row(shape, given, getattr(given, "line", line))
        if part is None:
            raise Unfit
        return part
