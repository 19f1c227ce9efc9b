"""The words with which a sample person explains what differs: short, as an office writes them."""

from resolvers.life.chance import picked
from resolvers.statistics.findings import Finding, FindingKind

Spoken = dict[str, tuple[str, ...]]
_UP: Spoken = {
    "zh": ("上年同期基数低,本期补报到位", "新增项目集中入库,已核对台账", "价格和产量同时上升,已抽查三村"),
    "en": ("Last year's base was low", "New projects came in; checked", "Prices and output both rose; checked"),
}
_DOWN: Spoken = {
    "zh": ("受灾减产,已与农业部门核对", "上年有一次性因素,本期回落", "部分户外迁,已逐村核对"),
    "en": ("A bad season; checked with the office", "Last year held a single large item", "Households moved; checked"),
}
_OTHER: Spoken = {
    "zh": ("已入户核实,情况属实", "与台账一致,正在整改"),
    "en": ("Checked on the spot: it is so", "As in the ledger; being mended"),
}


def words_for(seed: str, language: str, finding: Finding, area: int) -> str:
    """Words that explain a finding; the same for the same finding."""
    choices = _OTHER
    if finding.kind is FindingKind.YEAR_ON_YEAR:
        choices = _UP if finding.left > finding.right else _DOWN
    spoken = choices.get(language, choices["en"])
    return picked(spoken, seed, finding.indicator, finding.period, area)
