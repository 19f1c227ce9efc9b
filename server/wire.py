"""What every operation passes that came over the wire, whatever its transport."""

import copy
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import strawberry
from graphql import FieldNode, GraphQLError, GraphQLSyntaxError, OperationDefinitionNode
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from db.readers import SignInEnded
from schema.context import Context
from server.errors import told
from server.language import sentence
from server.limits import INTROSPECTION, Limits, parsed, refused
from server.observability import TALLY


@dataclass
class WireContext(Context):
    """The context of an operation that came over the wire; a WebSocket may name its token when it opens."""

    connection_params: dict[str, Any] | None = None
    text: bool = True
    trusted: Callable[[str], bool] | None = None

    @property
    def shared(self) -> bool:
        """Whether many operations come with it: those of one WebSocket."""
        return self.request is not None and self.request.scope["type"] == "websocket"

    def renewed(self) -> "WireContext":
        """The same asker and parts, nothing read yet: what one operation has read, another does not answer with."""
        fresh = Context(self.asker, self.database)
        return replace(self, loaders=fresh.loaders, notes=fresh.notes, gate=fresh.gate)

    async def unproved(self) -> list[GraphQLError]:
        """Why who asks over a WebSocket may not any more: the sign-in was proved when it opened, perhaps long ago.

        Other requests bring their secret along each time.
        """
        if self.request is None or self.request.scope["type"] != "websocket" or self.asker.session_id is None:
            return []
        try:
            await self.database.first(replace(self.asker, proved=False), "select true", {})
        except SignInEnded:
            return [refused("SESSION_ENDED", sentence("SESSION_ENDED", self.language))]
        except Exception as error:  # the database is away: as every field would have said
            return [told(GraphQLError("", path=[], original_error=error), self.language)]
        return []


class Wire(SchemaExtension):
    """What each operation needs whatever its transport.

    Surroundings of its own, its name in the log, and its errors told properly.
    """

    def on_operation(self) -> Iterator[None]:
        """Give the operation its own loaders: a WebSocket's operations share one context otherwise."""
        context = self.execution_context
        if isinstance(context.context, WireContext) and context.context.shared:
            context.context = context.context.renewed()
        yield

    async def on_validate(self) -> AsyncIterator[None]:
        """Refuse a mutation by a token that only reads; the verbs refuse it too, this is the second lock."""
        context = self.execution_context
        tally = TALLY.get()
        if tally is not None:
            tally.operation = context.operation_name or context.operation_type.value
        trusted = context.context.trusted if isinstance(context.context, WireContext) else None
        if trusted is not None and not trusted(context.query or "") and not describes_schema(context.query or ""):
            errors = [refused("UNKNOWN_DOCUMENT", sentence("UNKNOWN_DOCUMENT", context.context.language))]
            context.pre_execution_errors = context.pre_execution_errors or errors
        asker = context.context.asker
        if context.operation_type is OperationType.MUTATION and asker.person_id and "write" not in asker.scopes:
            errors = [refused("READ_ONLY", sentence("READ_ONLY_TOKEN", asker.language))]
            context.pre_execution_errors = context.pre_execution_errors or errors
        if isinstance(context.context, WireContext) and not context.pre_execution_errors:
            context.pre_execution_errors = await context.context.unproved() or None
        yield

    def on_stream_result(self, result: Any) -> Iterator[None]:
        """Tell the errors of one event of a stream."""
        if getattr(result, "errors", None):
            language = self.execution_context.context.language
            result.errors = [told(error, language) for error in result.errors]
        yield


def guarded(schema: strawberry.Schema) -> strawberry.Schema:
    """The same schema under the rules of the wire; the given one stays as it is."""
    under_rules = copy.copy(schema)
    under_rules.extensions = (
        *schema.extensions,
        Limits,
        Wire,
    )  # in this order: Limits sets what is wrong, Wire adds to it
    return under_rules


def describes_schema(query: str) -> bool:
    """Whether a document asks for nothing but the schema's description, which is no secret.

    One that cannot be parsed counts as such: it is refused as malformed, which says more.
    """
    try:
        definitions = parsed(query).definitions
    except GraphQLSyntaxError:
        return True
    operations = [d for d in definitions if isinstance(d, OperationDefinitionNode)]
    roots = [node for operation in operations for node in operation.selection_set.selections or ()]
    return all(isinstance(node, FieldNode) and node.name.value in INTROSPECTION for node in roots)


def changes_something(query: str) -> bool:
    """Whether a document holds a mutation."""
    try:
        definitions = parsed(query).definitions
    except GraphQLSyntaxError:
        return False
    operations = (d for d in definitions if isinstance(d, OperationDefinitionNode))
    return any(operation.operation.value == "mutation" for operation in operations)
