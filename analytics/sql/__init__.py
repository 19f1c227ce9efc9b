"""SQL of the reporting layer that is no view: how the journal is read, how figures in force follow from facts."""

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def sql(name: str) -> str:
    """The text of analytics/sql/<name>.sql."""
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")
