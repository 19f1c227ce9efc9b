"""Plans of stored documents, made before anybody asks them: with values of every variable's type, in both languages.

A plan depends on which arguments are given, never on what they hold; so a document is planned as it is asked at first
(what must be given), and with everything that may be given. What an id leads to is the type it names: each that the
document speaks of is planned.
"""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

import orjson
import structlog
from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    Visitor,
    get_named_type,
    is_list_type,
    is_non_null_type,
    type_from_ast,
    visit,
)
from graphql.execution.values import get_variable_values

from db.connection import Asker, Database
from schema.compile.selection import Leave
from schema.context import Context
from schema.ids import global_id
from schema.pages import Node
from schema.relations import TABLES
from server.documents import SECONDS
from server.language import LANGUAGES
from server.short_road import Known, ShortRoad

NO_ID: Final = "x"
SAMPLES: Final[dict[str, Any]] = {
    "Int": 1, "Float": 1.0, "String": "x", "Boolean": True, "ID": NO_ID, "Long": 1, "Decimal": "1", "JSON": {},
    "Date": "2019-12-31", "DateTime": "2019-12-31T09:00:00Z", "Period": "2019-12",
    "UUID": "01a208dd-2cd0-74c2-ac1d-ec41a6529090",
}  # fmt: skip
KEYS: Final[dict[type, str]] = {int: "1", str: "x"}
log = structlog.get_logger("hub")


class Planning:
    """Checks and plans the stored documents, and those that are added while the server runs."""

    def __init__(self, road: ShortRoad, database: Database) -> None:
        """Begin with none planned."""
        self.road, self.database = road, database
        self.planned: set[str] = set()

    async def keep(self) -> None:
        """Look at the files again and again, for as long as the server runs."""
        while True:
            with suppress(orjson.JSONDecodeError):  # a file that is being written
                await self.look()
            await asyncio.sleep(SECONDS)

    async def look(self) -> int:
        """Plan what is not planned yet, and let requests in between; answers how many statements there are then."""
        new = set(self.road.stored.texts().values()) - self.planned
        for text in sorted(new):
            document = self.road.known(text)
            if document is not None:
                await self._plan(document)
            self.planned.add(text)
        made = sum(len(family.plans) for family in self.road.engine.families.values())
        if new:
            log.debug("stored documents planned", documents=len(new), statements=made)
        return made

    async def _plan(self, document: Known) -> None:
        for given in _cases(self.road, document):
            for language in LANGUAGES:
                _plan(self.road, document, given, Context(Asker(1, language=language), self.database))
                await asyncio.sleep(0)


def _plan(road: ShortRoad, document: Known, given: dict[str, Any], context: Context) -> None:
    variables = get_variable_values(road.schema, document.node.variable_definitions or (), given)
    if isinstance(variables, list):
        return
    operation = document.operation(variables)
    try:
        for taken in road.taken(context, operation).values():
            if taken is not None and taken.family is not None:
                taken.family.prepared(variables, taken.start)
    except (Leave, GraphQLError):
        return  # the resolvers answer it, or these values are none of a request


def _cases(road: ShortRoad, document: Known) -> Iterator[dict[str, Any]]:
    """Values for the variables: those that must be given, then all of them; once for each type that an id may name."""
    named = {each.variable.name.value: each for each in document.node.variable_definitions or ()}
    types = {name: type_from_ast(road.schema, each.type) for name, each in named.items()}
    must = {name for name, each in named.items() if is_non_null_type(types[name]) and each.default_value is None}
    ids = [name for name, kind in types.items() if str(get_named_type(kind)) == "ID"]
    for id_ in _ids(document) if ids else (NO_ID,):
        for wanted in dict.fromkeys((tuple(sorted(must)), tuple(sorted(named)))):
            yield {name: _sample(types[name], id_) for name in wanted}


def _ids(document: Known) -> list[str]:
    """An id of each type that a fragment of the document is about; of an interface, of all its types."""
    spoken: set[str] = {fragment.type_condition.name.value for fragment in document.fragments.values()}

    class Conditions(Visitor):
        def enter_inline_fragment(self, node: InlineFragmentNode, *_: Any) -> None:
            if node.type_condition is not None:
                spoken.add(node.type_condition.name.value)

    nodes: tuple[OperationDefinitionNode, ...] = (document.node,)
    for node in (*nodes, *document.fragments.values()):
        visit(node, Conditions())
    found = [
        global_id(name, KEYS.get(table.key_type, SAMPLES["UUID"]))
        for name, table in TABLES.items()
        if not table.kind_of and issubclass(table.origin, Node) and _about(table.origin, spoken)
    ]
    return found or [NO_ID]


def _about(origin: type, spoken: set[str]) -> bool:
    return any(each.__name__ in spoken for each in origin.__mro__)


def _sample(kind: Any, id_: str) -> Any:
    """A value of an input type; of an object what it must have."""
    if is_non_null_type(kind):
        return _sample(kind.of_type, id_)
    if is_list_type(kind):
        return [_sample(kind.of_type, id_)]
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        needed = {name: field for name, field in kind.fields.items() if is_non_null_type(field.type)}
        return {name: _sample(field.type, id_) for name, field in needed.items()}
    return id_ if kind.name == "ID" else SAMPLES.get(kind.name, "x")
