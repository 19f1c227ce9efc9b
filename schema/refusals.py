"""What a client did wrong in an argument of a reading field. What a verb refuses is data (schema/mutations.py), this is an error."""

from typing import Any

from graphql import GraphQLError

WORDS = {
    "PAGE_TOO_LARGE": ("一次最多取{most}条,您要了{first}条", "At most {most} at a time; {first} were asked for", "请分页读取", "read page by page"),
    "BAD_CURSOR": ("翻页位置无效:{cursor}", "This is no place in the list: {cursor}", "请从头读取", "read from the beginning"),
    "BAD_PERIOD": ("报告期写法不对:{text}", "This is no period: {text}", "如2019、2019Q3、2019-08", "write 2019, 2019Q3 or 2019-08"),
}


class BadArgument(GraphQLError):
    """An argument that cannot be used, with a stable code, the argument's name and the values its sentence needs."""

    def __init__(self, language: str, code: str, argument: str, **values: Any) -> None:
        """Word it in the language asked for; the sentence ends in what to do."""
        zh, en, remedy_zh, remedy_en = (words.format(**values) for words in WORDS[code])
        message = f"{en} ({remedy_en})" if language == "en" else f"{zh}({remedy_zh})"
        super().__init__(message, extensions={"code": code, "argument": argument, "values": values})
