"""The enumerations of the API. A value's name is what the database holds; its description gives the Chinese term."""

from enum import Enum
from typing import Any

import strawberry


def enumeration(name: str, description: str, **values: str) -> Any:
    """A GraphQL enumeration of names with their descriptions."""
    members = {value: strawberry.enum_value(value, description=words) for value, words in values.items()}
    return strawberry.enum(Enum(name, members), name=name, description=description)  # type: ignore[call-overload]
