"""What a GraphQL document may ask for: its size, its depth, its aliases, its pages, and the cost of all that.

A document is measured once, without following a fragment twice, and what was measured is kept by its text; the cost
is then worked out for each request, because pages may be variables. The numbers leave room for ten times the largest
document of the hub's own page.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from strawberry.extensions import SchemaExtension

from server.cost import Plan, plan_of
from server.observability import TALLY

MAX_TOKENS: Final = 4_000
MAX_DEPTH: Final = 16
MAX_ALIASES: Final = 60
MAX_FIELDS: Final = 1_000  # with every fragment spread out
MAX_SAME_FIELD: Final = 60  # comparing fields of one name with each other grows with the square
MAX_DIRECTIVES: Final = 4  # on one field
MAX_COST: Final = 50_000
DOCUMENTS_KEPT: Final = 512
INTROSPECTION: Final = ("__schema", "__type", "__typename")


def refused(code: str, message: str, node: Node | None = None, **values: Any) -> GraphQLError:
    """A refusal of a document: the code and its values stand in the error's extensions."""
    return GraphQLError(message, node, extensions={"code": code, **values})


@dataclass
class Measure:
    """What a selection amounts to, with its fragments spread out."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0

    def add(self, other: "Measure", *, below: int = 0) -> None:
        """Count another selection in, so many levels further down."""
        self.depth = max(self.depth, other.depth + below)
        self.fields += other.fields
        self.aliases += other.aliases


class CircularFragments(Exception):
    """A fragment contains itself."""


class Measuring:
    """Measures the selections of one document, each fragment once.

    A tower of fragments costs as many steps as it has fragments.
    """

    def __init__(self, document: DocumentNode) -> None:
        """Know the document's fragments."""
        self.fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self.known: dict[str, Measure | None] = {}

    def of(self, selections: SelectionSetNode | None) -> Measure:
        """Measure a selection set; raises CircularFragments."""
        total = Measure()
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                total.add(self._of_field(node))
            elif isinstance(node, InlineFragmentNode):
                total.add(self.of(node.selection_set))
            elif isinstance(node, FragmentSpreadNode):
                total.add(self._of_fragment(node.name.value))
        return total

    def _of_field(self, node: FieldNode) -> Measure:
        measure = Measure(1, 1, int(node.alias is not None))
        # The schema's description is bounded by graphql-core's own rule; the explorer's question about it is deep by
        # nature.
        if node.name.value not in INTROSPECTION:
            measure.add(self.of(node.selection_set), below=1)
        return measure

    def _of_fragment(self, name: str) -> Measure:
        if name not in self.known:
            self.known[name] = None
            fragment = self.fragments.get(name)
            self.known[name] = self.of(fragment.selection_set) if fragment else Measure()
        known = self.known[name]
        if known is None:
            raise CircularFragments(name)
        return known


def over_limits(document: DocumentNode) -> list[GraphQLError]:
    """What is too much in a document, whatever the schema; empty when nothing is. Cheap.

    It runs before validation, which is not.
    """
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if len(operations) > 1:
        return [refused("TOO_MANY_OPERATIONS", "One operation a document.", operations[1], limit=1)]
    measuring = Measuring(document)
    try:
        for definition in document.definitions:
            if isinstance(definition, FragmentDefinitionNode):
                measuring._of_fragment(definition.name.value)
        total = Measure()
        for operation in operations:
            total.add(measuring.of(operation.selection_set))
    except CircularFragments as circle:
        return [refused("CIRCULAR_FRAGMENTS", f"Fragment {circle} contains itself.")]
    checks = (
        ("TOO_DEEP", "levels deep", total.depth, MAX_DEPTH),
        ("TOO_MANY_FIELDS", "fields", total.fields, MAX_FIELDS),
        ("TOO_MANY_ALIASES", "aliases", total.aliases, MAX_ALIASES),
    )
    found = [
        refused(code, f"{have} {what}; allowed: {most}.", limit=most)
        for code, what, have, most in checks
        if have > most
    ]
    return found or list(_repetitions(document))


