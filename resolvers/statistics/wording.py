"""Findings in words: the values that the sentences of guards name, with the figures and names of both sides."""

from decimal import Decimal
from typing import Any

from resolvers.statistics.findings import Finding, FindingKind, Mention

_SIGNS = {"<=": "≤", ">=": "≥", "==": "="}


def number(value: Decimal, decimals: int | None = None) -> str:
    """A number with thousands separated and no needless zeros."""
    plain = f"{value:,f}" if decimals is None else f"{value:,.{decimals}f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _mention(mention: Mention, language: str) -> str:
    name = mention.name_zh if language == "zh" else mention.name_en
    reach = {
        "": {"zh": "", "en": ""},
        "prev": {"zh": "上期", "en": "previous "},
        "cum": {"zh": "累计", "en": "cumulative "},
    }[mention.reach][language]
    if language == "zh":
        return f"{reach}{name}{number(mention.value)}{mention.unit}"
    return f"{reach}{name} {number(mention.value)} {mention.unit_en}"


def side(mentions: tuple[Mention, ...], total: Decimal) -> dict[str, str]:
    """One side of a rule: its figures by name; their result too when there are several."""
    words = {}
    for language in ("zh", "en"):
        listed = ("、" if language == "zh" else ", ").join(_mention(mention, language) for mention in mentions)
        words[language] = listed if len(mentions) == 1 else f"{listed}:{number(total)}" if mentions else number(total)
    return words


def rule_in_words(finding: Finding) -> dict[str, str]:
    """A rule as people read it: names in place of codes."""
    words = {}
    for language in ("zh", "en"):
        text = finding.rule
        for mention in sorted(finding.mentions, key=lambda mention: -len(mention.code)):
            text = text.replace(mention.code, mention.name_zh if language == "zh" else mention.name_en)
        for sign, spoken in _SIGNS.items():
            text = text.replace(sign, spoken)
        for reach, spoken in (
            ("prev", "上期" if language == "zh" else "previous "),
            ("cum", "累计" if language == "zh" else "cumulative "),
        ):
            text = text.replace(reach, spoken)
        words[language] = text
    return words


def values(finding: Finding) -> dict[str, Any]:
    """What the sentences of value_in_bounds, all_rules_hold and warnings_explained name."""
    first = finding.mentions[0]
    common = {"indicator": {"zh": first.name_zh, "en": first.name_en}, "period": str(finding.period)}
    if finding.kind in (FindingKind.OUT_OF_BOUNDS, FindingKind.TOO_MANY_DECIMALS, FindingKind.CALCULATED_OUT_OF_BOUNDS):
        low, high = finding.minimum, finding.maximum
        bounds = {"min": "—" if low is None else number(low), "max": "—" if high is None else number(high)}
        return {**common, "value": number(finding.left), **bounds, "warning": sentence(finding)}
    left, right = side(finding.lefts, finding.left), side(finding.rights, finding.right)
    return {
        **common,
        "rule": rule_in_words(finding),
        "left": left,
        "right": right,
        "pct": percent(finding),
        "warning": sentence(finding),
    }


def percent(finding: Finding) -> str:
    """The change against last year in percent with one decimal, signed; a dash where there is none."""
    if finding.kind is not FindingKind.YEAR_ON_YEAR:
        return "—"
    return f"{(finding.left - finding.right) * 100 / abs(finding.right):+.1f}"


def sentence(finding: Finding) -> dict[str, str]:
    """A finding as one sentence that names its figures, in both languages."""
    if finding.kind is FindingKind.YEAR_ON_YEAR:
        now, before, change = finding.lefts[0], finding.rights[0], percent(finding)
        return {
            "zh": f"{now.name_zh}{number(now.value)}{now.unit},上年同期{number(before.value)},变动{change}%",
            "en": f"{now.name_en} {number(now.value)} {now.unit_en}, a year ago {number(before.value)}: {change} %",
        }
    if finding.kind in (FindingKind.WARNING, FindingKind.RULE_FAILED):
        rule, left, right = (
            rule_in_words(finding),
            side(finding.lefts, finding.left),
            side(finding.rights, finding.right),
        )
        return {language: f"{rule[language]}({left[language]};{right[language]})" for language in ("zh", "en")}
    first = finding.mentions[0]
    low, high = ("—" if bound is None else number(bound) for bound in (finding.minimum, finding.maximum))
    return {
        "zh": f"{first.name_zh}{number(finding.left)}超出{low}至{high}",
        "en": f"{first.name_en} {number(finding.left)} is outside {low} to {high}",
    }
