"""The values at the ends of a selection as SQL that PostgreSQL's JSON writes as the schema promises."""

from typing import Any

from graphql import GraphQLField, get_named_type, is_non_null_type
from sqlalchemy import ColumnElement, Numeric, Text, cast, func, literal_column
from sqlalchemy.types import DateTime

from schema import cursors
from schema.compile.marks import required
from schema.relations import ToMany

# Base64 with the letters that an address can hold, without padding and without the line breaks of PostgreSQL's.
_BASE64 = literal_column(r"E'+/=\n'", Text), literal_column("'-_'", Text)
# These scalars of the schema are written as PostgreSQL's JSON writes the column.
PLAIN = {"String", "Int", "Long", "Boolean", "Float", "ID", "Date", "DateTime", "UUID", "JSON", "Period"}


def text(value: str) -> ColumnElement[str]:
    """A name of the schema as SQL text; names hold no quote."""
    return literal_column(f"'{value}'", Text)


def opaque(plain: ColumnElement[str]) -> ColumnElement[str]:
    """A text in the form of ids and cursors."""
    encoded = func.encode(func.convert_to(plain, text("UTF8")), text("base64"))
    return func.translate(encoded, *_BASE64, type_=Text)


def global_id(type_name: ColumnElement[str], key: ColumnElement[Any]) -> ColumnElement[str]:
    """The id of a thing; see schema/ids.py."""
    return opaque(type_name.concat(text(":")).concat(cast(key, Text)))


def cursor(relation: ToMany, values: list[ColumnElement[Any]]) -> ColumnElement[str]:
    """The cursor of a row; see schema/cursors.py."""
    plain = text(f'["{cursors.mark(relation)}"')
    for value in values:
        shown = func.to_json(value).op("#>>")(literal_column("'{}'")) if isinstance(value.type, DateTime) else value
        plain = plain.concat(text(",")).concat(cast(func.to_json(cast(shown, Text)), Text))
    return opaque(plain.concat(text("]")))


def named(zh: ColumnElement[Any], en: ColumnElement[Any], language: str) -> ColumnElement[Any]:
    """A name in a language, Chinese where there is no other."""
    return func.coalesce(func.nullif(en, text("")), zh) if language == "en" else zh


def leaf(value: ColumnElement[Any], definition: GraphQLField, *, nullable: bool) -> ColumnElement[Any]:
    """A value of a field as JSON; marked where it is null and the schema says that it is not."""
    kind = get_named_type(definition.type).name
    shown = cast(value, Text) if kind == "Decimal" or (isinstance(value.type, Numeric) and kind != "Float") else value
    return required(shown) if nullable and is_non_null_type(definition.type) else shown
