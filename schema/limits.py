"""What a dashboard's token reads of the graph: the views it names, the county's card, and areas by name and shape.

The executor asks for every field, whoever would answer it; the reading engine leaves such askers to it.
"""

from typing import Any

from graphql import get_named_type, is_leaf_type

from db.connection import Asker, Limits
from schema.refusals import outside

ROOTS = frozenset({"county", "overview", "organisation", "changes"})
# Of what hangs together with the rest of the graph these fields alone; views and the county's card lead nowhere else.
FIELDS = {"Organisation": frozenset({"on", "areas"})}
FLAT = frozenset({"Area"})


def check(asker: Asker, parent: Any, name: str) -> None:
    """Refuse (OUTSIDE_TOKEN) a field that the asker's token does not reach; nothing to check for anybody else."""
    if asker.limits is not None and not name.startswith("__") and not _reached(asker.limits, parent, name):
        raise outside(asker.language, sorted(asker.limits.views), f"{parent.name}.{name}")


def _reached(limits: Limits, parent: Any, name: str) -> bool:
    match parent.name:
        case "Query" | "Subscription":
            return name in ROOTS
        case "Mutation":
            return False
        case "Overview":
            return name in limits.views
        case kind if kind in FLAT:
            return is_leaf_type(get_named_type(parent.fields[name].type))
        case kind:
            return kind not in FIELDS or name in FIELDS[kind]


def narrowed(asker: Asker, kind: Any, found: list[Any]) -> list[Any]:
    """The things of a list that the asker's token shows: of areas those it names."""
    if asker.limits is None or asker.limits.areas is None or getattr(kind, "name", "") not in FLAT:
        return found
    return [each for each in found if each.code in asker.limits.areas]
