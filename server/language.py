"""Which language a request reads, and the sentences that HTTP endpoints answer with in it."""

from functools import lru_cache

LANGUAGES = ("zh", "en")


@lru_cache(maxsize=256)
def language_of(accept: str | None) -> str:
    """The first language of Accept-Language that the hub speaks; Chinese when none is named."""
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate((accept or "").split(",")):
        tag, _, parameters = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in LANGUAGES:
            wishes.append((-_quality(parameters), place, language))
    return min(wishes)[2] if wishes else LANGUAGES[0]


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0


# code: Chinese, English; what happened and what to do next, as an endpoint's refusal says it.
SENTENCES = {
    "WRONG_LOGIN": (
        "用户名或密码不对。请再试一次；忘记密码请找本单位管理员。",
        "The login or the password is wrong. Try again, or ask your unit's administrator for a new password.",
    ),
    "THROTTLED": (
        "试的次数太多，请过 {seconds} 秒再试。",
        "Too many tries. Try again in {seconds} seconds.",
    ),
    "NO_SAMPLE": (
        "这里不是样例县，请用自己的用户名和密码登录。",
        "This is no sample county. Sign in with your own login and password.",
    ),
    "MALFORMED": ("请求的内容读不懂：{detail}。", "The request cannot be read: {detail}."),
    "NOT_SIGNED_IN": ("请先登录。", "Sign in first."),
    "UNKNOWN_DOCUMENT": (
        "此系统只执行登记过的查询。请从本系统页面操作，或使用令牌。",
        "This hub answers stored documents only. Use the hub's own page, or ask with a token.",
    ),
    "SESSION_ENDED": ("登录已失效，请重新登录。", "You are signed out. Sign in again."),
    "READ_ONLY_TOKEN": ("这个令牌只能读，请用有写权限的令牌。", "This token only reads. Use one that may write."),
    "OUTSIDE_TOKEN": (
        "这个看板令牌只能读 {shown}。要读别的，请发放令牌的人另发一个。",
        "This dashboard's token reads {shown} alone. For anything else ask who gave it for another one.",
    ),
    "FOREIGN_ORIGIN": (
        "请求来自别的网站，已拒绝。请从本系统页面操作。",
        "The request came from another site and was refused. Use the hub's own page.",
    ),
    "BAD_POSITION": (
        "这个位置读不懂，请重新读取后从现在开始订阅。",
        "This position cannot be read. Read again and follow from now on.",
    ),
    "POSITION_TOO_OLD": (
        "离开太久，变化太多，请重新读取后从现在开始订阅。",
        "Too much has changed since then. Read again and follow from now on.",
    ),
    "TOO_SLOW_READING": (
        "接收太慢，订阅已停止，请重新读取后再订阅。",
        "This was read too slowly and has ended. Read again and follow from now on.",
    ),
    "SERVER_STOPS": ("服务正在重启，请稍后接着订阅。", "The server is restarting. Follow on in a moment."),
    "TOO_MANY_ROWS": (
        "行数超过一张工作表能容纳的数量，请缩小范围或导出 csv。",
        "There are more rows than a sheet holds. Narrow it, or take the csv.",
    ),
    "OVERVIEW_BUSY": (
        "总览暂时忙，请稍后再试。",
        "The overview is busy or still being loaded. Try again shortly.",
    ),
    "NO_CHINESE_FONT": (
        "服务器上没有中文字体，不能生成 PDF。请管理员安装 fonts-noto-cjk，或把字体放进数据目录的 fonts。",
        "This server has no Chinese font, so there is no PDF. Ask for fonts-noto-cjk, or for a font in the folder "
        "fonts of the hub's data; the xlsx is there now.",
    ),
    "NOT_FOUND": ("没有这个内容。", "There is no such thing."),
    "FILE_TOO_LARGE": (
        "文件超过 {limit} MB，请压缩或拆分后再传。",
        "The file is larger than {limit} MB. Make it smaller, or split it.",
    ),
    "FILE_EMPTY": ("文件是空的。", "The file is empty."),
    "FILE_TYPE_DIFFERS": (
        "文件内容是 {found}，与所报类型 {declared} 不符。请检查文件后再传。",
        "The content is {found}, not {declared} as declared. Check the file and send it again.",
    ),
    "BODY_TOO_LARGE": ("请求太大。", "The request is too large."),
    "DATABASE_UNAVAILABLE": (
        "数据库暂时连不上，您填的内容没有丢，稍后会自动恢复，请再试一次。",
        "The database cannot be reached at the moment. Nothing you were told is saved was lost; try again shortly.",
    ),
    "TOO_SLOW": (
        "查询时间太长，已停止。请缩小范围再试。",
        "This took too long and was stopped. Ask for less.",
    ),
    "DEFECT": (
        "系统出错了，已记录。请把编号 {reference} 告诉管理员。",
        "Something went wrong on our side and is on record. Tell the administrator this number: {reference}.",
    ),
}


def sentence(code: str, language: str, **values: object) -> str:
    """The sentence of a code in a language, with its values."""
    return SENTENCES[code][LANGUAGES.index(language)].format(**values)
