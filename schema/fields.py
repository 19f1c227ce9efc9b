"""The decorator of a field with a function of its own; Strawberry's is untyped where it takes a description."""

from collections.abc import Callable
from typing import Any, TypeVar

import strawberry

F = TypeVar("F", bound=Callable[..., Any])


def field(description: str) -> Callable[[F], F]:
    """Make a field of a method; to the type checker it stays the method that it is."""

    def made(function: F) -> F:
        found: F = strawberry.field(resolver=function, description=description)
        return found

    return made
