"""Refusals: what a person can act on. Everything else that goes wrong is our defect and no refusal.

A refusal has a stable code, the input it concerns, the values its sentence needs, and what to do next. Sentences of
guards come
from the county pack (`guards`), those of the spine from SENTENCES; both are worded in the language asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class RefusalCode(StrEnum):
    """Every code a refusal may carry: the spine's own, then those of guards.csv."""

    NOT_SIGNED_IN = "NOT_SIGNED_IN"
    READ_ONLY = "READ_ONLY"
    NOT_FOUND = "NOT_FOUND"
    BAD_INPUT = "BAD_INPUT"
    CHANGED_MEANWHILE = "CHANGED_MEANWHILE"
    REQUEST_REUSED = "REQUEST_REUSED"
    NO_POWER = "NO_POWER"
    WRONG_STATE = "WRONG_STATE"
    FLOW_NOT_RUNNING = "FLOW_NOT_RUNNING"
    NOT_A_NUMBER = "NOT_A_NUMBER"
    WORKBOOK_UNREADABLE = "WORKBOOK_UNREADABLE"
    WORKBOOK_MACROS = "WORKBOOK_MACROS"
    WORKBOOK_TOO_LARGE = "WORKBOOK_TOO_LARGE"
    WORKBOOK_OF_ANOTHER = "WORKBOOK_OF_ANOTHER"
    WORKBOOK_NOT_RECOGNISED = "WORKBOOK_NOT_RECOGNISED"
    ALREADY_KNOWN = "ALREADY_KNOWN"
    AWAY = "AWAY"
    CLASH = "CLASH"
    CLASSIFIED = "CLASSIFIED"
    COLLECTIVE_ONLY = "COLLECTIVE_ONLY"
    CONFLICT_OF_INTEREST = "CONFLICT_OF_INTEREST"
    DUPLICATE = "DUPLICATE"
    KEY_PERIOD = "KEY_PERIOD"
    LAST_STEP = "LAST_STEP"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    MISSING = "MISSING"
    NOTHING_TO_ASK = "NOTHING_TO_ASK"
    NOT_ALLOWED = "NOT_ALLOWED"
    NOT_ASKED = "NOT_ASKED"
    NOT_IN_FORCE = "NOT_IN_FORCE"
    NOT_LAST_STEP = "NOT_LAST_STEP"
    NOT_YET = "NOT_YET"
    NO_DELEGATION = "NO_DELEGATION"
    NUMBER_CONFLICT = "NUMBER_CONFLICT"
    OPEN_ANSWERS = "OPEN_ANSWERS"
    QUORUM = "QUORUM"
    RULE_FAILED = "RULE_FAILED"
    SAME_PERSON = "SAME_PERSON"
    TEXT_CHANGED = "TEXT_CHANGED"
    TOLD_ALREADY = "TOLD_ALREADY"
    TOO_EARLY = "TOO_EARLY"
    TOO_LATE = "TOO_LATE"
    TOO_OFTEN = "TOO_OFTEN"
    WRONG_KIND = "WRONG_KIND"
    WRONG_PERSON = "WRONG_PERSON"
    WRONG_STEP = "WRONG_STEP"


@dataclass(frozen=True)
class Wording:
    """A sentence and a remedy, in both languages, with {names} for values."""

    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


SENTENCES: dict[RefusalCode, Wording] = {
    RefusalCode.NOT_SIGNED_IN: Wording("尚未登录", "You are not signed in", "请先登录", "Sign in first"),
    RefusalCode.READ_ONLY: Wording(
        "此令牌只能读取", "This token may only read", "使用有写入权限的令牌", "Use a token that may write"
    ),
    RefusalCode.NOT_FOUND: Wording(
        "没有找到{what}",
        "{what} was not found",
        "核对编号,或确认是否有权查看",
        "Check the id, and whether you may see it",
    ),
    RefusalCode.BAD_INPUT: Wording(
        "输入有误:{problem}", "The input is wrong: {problem}", "改正后再提交", "Correct it and send it again"
    ),
    RefusalCode.CHANGED_MEANWHILE: Wording(
        "{who}刚刚已作改动,本次未保存",
        "{who} changed it just now; nothing was saved",
        "查看最新内容后再办",
        "Look at it as it is now, then act",
    ),
    RefusalCode.REQUEST_REUSED: Wording(
        "同一请求编号已用于另一项操作",
        "This requestId was used for another input",
        "换一个新的请求编号",
        "Use a new requestId",
    ),
    RefusalCode.NO_POWER: Wording(
        "您没有在此办理“{event}”的权力",
        "You have no power for “{event}” here",
        "由{holders}办理",
        "It lies with {holders}",
    ),
    RefusalCode.WRONG_STATE: Wording(
        "当前状态为“{state}”,不能“{event}”",
        "The state is “{state}”: “{event}” is not open",
        "刷新后查看可办事项",
        "Read it again and see what is open",
    ),
    RefusalCode.FLOW_NOT_RUNNING: Wording(
        "“{flow}”流程尚未启用", "The flow “{flow}” does not run yet", "待系统启用后再办", "Wait until the hub runs it"
    ),
    RefusalCode.NOT_A_NUMBER: Wording(
        "“{raw}”不是可用的数字:{problem}",
        "“{raw}” is no usable number: {problem}",
        "按{unit}填写数字",
        "Enter a number in {unit}",
    ),
}


@dataclass
class Refused(Exception):
    """A refusal on its way to the client. `path` names the input it concerns; `wording` is a guard's, else the
    spine's own.
    """

    code: RefusalCode
    values: Mapping[str, Any] = field(default_factory=dict)
    path: tuple[str, ...] = ()
    wording: Wording | None = None
    guard: str | None = None

    def _worded(self, language: str, zh: str, en: str) -> str:
        template = en if language.startswith("en") else zh
        spoken = {name: _spoken(value, language) for name, value in self.values.items()}
        return template.format_map(_Known(spoken))

    def message(self, language: str = "zh") -> str:
        """The sentence, in the language asked for ("zh" or "en")."""
        words = self.wording or SENTENCES[self.code]
        return self._worded(language, words.zh, words.en)

    def remedy(self, language: str = "zh") -> str:
        """What to do next, in the language asked for."""
        words = self.wording or SENTENCES[self.code]
        return self._worded(language, words.remedy_zh, words.remedy_en)

    def __str__(self) -> str:
        """The code and the sentence, for logs."""
        return f"{self.code}: {self.message('en')}"


class _Known(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"  # a value that a sentence names and the guard did not give must not turn a refusal into a crash


def _spoken(value: Any, language: str) -> str:
    if isinstance(value, Mapping):  # {"zh": …, "en": …}: a name in both languages
        return str(value.get("en" if language.startswith("en") else "zh"))
    if isinstance(value, list | tuple):
        return ("、" if language.startswith("zh") else ", ").join(_spoken(part, language) for part in value)
    return str(value)


def not_found(zh: str, en: str) -> Refused:
    """The refusal for what does not exist for the asker; hidden and missing look alike."""
    return Refused(RefusalCode.NOT_FOUND, {"what": {"zh": zh, "en": en}})


def bad_input(zh: str, en: str, *path: str) -> Refused:
    """The refusal of an input that cannot be read, naming the field."""
    return Refused(RefusalCode.BAD_INPUT, {"problem": {"zh": zh, "en": en}}, path)
