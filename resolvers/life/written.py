"""The models of life.csv as stories need them: from the rows of a pack, or as the database keeps them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from resolvers.life.models import Model
from resolvers.pack.read import Pack
from resolvers.pack.records import plain

_NUMBERS = ("level", "share", "growth", "noise", "spread", "odd")


def written(pack: Pack) -> list[Model]:
    """The models of a pack."""
    return list(read(plain(row) for row in pack.life))


def read(rows: Iterable[Mapping[str, Any]]) -> Iterator[Model]:
    """The models from rows as the loader keeps them; what a row leaves open is as the model has it."""
    for row in rows:
        numbers: dict[str, Any] = {name: float(row[name]) for name in _NUMBERS if row.get(name) is not None}
        if row.get("season"):
            numbers["season"] = tuple(float(weight) for weight in row["season"])
        yield Model(
            code=row["indicator"],
            of=row.get("of") or None,
            per=row.get("per") or None,
            rest=bool(row.get("rest")),
            warned=bool(row.get("warned")),
            **numbers,
        )
