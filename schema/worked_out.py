"""Fields that Python works out from columns of the row and from what the hub knows: terms' colours, names of states.

The function is written once; the ordinary resolver calls it, and the reading engine calls it for the rows that one
statement answered (schema/compile/marks.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import strawberry

from resolvers.county import County
from schema.context import Info


@dataclass(frozen=True)
class Surroundings:
    """What such a function may know beside the columns: the county's pack, the moment, the language asked for."""

    county: County
    now: datetime
    language: str


def worked_out(function: Callable[..., Any], *columns: str, description: str) -> Any:
    """A field whose value is `function(surroundings, *columns)`; the function reads nothing."""

    async def resolve(self: Any, info: Info) -> Any:
        context = info.context
        around = Surroundings(await context.county(), context.now, context.language)
        return function(around, *(self.__dict__[column] for column in columns))

    del resolve.__annotations__["return"]  # the class says the type
    return strawberry.field(
        resolver=resolve, description=description, metadata={"worked_out": function, "columns": columns}
    )
