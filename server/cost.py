"""The cost of a document: how many things it asks for at most, worked out before anything is read.

A page counts as long as its `first` says, whether written, given as a variable, or left to its default; a list
without pages counts ten. What a document costs is laid down once as a small tree; each request walks it with its own
variables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
)

LIST: Final = 10
PAGE_PARTS: Final = ("nodes", "edges")
MOST: Final = 10**9  # beyond any limit: a tower of lists need not be counted to its end


@dataclass(frozen=True)
class Amount:
    """How many of a thing: a number, or what a variable says (a number, or the length of a list)."""

    number: int
    variable: str | None = None

    def of(self, variables: Mapping[str, Any]) -> int:
        """The amount with these variables; never negative, a wrong type counts as the default."""
        value = variables.get(self.variable) if self.variable else None
        if isinstance(value, list):
            return len(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return max(0, value)
        return self.number


@dataclass(frozen=True)
class Branch:
    """One field that leads to things: how many, and what is asked of each."""

    amount: Amount
    below: tuple["Branch", ...]

    @property
    def varies(self) -> bool:
        """Whether a variable has a part in it."""
        return self.amount.variable is not None or any(branch.varies for branch in self.below)

    def nodes(self, variables: Mapping[str, Any]) -> int:
        """Things this field asks for, itself and below."""
        each = 1 + sum(branch.nodes(variables) for branch in self.below)
        return min(MOST, self.amount.of(variables) * each)


@dataclass(frozen=True)
class Plan:
    """How the cost of one operation follows from its variables."""

    branches: tuple[Branch, ...]

    @cached_property
    def fixed(self) -> int | None:
        """The cost where no variable has a part in it."""
        return None if any(branch.varies for branch in self.branches) else self._nodes({})

    def nodes(self, variables: Mapping[str, Any]) -> int:
        """Things the whole operation asks for at most."""
        return self._nodes(variables) if self.fixed is None else self.fixed

    def _nodes(self, variables: Mapping[str, Any]) -> int:
        return min(MOST, 1 + sum(branch.nodes(variables) for branch in self.branches))


def plan_of(schema: GraphQLSchema, document: DocumentNode) -> Plan:
    """The plan of a valid document with one operation."""
    operation = next(d for d in document.definitions if isinstance(d, OperationDefinitionNode))
    root = schema.get_root_type(operation.operation)
    planning = _Planning(schema, document, operation)
    return Plan(tuple(planning.branches(root, operation.selection_set)))


class _Planning:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self.schema = schema
        self.fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self.defaults = {d.variable.name.value: d.default_value for d in operation.variable_definitions or ()}

    def branches(self, parent: Any, selections: SelectionSetNode) -> list[Branch]:
        found: list[Branch] = []
        for node in selections.selections:
            if isinstance(node, FieldNode):
                found += self._field(parent, node)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                inner = self.schema.get_type(condition.name.value) if condition else parent
                found += self.branches(inner, node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self.fragments[node.name.value]
                found += self.branches(self.schema.get_type(fragment.type_condition.name.value), fragment.selection_set)
        return found

    def _field(self, parent: Any, node: FieldNode) -> list[Branch]:
        name = node.name.value
        # A field of an interface that every type under it has is declared on the interface itself; a union has none
        # but __typename.
        field = None if name.startswith("__") or not _has_fields(parent) else parent.fields.get(name)
        if field is None or node.selection_set is None or not is_composite_type(get_named_type(field.type)):
            return []
        below = self.branches(get_named_type(field.type), node.selection_set)
        if name in PAGE_PARTS and parent.name.endswith("Connection"):
            return below  # counted by the page they are of
        return [Branch(self._amount(field, node), tuple(below))]

    def _amount(self, field: GraphQLField, node: FieldNode) -> Amount:
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        for page in ("first", "last"):
            if page in field.args:
                default = field.args[page].default_value
                usual = default if isinstance(default, int) else LIST
                return self._value(given.get(page), usual)
        if not is_list_type(get_nullable_type(field.type)):
            return Amount(1)
        return self._value(given.get("ids"), LIST)

    def _value(self, value: Any, usual: int) -> Amount:
        if isinstance(value, IntValueNode):
            return Amount(max(0, int(value.value)))
        if isinstance(value, ListValueNode):
            return Amount(len(value.values))
        if isinstance(value, VariableNode):
            default = self.defaults.get(value.name.value)
            return Amount(self._value(default, usual).number, value.name.value)
        return Amount(usual)


def _has_fields(type_: Any) -> bool:
    return not is_abstract_type(type_) or hasattr(type_, "fields")
