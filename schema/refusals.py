"""What is refused: by a verb, as data of the answer; in an argument of a reading field, as an error of the request."""

from collections.abc import Mapping
from typing import Any

import orjson
import strawberry
from graphql import GraphQLError
from strawberry.scalars import JSON

from resolvers.refusals import RefusalCode, Refused

WORDS = {
    "PAGE_TOO_LARGE": (
        "一次最多取{most}条,您要了{first}条",
        "At most {most} at a time; {first} were asked for",
        "请分页读取",
        "read page by page",
    ),
    "BAD_CURSOR": (
        "翻页位置无效:{cursor}",
        "This is no place in the list: {cursor}",
        "请从头读取",
        "read from the beginning",
    ),
    "OUTSIDE_TOKEN": (
        "看板令牌不能读{field},只能读{shown}",
        "This dashboard's token does not reach {field}: it reads {shown}",
        "需要时请发放令牌的人另发一个",
        "ask who gave it for another one",
    ),
}


class BadArgument(GraphQLError):
    """An argument that cannot be used, with a stable code, the argument's name and the values its sentence needs."""

    def __init__(self, language: str, code: str, argument: str, **values: Any) -> None:
        """Word it in the language asked for; the sentence ends in what to do."""
        extensions = {"code": code, "argument": argument, "values": values}
        super().__init__(_worded(language, code, **values), extensions=extensions)


def _worded(language: str, code: str, **values: Any) -> str:
    zh, en, remedy_zh, remedy_en = (words.format(**values) for words in WORDS[code])
    return f"{en} ({remedy_en})" if language == "en" else f"{zh}({remedy_zh})"


def outside(language: str, views: list[str], name: str) -> GraphQLError:
    """The error of a field that a dashboard's token does not reach."""
    message = _worded(language, "OUTSIDE_TOKEN", field=name, shown=", ".join(views))
    return GraphQLError(message, extensions={"code": "OUTSIDE_TOKEN", "views": views})


strawberry.enum(
    RefusalCode, name="RefusalCode", description="Why something was refused; stable, for programs. 拒绝代码"
)


@strawberry.type(description="What was not done, why, and what to do next; nothing was changed. 拒绝")
class Refusal:
    """A refusal as data."""

    code: RefusalCode = strawberry.field(description="The reason, for programs.")
    field: list[str] = strawberry.field(
        description="The path of the input it concerns; empty where it concerns the whole."
    )
    message: str = strawberry.field(description="The reason in a sentence of the language asked for.")
    remedy: str | None = strawberry.field(description="What to do next.")
    values: JSON | None = strawberry.field(description="The values that the sentence names.")


def kept(refused: Refused) -> dict[str, Any]:
    """A refusal as it can be kept: in both languages, so that a retry may read it in another."""
    return {
        "code": refused.code.value,
        "field": list(refused.path),
        "message": {language: refused.message(language) for language in ("zh", "en")},
        "remedy": {language: refused.remedy(language) for language in ("zh", "en")},
        "values": orjson.loads(orjson.dumps(dict(refused.values), default=str)),
    }


def shown(refusal: Mapping[str, Any], language: str) -> Refusal:
    """A kept refusal in a language."""
    language = "en" if language == "en" else "zh"
    return Refusal(
        code=RefusalCode(refusal["code"]),
        field=[camel(part) for part in refusal["field"]],
        message=refusal["message"][language],
        remedy=refusal["remedy"][language] or None,
        values=refusal["values"] or None,
    )


def camel(name: str) -> str:
    """An input's name as clients write it."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest) if name.islower() else name
