"""Which fields a document asks of a type: fragments spread out, `@skip` and `@include` decided, equal keys merged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
)

Fields = dict[str, list[FieldNode]]
LONGEST_NAME = 63  # response keys are names of columns, which PostgreSQL cuts off behind this


class Leave(Exception):
    """The ordinary resolvers must answer this request's field, because they word the error."""


class Unknown(Leave):
    """The compiler does not know this and never will: its text says what it was."""


@dataclass(frozen=True)
class Selection:
    """The selections of one operation; `given` are the values of the variables that its directives name."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    given: Mapping[str, Any]

    def of(self, type_name: str, nodes: Sequence[FieldNode]) -> Fields:
        """What is asked of an object of a concrete type by field nodes of one key, by response key in order."""
        found: Fields = {}
        spread: set[str] = set()
        for node in nodes:
            if node.selection_set:
                self._collect(type_name, node.selection_set, found, spread)
        if any(len(key) > LONGEST_NAME for key in found):
            raise Unknown("a long response key")
        return found

    def root(self, type_name: str, operation: OperationDefinitionNode) -> Fields:
        """What an operation asks of the root."""
        found: Fields = {}
        self._collect(type_name, operation.selection_set, found, set())
        return found

    def _collect(self, type_name: str, selections: SelectionSetNode, found: Fields, spread: set[str]) -> None:
        for node in selections.selections:
            if not self._included(node.directives or ()):
                continue
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                found.setdefault(key, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is None or self._is(type_name, node.type_condition.name.value):
                    self._collect(type_name, node.selection_set, found, spread)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                fragment = self.fragments[node.name.value]
                if self._is(type_name, fragment.type_condition.name.value):
                    self._collect(type_name, fragment.selection_set, found, spread)

    def _is(self, type_name: str, condition: str) -> bool:
        if type_name == condition:
            return True
        abstract: Any = self.schema.get_type(condition)
        concrete: Any = self.schema.get_type(type_name)
        return is_abstract_type(abstract) and self.schema.is_sub_type(abstract, concrete)

    def _included(self, directives: Sequence[DirectiveNode]) -> bool:
        for directive in directives:
            if directive.name.value not in ("skip", "include"):
                raise Unknown(f"@{directive.name.value}")
            (condition,) = (argument.value for argument in directive.arguments or ())
            if isinstance(condition, VariableNode):
                holds = bool(self.given[condition.name.value])
            else:
                holds = isinstance(condition, BooleanValueNode) and condition.value
            if holds is (directive.name.value == "skip"):
                return False
        return True


def deciding(operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> tuple[str, ...]:
    """The variables that directives of a document name: their values belong to the plan."""
    found: set[str] = set()
    for selections in (operation.selection_set, *(fragment.selection_set for fragment in fragments.values())):
        found.update(_deciding(selections))
    return tuple(sorted(found))


def _deciding(selections: SelectionSetNode) -> Iterator[str]:
    for node in selections.selections:
        for directive in node.directives or ():
            for argument in directive.arguments or ():
                if isinstance(argument.value, VariableNode):
                    yield argument.value.name.value
        below = getattr(node, "selection_set", None)
        if below is not None:
            yield from _deciding(below)
