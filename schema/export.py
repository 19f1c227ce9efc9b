"""The schema as text: `schema.graphql`, committed, so that a change of the API is seen in review."""

from pathlib import Path

from schema.root import schema

FILE = Path(__file__).parent / "schema.graphql"


def sdl() -> str:
    """The schema in GraphQL's definition language."""
    return schema.as_str() + "\n"


def write() -> Path:
    """Write the file; answers where."""
    FILE.write_text(sdl(), encoding="utf-8")
    return FILE


def is_current() -> bool:
    """Whether the committed file is what the code defines."""
    return FILE.exists() and FILE.read_text(encoding="utf-8") == sdl()
