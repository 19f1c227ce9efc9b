"""What the acts of township statistics share: ids, refusals of single figures, findings."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

import strawberry

from resolvers.refusals import Refused, not_found
from resolvers.statistics import stating
from resolvers.statistics.typed import Typed
from schema.context import Context, Info
from schema.ids import key_of
from schema.organisation import Area
from schema.questions import Finding, asked_of
from schema.reading import one
from schema.refusals import Refusal, kept, shown

EXPECTED = "The revision that the sender saw; the act is refused when it has grown. Not compared when left out."
Unnamed = list[dict[str, Any]]


@strawberry.type(description="A figure that was refused by itself. 未接受的数据")
class FigureRefused:
    """One figure refused."""

    indicator: str = strawberry.field(description="The indicator's code, as it was sent.")
    area_id: strawberry.Private[int | None]
    area: Area | None = one("Area", "area_id", "The area, where one was sent.")
    refusal: Refusal = strawberry.field(description="Why.")


def union(name: str, done: Any, description: str) -> Any:
    """What an act leads to: what it changed, or the refusal."""
    return Annotated[done | Refusal, strawberry.union(name, description=description)]


def period_key(id_: str, field: str = "item") -> UUID:
    """The key of a township's period; refused with NOT_FOUND where the id names none."""
    key: UUID = key_named(id_, "FactPeriod", field, "此报告期", "The period")
    return key


def key_named(id_: str, type_name: str, field: str, zh: str, en: str, kind: type[Any] = UUID) -> Any:
    """The key that a global id of a type names; refused with NOT_FOUND in words where it names none."""
    key = key_of(id_, kind, type_name)
    if key is None:
        refused = not_found(zh, en)
        refused.path = (field,)
        raise refused
    return key


def refused_each(refused: list[tuple[Typed, Refused]]) -> Unnamed:
    """Figures refused, as they are kept with the request."""
    return [{"indicator": typed.code, "area": typed.area_id, "refusal": kept(refusal)} for typed, refusal in refused]


def shown_each(context: Context, refused: Unnamed) -> list[FigureRefused]:
    """Kept refusals as the API shows them, in the language asked for."""
    return [
        FigureRefused(
            indicator=each["indicator"], area_id=each["area"], refusal=shown(each["refusal"], context.language)
        )
        for each in refused
    ]


async def findings_of(self: Any, info: Info) -> list[Finding]:
    """What the checks find about the period of a result, each once, though every question it touches shows it."""
    asked = await asked_of(info.context, self.key)
    found = [finding for question in (asked or {}).get("questions", ()) for finding in question.findings]
    return list({(finding.kind, finding.message): finding for finding in found}.values())


def kept_of(stated: stating.Stated) -> dict[str, Any]:
    """What a statement changed, as it is kept with the request."""
    facts = [str(fact) for fact in stated.facts]
    return {
        "item": str(stated.item.id),
        "facts": facts,
        "refused": refused_each(stated.refused),
        "nothing": bool(stated.refused) and not facts,
    }


def keys_of(changed: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of what a statement changed, by which its result reads the item and the versions made."""
    return {"key": UUID(changed["item"]), "facts": [UUID(fact) for fact in changed["facts"]]}
