"""Documents made by chance over the whole schema: selections, arguments, fragments, directives, aliases, variables."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_enum_type,
    is_leaf_type,
    is_union_type,
)

from schema.root import schema

GRAPHQL = schema._schema
# These answer from the replica, or alike by both roads; asking them proves nothing here.
LEFT_OUT = {"overview", "county", "sessions", "tokens"}
DEEPEST = 4


@dataclass
class Written:
    """A document and its variables."""

    text: str
    variables: dict[str, Any]


@dataclass
class Writer:
    """Writes documents from a chance; `values` are things to choose from by the name of an argument."""

    chance: Random
    values: dict[str, list[Any]]
    declared: dict[str, str] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    aliases: int = 0

    def document(self) -> Written:
        """A query of one to three fields of the root."""
        body = self.selection(GRAPHQL.query_type, 0, self.chance.randint(1, 3))
        head = ", ".join(f"${name}: {kind}" for name, kind in self.declared.items())
        text = f"query Made{f'({head})' if head else ''} {body}\n" + "\n".join(self.fragments)
        return Written(text, self.variables)

    def selection(self, kind: Any, depth: int, most: int = 5) -> str:
        """Some fields of a type, at least one; of an interface also what one of its types adds."""
        if is_union_type(kind):
            return "{ __typename }"
        names = [name for name in kind.fields if name not in LEFT_OUT and self.can_ask(kind.fields[name])]
        if depth >= DEEPEST:
            names = [name for name in names if is_leaf_type(get_named_type(kind.fields[name].type))]
        chosen = self.chance.sample(names, min(len(names), self.chance.randint(1, most)))
        parts = [self.part(name, kind.fields[name], depth) for name in chosen] or ["__typename"]
        if self.chance.random() < 0.2:
            parts.append("__typename")
        if is_abstract_type(kind) and depth < DEEPEST:
            one = self.chance.choice([each for each in GRAPHQL.get_possible_types(kind)])
            parts.append(f"... on {one.name} {self.selection(one, depth + 1, 3)}")
        if self.chance.random() < 0.15 and depth:
            name = f"Part{len(self.fragments)}"
            self.fragments.append("")
            self.fragments[int(name[4:])] = f"fragment {name} on {kind.name} {{ {' '.join(parts)} }}"
            return f"{{ ...{name} }}"
        return "{ " + " ".join(parts) + " }"

    def part(self, name: str, defined: GraphQLField, depth: int) -> str:
        """A field with chance arguments, under an alias of its own, because two may differ in their arguments."""
        inner = get_named_type(defined.type)
        given = [f"{each}: {value}" for each, value in self.arguments(defined)]
        self.aliases += 1
        called = f"{name}" if not given else f"a{self.aliases}: {name}({', '.join(given)})"
        below = "" if is_leaf_type(inner) else " " + self.selection(inner, depth + 1)
        return f"{called}{self.directive()}{below}"

    def can_ask(self, defined: GraphQLField) -> bool:
        """Whether there is something to give for every argument that must be given."""
        return all(
            name in self.values or is_enum_type(get_named_type(argument.type))
            for name, argument in defined.args.items()
            if isinstance(argument.type, GraphQLNonNull)
        )

    def directive(self) -> str:
        """Now and then a condition, by a variable or written."""
        if self.chance.random() > 0.08:
            return ""
        value = self.chance.choice([True, False])
        shown = self.variable("Boolean!", value) if self.chance.random() < 0.5 else str(value).lower()
        return f" @{self.chance.choice(['skip', 'include'])}(if: {shown})"

    def arguments(self, defined: GraphQLField) -> list[tuple[str, str]]:
        """Arguments that must be given, and some of the others."""
        return [
            (name, self.value(name, argument.type))
            for name, argument in defined.args.items()
            if isinstance(argument.type, GraphQLNonNull)
            or (name in self.values and self.chance.random() < 0.4)
            or (is_enum_type(get_named_type(argument.type)) and self.chance.random() < 0.4)
        ]

    def value(self, name: str, kind: Any) -> str:
        """A value of a type, written or as a variable."""
        value = self.chosen(name, kind)
        if self.chance.random() < 0.5:
            return self.variable(str(kind), value)
        return self.written(value, is_enum_type(get_named_type(kind)))

    def chosen(self, name: str, kind: Any) -> Any:
        """Something for an argument; now and then null where that is admitted."""
        if not isinstance(kind, GraphQLNonNull) and self.chance.random() < 0.1:
            return None
        bare = get_nullable_type(kind)
        if isinstance(bare, GraphQLList):
            return [self.chosen(name, GraphQLNonNull(get_named_type(kind))) for _ in range(self.chance.randint(0, 3))]
        if is_enum_type(bare):
            return self.chance.choice(list(bare.values))
        return self.chance.choice(self.values[name])

    def variable(self, kind: str, value: Any) -> str:
        """A new variable with a value."""
        name = f"v{len(self.declared)}"
        self.declared[name], self.variables[name] = kind, value
        return f"${name}"

    def written(self, value: Any, bare: bool) -> str:
        """A value as a document writes it."""
        if isinstance(value, list):
            return "[" + ", ".join(self.written(each, bare) for each in value) + "]"
        if value is None or isinstance(value, bool | int):
            return "null" if value is None else str(value).lower()
        return str(value) if bare else f'"{value}"'
