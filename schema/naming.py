"""Names in both languages."""

from typing import Any

import strawberry

from schema.context import Info


def named(description: str, zh: str = "name_zh", en: str = "name_en") -> Any:
    """A field that shows a name in the language asked for; Chinese where there is no other."""

    def name(self: Any, info: Info) -> str:
        values = self.__dict__
        return str((values[en] if info.context.language == "en" else values[zh]) or values[zh])

    return strawberry.field(resolver=name, description=description, metadata={"named": (zh, en)})


@strawberry.type
class Named:
    """What has a name in both languages: its columns are `name_zh` and `name_en`."""

    name: str = named("The name in the language asked for.")
    name_zh: str = strawberry.field(description="The Chinese name.")
    name_en: str = strawberry.field(description="The English name.")
