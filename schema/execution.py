"""The executor: Strawberry's, with the two short ways: fields that the reading engine answers, lists that are ready."""

from functools import cached_property, partial
from typing import Any

import orjson
from graphql import GraphQLError, GraphQLObjectType, OperationType, get_named_type, is_non_null_type
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.compile.engine import Asked, Engine, Operation, Taken, engine_of, note
from schema.compile.selection import Leave
from schema.context import Context
from schema.limits import check, narrowed
from schema.ready import Ready, Written


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Answers a field by the engine where it takes it, and completes a `Ready` list column by column."""

    def execute_field(
        self, parent_type: Any, source: Any, field_details_list: Any, path: Any, position_context: Any
    ) -> Any:
        """Execute a field: by the reading engine where it takes it, else by its resolver; refused outside a token."""
        if self.limited:
            field = parent_type.fields.get(field_details_list[0].node.name.value)
            try:
                check(self.context_value.asker, parent_type, field_details_list[0].node.name.value)
            except GraphQLError as error:
                self.handle_field_error(error, field.type, field_details_list, path)
                return None
        ordinary = partial(super().execute_field, parent_type, source, field_details_list, path, position_context)
        taken = self._take(parent_type, source, field_details_list, path)
        return ordinary() if taken is None else self._taken(taken, ordinary, parent_type, field_details_list, path)

    def _take(self, parent_type: Any, source: Any, field_details_list: Any, path: Any) -> Taken | None:
        context = self.context_value
        if not isinstance(context, Context) or not context.compiled or self.limited:
            return None
        keys = path.as_list()
        if self.operation.operation is not OperationType.QUERY or not all(isinstance(key, str) for key in keys):
            return None
        nodes = [details.node for details in field_details_list]
        try:
            if len(keys) == 1:
                return self.engine.root(context, self.asked, keys[0], nodes)
            return self.engine.below(context, Asked(self.asked, tuple(keys), parent_type, nodes), source)
        except GraphQLError:
            return None  # an argument that cannot be read: the resolver's road says so

    async def _taken(self, taken: Taken, ordinary: Any, parent_type: Any, field_details_list: Any, path: Any) -> Any:
        name = field_details_list[0].node.name.value
        return_type = parent_type.fields[name].type
        try:
            text = await self._text(taken, path)
        except Leave as why:
            if taken.family is not None:
                note(taken.family, why, f"{parent_type.name}.{name}")
            found = ordinary()
            return await found if self.is_awaitable(found) else found
        except Exception as error:
            self.handle_field_error(error, return_type, field_details_list, path)
            return None
        return orjson.Fragment(text) if self.context_value.text else orjson.loads(text)

    async def _text(self, taken: Taken, path: Any) -> bytes:
        """The field's text: what was read before the executor ran (server/short_road.py), else read now."""
        known = self.context_value.answered.pop(path.key, None) if path.prev is None else None
        if isinstance(known, Exception):
            raise known
        return known if known is not None else await taken.run(self.context_value, self.variable_values)

    @cached_property
    def limited(self) -> bool:
        """Whether a dashboard asks, which does not reach everything."""
        return isinstance(self.context_value, Context) and self.context_value.asker.limits is not None

    @cached_property
    def engine(self) -> Engine:
        """The reading engine of the schema."""
        return engine_of(self.schema)

    @cached_property
    def asked(self) -> Operation:
        """The operation as the engine reads it."""
        text = self.operation.loc.source.body if self.operation.loc else ""
        return Operation(text, self.operation, self.fragment_definitions, self.variable_values)

    def complete_value(
        self, return_type: Any, field_details_list: Any, info: Any, path: Any, result: Any, position_context: Any
    ) -> Any:
        """Complete a value; see GraphQL's specification."""
        if isinstance(result, Ready):
            return self._complete_ready(return_type, field_details_list, result)
        if self.limited and isinstance(result, list):
            result = narrowed(self.context_value.asker, get_named_type(return_type), result)
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
        if isinstance(found, Written):
            return found
        write = get_named_type(return_type).coerce_output_value
        return [None if value is None else write(value) for value in found]
