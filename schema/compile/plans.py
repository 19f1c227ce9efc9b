"""Plans: the statement of a document's field, kept, and how it is run for an asker.

A family is all plans of one field of one document in one language and under one set of decided directives; its members
differ in the shape of the arguments given (which filters, whether a cursor). Families and members are bounded.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql.execution.values import VariableValues
from sqlalchemy import BindParameter, ColumnElement, Text, bindparam, cast, select
from strawberry import Schema

from resolvers.county import PACK, kept_county
from schema.compile.arguments import DIALECT, Filled, Slot, processed
from schema.compile.compiler import Compiler
from schema.compile.marks import Late, holds_marks, put_in
from schema.compile.selection import Leave, Selection, Unknown
from schema.context import Context
from schema.statements import KEY_TYPES
from schema.worked_out import Surroundings

MEMBERS = 64
Write = Callable[[Compiler, Mapping[str, ColumnElement[Any]]], ColumnElement[Any]]


@dataclass(frozen=True)
class Plan:
    """One statement: its text, the values that never change, and where those of a request are bound."""

    statement: str
    constants: Mapping[str, Any]
    binds: tuple[tuple[tuple[str, BindParameter[Any]], ...], ...]
    late: tuple[Late, ...]

    def values(self, filled: Sequence[Filled], start: Mapping[str, Any]) -> dict[str, Any]:
        """What is bound in one request: `start` are the values of the object that the field stands on."""
        values = {**self.constants, **start}
        for names, given in zip(self.binds, filled, strict=True):
            values.update(given.page)
            for (name, declared), bind in zip(names, given.binds, strict=True):
                if bind.expanding:
                    listed = enumerate(bind.value or (), 1)
                    values |= {f"{name}_{n}": processed(declared, each) for n, each in listed}
                else:
                    values[name] = processed(declared, bind.value)
        return values


@dataclass
class Family:
    """The plans of one field; the slots are the same in all of them."""

    schema: Schema
    selection: Selection
    language: str
    required: bool
    write: Write
    slots: list[Slot] = field(default_factory=list)
    plans: dict[tuple[Any, ...], Plan] = field(default_factory=dict)
    unknown: str = ""

    async def run(self, context: Context, variables: VariableValues, start: Mapping[str, Any]) -> bytes:
        """The JSON text of the field. Raises Unknown, or Missing, where the ordinary resolvers must answer."""
        plan, values = self.prepared(variables, start)
        async with context.gate:
            answer, *more = await context.database.first(context.asker, plan.statement, values)
        text = answer or b"null"
        around = await _around(context, *more) if more and holds_marks(text) else None
        if text == b"null" and self.required:
            raise Leave("nothing where there must be something")
        return put_in(text, plan.late, around)

    def prepared(self, variables: VariableValues, start: Mapping[str, Any]) -> tuple[Plan, dict[str, Any]]:
        """The plan for these arguments, and the values to bind."""
        if self.unknown:
            raise Unknown(self.unknown)
        filled = [slot.filled(variables) for slot in self.slots]
        shape = (tuple(type(value) for value in start.values()), *(given.shape for given in filled))
        plan = self.plans.get(shape) if self.plans else None
        if plan is None:
            plan, filled = self._compile(variables, start)
            if len(self.plans) >= MEMBERS:
                self.plans.clear()
            self.plans[shape[0], *(given.shape for given in filled)] = plan
        return plan, plan.values(filled, start)

    def _compile(self, variables: VariableValues, start: Mapping[str, Any]) -> tuple[Plan, list[Filled]]:
        compiler = Compiler(self.schema, self.selection, variables, self.language)
        answer = self.write(compiler, {name: _bound(name, value) for name, value in start.items()})
        columns = [cast(answer, Text).label("answer"), *([PACK.label("pack")] if compiler.late else [])]
        compiled = select(*columns).compile(dialect=DIALECT)
        if not self.slots:
            self.slots = compiler.slots
        found = compiled.construct_expanded_state()
        kinds = {name: bind for bind, name in compiled.bind_names.items()}
        constants = {
            name: processed(kinds[name], each) if name in kinds else each for name, each in found.parameters.items()
        }
        names = tuple(tuple((compiled.bind_names[bind], bind) for bind in given.binds) for given in compiler.filled)
        return Plan(found.statement, constants, names, tuple(compiler.late)), compiler.filled


def _bound(name: str, value: Any) -> ColumnElement[Any]:
    """A value of the object that the field stands on."""
    if value is None or type(value) not in KEY_TYPES:
        raise Unknown(f"a {type(value).__name__} as {name}")
    return bindparam(name, None, type_=KEY_TYPES[type(value)]())


async def _around(context: Context, pack: bytes | None) -> Surroundings:
    """What fields that Python works out may know; the county from memory where its pack is the one that was read."""
    county = kept_county(context.database, orjson.loads(pack)) if pack else None
    return Surroundings(county or await context.county(), context.now, context.language)
