"""The county that has lived a quarter, asked by both roads: the reading engine's and the ordinary resolvers'."""

import orjson
from graphql import parse

from schema.root import schema
from tests.schema.conftest import Hub, hub, lived, lived_template, own, own_hub  # noqa: F401


async def by_road(hub: Hub, code: str | None, text: str, language: str, variables: dict[str, object], compiled: bool) -> bytes:
    """The answer by one road, as JSON text: the order of keys counts."""
    context = hub.context(code, language)
    context.compiled = compiled
    result = await schema.execute(text, variables, context)
    errors = [{"message": e.message, "path": e.path, "extensions": e.extensions} for e in result.errors or ()]
    return orjson.dumps({"data": result.data, "errors": errors}, option=orjson.OPT_INDENT_2)


async def same(hub: Hub, code: str | None, text: str, language: str = "zh", **variables: object) -> dict[str, object]:
    """The answer, which both roads give."""
    parse(text)
    ours = await by_road(hub, code, text, language, variables, True)
    theirs = await by_road(hub, code, text, language, variables, False)
    assert ours.decode() == theirs.decode()
    found: dict[str, object] = orjson.loads(ours)
    return found
