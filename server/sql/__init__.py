"""SQL of the server: what live subscribers may hear, files, seals."""

from functools import cache
from pathlib import Path

from sqlalchemy import TextClause, text

HERE = Path(__file__).parent


@cache
def statement(name: str) -> TextClause:
    """The statement of server/sql/<name>.sql, its parameters to be bound."""
    return text((HERE / f"{name}.sql").read_text(encoding="utf-8"))
