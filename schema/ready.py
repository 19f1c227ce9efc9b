"""Lists that are ready in columns, and the executor that passes them through.

GraphQL's own way walks every value of every row through the executor: of a page of 200 rows that was half the time of
an answer. A list whose values are plain columns needs none of it: which columns, under which names, the executor's own
collecting of the selection says (aliases, fragments, `@skip`, `@include`), once for the list.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLObjectType, get_named_type, is_non_null_type
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext


@dataclass(frozen=True)
class Ready:
    """A list of `size` things of one type; `column(name)` answers the values of a field, by its name in the schema.

    A column is as long as the list; of things below, it is `Ready` itself.
    """

    size: int
    column: "Callable[[str], list[Any] | Ready]"


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Strawberry's executor, which completes a `Ready` list column by column."""

    def complete_value(
        self, return_type: Any, field_details_list: Any, info: Any, path: Any, result: Any, position_context: Any
    ) -> Any:
        """Complete a value; see GraphQL's specification."""
        if isinstance(result, Ready):
            return self._complete_ready(return_type, field_details_list, result)
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)

    def _complete_ready(self, return_type: Any, field_details_list: Any, ready: Ready) -> list[dict[str, Any]]:
        kind = get_named_type(return_type)
        wanted = self.collect_subfields(kind, field_details_list).grouped_field_set
        columns = [self._complete_column(kind, details, ready) for details in wanted.values()]
        names = tuple(wanted)
        if not names:
            return [{} for _ in range(ready.size)]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]

    def _complete_column(self, kind: GraphQLObjectType, details: Any, ready: Ready) -> list[Any]:
        name = details[0].node.name.value
        if name == "__typename":
            return [kind.name] * ready.size
        return_type = kind.fields[name].type
        found = ready.column(name)
        if isinstance(found, Ready):
            return self._complete_ready(return_type, details, found)
        if is_non_null_type(return_type) and None in found:
            raise TypeError(f"Cannot return null for non-nullable field {kind}.{name}.")
        write = get_named_type(return_type).coerce_output_value
        return [None if value is None else write(value) for value in found]
