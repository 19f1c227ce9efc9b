"""Lists that are ready in columns: the executor passes them through (schema/execution.py).

GraphQL's own way walks every value of every row through the executor: of a page of 200 rows that was half the time of
an answer. A list whose values are plain columns needs none of it: which columns, under which names, the executor's own
collecting of the selection says (aliases, fragments, `@skip`, `@include`), once for the list.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class Written(list[Any]):
    """A column whose values stand already as they are written in an answer."""


@dataclass(frozen=True)
class Ready:
    """A list of `size` things of one type; `column(name)` answers the values of a field, by its name in the schema.

    A column is as long as the list; of things below, it is `Ready` itself.
    """

    size: int
    column: "Callable[[str], list[Any] | Ready]"