def _repetitions(document: DocumentNode) -> Iterator[GraphQLError]:
    for owner in _walk(document):
        directives: tuple[DirectiveNode, ...] = tuple(getattr(owner, "directives", None) or ())
        if len(directives) > MAX_DIRECTIVES:
            yield refused(
                "TOO_MANY_DIRECTIVES", f"More than {MAX_DIRECTIVES} directives in one place.", limit=MAX_DIRECTIVES
            )
            return
        if isinstance(owner, SelectionSetNode):
            names = [node.name.value for node in owner.selections if isinstance(node, (FieldNode, FragmentSpreadNode))]
            if len(names) - len(set(names)) >= MAX_SAME_FIELD:
                yield refused("TOO_MANY_FIELDS", f"One field more than {MAX_SAME_FIELD} times.", limit=MAX_SAME_FIELD)
                return


def _walk(node: Any) -> Iterator[Node]:
    yield node
    for part in ("definitions", "selections"):
        for child in getattr(node, part, None) or ():
            yield from _walk(child)
    below = getattr(node, "selection_set", None)
    if below is not None:
        yield from _walk(below)


def holds_nul(value: Any) -> bool:
    """Whether a text anywhere in a JSON value holds U+0000: PostgreSQL keeps no such text."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(holds_nul(key) or holds_nul(each) for key, each in value.items())
    return isinstance(value, list) and any(holds_nul(each) for each in value)


@lru_cache(maxsize=DOCUMENTS_KEPT)
def writes_nul(query: str) -> bool:
    """Whether a text of a document holds U+0000."""
    if not ("\0" in query or "\\u" in query):
        return False  # there is no other way to write it
    found: list[bool] = []
    visit(parsed(query), _Texts(found))
    return any(found)


class _Texts(Visitor):
    """Looks at every text of a document."""

    def __init__(self, found: list[bool]) -> None:
        """Note for each text whether it holds U+0000."""
        super().__init__()
        self.found = found

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        """Look at a text."""
        self.found.append("\0" in node.value)


@dataclass(frozen=True)
class Checked:
    """What a document came out as: what is wrong with it, else how its cost is worked out."""

    errors: tuple[GraphQLError, ...]
    plan: Plan | None = None


@lru_cache(maxsize=DOCUMENTS_KEPT)
def parsed(query: str) -> DocumentNode:
    """The document of a text; raises GraphQLSyntaxError, also when it has too many tokens."""
    return parse(query, max_tokens=MAX_TOKENS)


@lru_cache(maxsize=DOCUMENTS_KEPT)
def checked(schema: GraphQLSchema, query: str) -> Checked:
    """Check a document against the limits and the schema.

    Kept by text, so that a document seen before costs nothing.
    """
    document = parsed(query)
    errors = over_limits(document) or validate(schema, document, specified_rules, max_errors=20)
    return Checked(tuple(errors)) if errors else Checked((), plan_of(schema, document))


class Limits(SchemaExtension):
    """Parses and checks a document through the caches, and works out its cost with its variables."""

    nodes: int | None = None

    def on_parse(self) -> Iterator[None]:
        """Parse once for all requests with this text."""
        if self.execution_context.query:
            self.execution_context.graphql_document = parsed(self.execution_context.query)
        yield

    def on_validate(self) -> Iterator[None]:
        """Refuse what is malformed or too much.

        The executor's own validation is skipped, it would do the same again.
        """
        context = self.execution_context
        result = checked(context.schema._schema, context.query or "")
        errors = list(result.errors)
        if result.plan is not None:
            errors = self._cost(result.plan, context.variables or {})
        if holds_nul(context.variables) or writes_nul(context.query or ""):
            errors = [refused("NUL_IN_TEXT", "A text holds the character U+0000, which no text may.")]
        context.pre_execution_errors = errors or None
        context.validation_rules = ()
        yield

    def _cost(self, plan: Plan, variables: Mapping[str, Any]) -> list[GraphQLError]:
        self.nodes = plan.nodes(variables)
        tally = TALLY.get()
        if tally is not None:
            tally.cost = self.nodes
        if self.nodes <= MAX_COST:
            return []
        message = f"This asks for up to {self.nodes} things; allowed: {MAX_COST}. Ask for smaller pages."
        return [refused("TOO_COSTLY", message, cost=self.nodes, limit=MAX_COST)]

    def get_results(self) -> dict[str, Any]:
        """The cost, for `extensions`."""
        return {} if self.nodes is None else {"cost": {"nodes": self.nodes, "limit": MAX_COST}}
