"""The county that has lived a quarter, asked by both roads: the reading engine's and the ordinary resolvers'."""

import orjson

from schema.root import schema
from tests.schema.conftest import Hub, hub, lived, lived_template  # noqa: F401


async def by_road(
    county: Hub, code: str | None, text: str, language: str, given: dict[str, object], road: str
) -> bytes:
    """The answer by one road, "engine" or "resolvers", as JSON text: the order of keys counts."""
    context = county.context(code, language)
    context.compiled = road == "engine"
    result = await schema.execute(text, given, context)
    errors = [{"message": e.message, "path": e.path, "extensions": e.extensions} for e in result.errors or ()]
    return orjson.dumps({"data": result.data, "errors": errors}, option=orjson.OPT_INDENT_2)


async def same(county: Hub, code: str | None, text: str, language: str = "zh", **given: object) -> dict[str, object]:
    """The answer, which both roads give."""
    ours = await by_road(county, code, text, language, given, "engine")
    theirs = await by_road(county, code, text, language, given, "resolvers")
    assert ours.decode() == theirs.decode()
    found: dict[str, object] = orjson.loads(ours)
    return found
