"""The short road: from a request's body to the answer's text, for queries that the reading engine answers whole.

Nothing is parsed or validated twice (server/limits.py keeps that by text), no executor runs, and the text that
PostgreSQL wrote goes out as it came. Whatever is out of the ordinary takes the ordinary road: what was read already is
handed over, so that nothing is asked twice and errors are worded in one place.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import orjson
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution.values import VariableValues, get_variable_values
from starlette.requests import Request
from starlette.responses import Response

from db.readers import SignInEnded
from schema.compile.engine import Engine, Operation, Taken, engine_of
from schema.compile.selection import Fields, Leave, Selection, deciding
from schema.context import Context
from server.cost import Plan
from server.documents import StoredDocuments
from server.limits import DOCUMENTS_KEPT, MAX_COST, checked, holds_nul, parsed, writes_nul
from server.observability import TALLY


@dataclass(frozen=True)
class Known:
    """A valid document with one query, ready to be answered."""

    text: str
    node: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    cost: Plan
    deciding: tuple[str, ...]

    @cached_property
    def counts(self) -> bool:
        """Whether it asks the overview alone, which the replica answers: no statement reads it."""
        chosen = self.node.selection_set.selections
        return all(isinstance(each, FieldNode) and each.name.value == "overview" for each in chosen)

    @cached_property
    def name(self) -> str | None:
        """The operation's name."""
        return self.node.name.value if self.node.name else None

    def operation(self, variables: VariableValues) -> Operation:
        """The document's query with variables."""
        return Operation(self.text, self.node, self.fragments, variables, self.deciding)


@dataclass(frozen=True)
class Asked:
    """One request: the document, and what it brought."""

    known: Known
    variables: VariableValues
    nodes: int


@lru_cache(maxsize=DOCUMENTS_KEPT)
def known(schema: GraphQLSchema, text: str) -> Known | None:
    """A document by its text; None for what is no valid query, which the ordinary road answers."""
    try:
        result = checked(schema, text)
        document = parsed(text)
    except GraphQLError:
        return None
    if result.plan is None or writes_nul(text):
        return None
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if operations[0].operation is not OperationType.QUERY:
        return None
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    return Known(text, operations[0], fragments, result.plan, deciding(operations[0], fragments))


class ShortRoad:
    """Answers what it can of the requests to one schema."""

    def __init__(self, schema: GraphQLSchema, stored: StoredDocuments) -> None:
        """Answer by the engine of this schema; `stored` are the documents that may be named by hash."""
        self.schema = schema
        self.stored = stored
        self.engine: Engine = engine_of(schema)
        self.never: set[str] = set()
        self.fields: dict[str, Fields] = {}

    def asked(self, body: bytes) -> Asked | None:
        """What a body asks; None where the ordinary road must look at it."""
        try:
            content: Any = orjson.loads(body)
        except orjson.JSONDecodeError:
            return None
        if not isinstance(content, dict):
            return None
        text, variables = self._text(content), content.get("variables") or {}
        if text is None or text in self.never or not isinstance(variables, dict) or holds_nul(variables):
            return None
        document = known(self.schema, text)
        if document is None or content.get("operationName") not in (None, document.name):
            return None
        coerced = get_variable_values(self.schema, document.node.variable_definitions or (), variables)
        nodes = document.cost.nodes(variables)
        if isinstance(coerced, list) or nodes > MAX_COST:
            return None
        return Asked(document, coerced, nodes)

    def _text(self, content: dict[str, Any]) -> str | None:
        text = content.get("query")
        if isinstance(text, str):
            return text
        return self.stored.named(name) if (name := named(content)) else None

    async def answer(self, asked: Asked, context: Context) -> bytes | None:
        """The body of the answer; None where the ordinary road must go on with what the context holds."""
        document = asked.known
        try:
            fields = self.taken(context, document.operation(asked.variables))
        except (GraphQLError, Leave):
            return None
        taken = {key: each for key, each in fields.items() if each is not None}
        if len(taken) < len(fields):
            self._remember(document.text)
            return None
        await self._read(taken, context, asked.variables)
        if not context.asker.proved and not any(each.family for each in taken.values()):
            return None  # no statement ran that would have asked whether the sign-in is still open
        ended = [key for key, found in context.answered.items() if isinstance(found, SignInEnded)]
        if ended:
            context.answered.clear()
            return None
        texts = [context.answered[key] for key in fields]
        if any(not isinstance(text, bytes) for text in texts):
            return None
        self._note(asked)
        pairs = b",".join(b'"%s":%s' % (key.encode(), text) for key, text in zip(fields, texts, strict=True))
        return b'{"data":{%s},"extensions":{"cost":{"nodes":%d,"limit":%d}}}' % (pairs, asked.nodes, MAX_COST)

    def known(self, text: str) -> Known | None:
        """A document by its text; None for what is no valid query."""
        return known(self.schema, text)

    def taken(self, context: Context, operation: Operation) -> dict[str, Taken | None]:
        """The fields of the root by response key; None for those that the resolvers answer."""
        fields = self._fields(operation)
        return {key: self.engine.root(context, operation, key, nodes) for key, nodes in fields.items()}

    def _fields(self, operation: Operation) -> Fields:
        found = self.fields.get(operation.text)
        if found is None:
            found = self._selected(operation)
            if not operation.decided:  # the same whatever the variables are
                if len(self.fields) >= DOCUMENTS_KEPT:
                    self.fields.clear()
                self.fields[operation.text] = found
        return found

    def _selected(self, operation: Operation) -> Fields:
        selection = Selection(self.schema, operation.fragments, operation.decided)
        query: Any = self.schema.query_type
        return selection.root(query.name, operation.node)

    @staticmethod
    async def _read(taken: dict[str, Taken], context: Context, variables: VariableValues) -> None:
        if len(taken) == 1:
            ((key, one),) = taken.items()
            context.answered[key] = await _outcome(one, context, variables)
            return
        outcomes = await asyncio.gather(*(_outcome(each, context, variables) for each in taken.values()))
        context.answered.update(zip(taken, outcomes, strict=True))

    def _remember(self, text: str) -> None:
        if len(self.never) >= DOCUMENTS_KEPT:
            self.never.clear()
        self.never.add(text)

    @staticmethod
    def _note(asked: Asked) -> None:
        tally = TALLY.get()
        if tally is not None:
            tally.operation, tally.cost = asked.known.name or "query", asked.nodes


async def _outcome(taken: Taken, context: Context, variables: VariableValues) -> bytes | Exception:
    try:
        return await taken.run(context, variables)
    except Exception as error:  # the ordinary road tells it, beside what the other fields answered
        return error


def named(content: dict[str, Any]) -> str | None:
    """The hash by which a request names a stored document: `documentId`, or the extension of persisted queries."""
    name = content.get("documentId")
    if name is None and isinstance(extensions := content.get("extensions"), dict):
        persisted = extensions.get("persistedQuery")
        name = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    return name.removeprefix("sha256:") if isinstance(name, str) else None


def etag(body: bytes) -> str:
    """The mark of an answer: the hash of its body."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def unchanged(request: Request, response: Response) -> bool:
    """Mark an answer to a GET, and say whether the client has it already."""
    if request.method != "GET" or response.status_code != 200:
        return False
    response.headers["etag"] = etag(bytes(response.body))
    return response.headers["etag"] in request.headers.get("if-none-match", "")
