"""Fields with a function of their own, written (`@field`) or made by a program (`made`)."""

from collections.abc import Callable
from typing import Any, TypeVar

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

F = TypeVar("F", bound=Callable[..., Any])


def field(description: str, **facts: Any) -> Callable[[F], F]:
    """Make a field of a method; to the type checker it stays the method that it is. `facts` are its metadata."""

    def decorate(function: F) -> F:
        found: F = strawberry.field(resolver=function, description=description, metadata=facts or None)
        return found

    return decorate


def shown(column: str, description: str) -> Any:
    """A field that shows a column of another name."""

    def show(self: Any) -> Any:
        return self.__dict__[column]

    del show.__annotations__["return"]  # the class says the type
    return strawberry.field(resolver=show, description=description, metadata={"column": column})


def argument(name: str, kind: Any, description: str, default: Any = ...) -> StrawberryArgument:
    """An argument of a field that is made by a program; without a default it may be left out where null is admitted."""
    value = strawberry.UNSET if default is ... else default
    return StrawberryArgument(name, None, StrawberryAnnotation(kind), description=description, default=value)


class MadeField(StrawberryField):
    """A field made by a program: its metadata hold its `arguments`, and `answer(context, given)`."""

    @property
    def is_basic_field(self) -> bool:
        """Never: it answers with a function."""
        return False

    @property
    def arguments(self) -> list[StrawberryArgument]:
        """As given in the metadata."""
        found: list[StrawberryArgument] = self.metadata["arguments"]
        return found

    @arguments.setter
    def arguments(self, value: list[StrawberryArgument]) -> None:
        raise AttributeError("the arguments of a made field stand in its metadata")

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Ask the function."""
        return self.metadata["answer"](info.context, kwargs)


Answer = Callable[[Any, dict[str, Any]], Any]


def place(kind: Any, description: str, make: Answer, *arguments: StrawberryArgument) -> Any:
    """A field that leads to a place of the graph: `make(context, given)` makes its object and reads nothing."""
    return made(kind, description, list(arguments), make, place=True)


def made(kind: Any, description: str, arguments: list[StrawberryArgument], answer: Answer, **facts: Any) -> MadeField:
    """A field of a type with arguments and a function; `facts` are further metadata."""
    annotation = StrawberryAnnotation(kind)
    metadata = {"arguments": arguments, "answer": answer, **facts}
    field = MadeField(description=description, type_annotation=annotation, metadata=metadata)
    field.init = field.compare = field.repr = False
    return field
