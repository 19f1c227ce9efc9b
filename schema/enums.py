"""The enumerations of the API. A value's name is what the database holds; its description gives the Chinese term."""

from enum import Enum
from typing import Any

import strawberry


def enumeration(name: str, description: str, **values: str) -> Any:
    """A GraphQL enumeration of names with their descriptions."""
    members = {value: strawberry.enum_value(value, description=words) for value, words in values.items()}
    return strawberry.enum(Enum(name, members), name=name, description=description)  # type: ignore[call-overload]


AreaLevel = enumeration(
    "AreaLevel", "How far down an area lies. 区域层级", COUNTY="县", TOWNSHIP="乡镇、街道", VILLAGE="村、社区"
)
PeriodKind = enumeration("PeriodKind", "How long a period is. 报告期别", MONTH="月", QUARTER="季", YEAR="年")
ItemKind = enumeration(
    "ItemKind",
    "What kind of thing travels. 事项种类",
    FACT_PERIOD="A township's figures of a period. 乡镇报告期数据",
    FACT_CORRECTION="A correction of one figure. 数据更正",
    REGISTER_PERIOD="A department's register figures of a period. 部门台账数据",
    MATERIAL_CALL="A material asked of several units. 材料报送通知",
    MATERIAL_ANSWER="What one unit gives to such a call. 材料报送",
    REPORT="A form of a township for a period. 报表",
    FORM_PROPOSAL="A form that is designed, approved, in force. 报表制定与审批",
)
Urgency = enumeration("Urgency", "How urgent an item is. 紧急程度", NORMAL="平件", URGENT="加急", URGENT_TOP="特急")
Colour = enumeration(
    "Colour", "How a term stands. 时限颜色", GREEN="On time. 正常", AMBER="Close to its end. 临期", RED="Past. 逾期"
)
Duty = enumeration(
    "Duty",
    "What somebody must do with an item. 办理职责",
    HANDLE="Carry out. 承办",
    DECIDE="Decide. 审批",
    OPINION="Give an opinion. 提意见",
    READ="Read. 阅知",
    RECEIVE="Sign for. 签收",
)
OpinionKind = enumeration(
    "OpinionKind",
    "What an opinion is. 办理意见种类",
    PROPOSED="Proposed handling. 拟办意见",
    INSTRUCTION="A leader's words that decide. 批示",
    COUNTERSIGNATURE="Agreement of others before signing. 会签",
    PRELIMINARY="Opinion before a meeting. 初步意见",
    REVIEW="Check of the draft. 审核",
    DECISION="Decision. 决定",
)
LinkKind = enumeration(
    "LinkKind",
    "How one item leads to another. 关联种类",
    ANSWERS="答复",
    OPENS="引出",
    QUOTES="引用",
    SUCCEEDS="承接",
    CORRECTS="更正",
    SOURCE="来源",
)
LinkDirection = enumeration(
    "LinkDirection",
    "Which way a link points. 关联方向",
    TO="From this item to the other. 指向",
    FROM="From the other item to this one. 来自",
)
ReaderKind = enumeration(
    "ReaderKind",
    "Whom a holder or reader stands for. 可见对象种类",
    LEADERS="The county's leaders. 县级领导",
    EVERYONE="Whoever is signed in. 全体",
    UNIT="单位",
    POST="岗位",
    PERSON="个人",
)
FactStatus = enumeration(
    "FactStatus",
    "How far a figure is. 数据状态",
    STATED="Stated by the statistician. 已填报",
    CONFIRMED="Confirmed by the head. 已审签",
    WITHDRAWN="Taken back before anybody confirmed it: sent back, or a load discarded. 已撤回",
)
FactSource = enumeration(
    "FactSource",
    "Where a figure comes from. 数据来源",
    TOWNSHIP="Stated by the township. 乡镇填报",
    REGISTER="Stated by a department from its register. 部门台账",
    VILLAGE="Answered by a village. 村级答数",
    IMPORTED="Imported by the hub. 导入",
)
CellAnswer = enumeration(
    "CellAnswer",
    "How a cell of a form is answered, in the order in which the hub looks. 单元答复方式",
    STATED="The township stated it. 乡镇填报",
    REGISTER="A department stated it from its register. 部门台账",
    FORMULA="Calculated from figures on record. 公式计算",
    FINER="Made up of shorter periods or smaller areas. 汇总",
    HUB="Counted from the hub's own records, or imported for them. 系统统计",
    LAST_KNOWN="A slower figure: the last one known, with its period. 最近一期",
    ASKED="Only the township can state it, and has not yet. 待乡镇填报",
    WAITING="A department keeps it, and has not stated it yet. 待部门报数",
    ENDED="Its indicator is no longer in force. 已停用",
    NOT_YET_COUNTED="The hub will count it once that subject runs. 待系统统计",
)
SourceKind = enumeration(
    "SourceKind",
    "Who or what knows an indicator. 指标来源",
    TOWNSHIP="The township states it. 乡镇填报",
    REGISTER="A department's register. 部门台账",
    CALCULATED="A formula. 计算",
    HUB="The hub counts its own records. 系统自动统计",
)
FindingKind = enumeration(
    "FindingKind",
    "What a check found. 校验类别",
    BOUNDS="Outside the bounds. 超出范围",
    RULE="A rule is broken. 不符合规则",
    WARNING="A warning that needs words. 需说明的提示",
    YEAR_ON_YEAR="A large change against last year. 同比异常",
)
FieldColumn = enumeration(
    "FieldColumn",
    "What a field asks of a form's period. 表项取数",
    MONTH="The figure of the form's own period. 本期",
    CUMULATIVE="January to its end. 累计",
    LAST_YEAR="The same period last year, always filled in by the hub. 上年同期",
    STATE="The stock at its end. 期末",
)
Overlap = enumeration(
    "Overlap",
    "How a field of a new form stands to what is known. 重复检查",
    SAME="The same figure. 同一数据",
    OTHER_UNIT="The same figure in another unit. 单位不同",
    LOOK_ALIKE="Calibres that look alike: one must be chosen. 口径相近",
    FORMULA="Calculated from others. 可计算",
    UNKNOWN="Nothing like it. 未知",
)
TokenScope = enumeration("TokenScope", "What a token may do. 令牌范围", READ="Read. 读取", WRITE="Act. 办理")
MaterialKind = enumeration(
    "MaterialKind",
    "What kind of material is called for. 材料种类",
    SUMMARY="A summary of work. 总结",
    LEDGER="A running register. 台账",
    PLAN="A plan. 方案、计划",
    REPORT="A report on one matter. 情况报告",
    LIST="A list of people or things. 名单、清单",
    OTHER="Something else. 其他",
)
WorkbookCellOutcome = enumeration(
    "WorkbookCellOutcome",
    "What a cell of a workbook leads to. 单元格结果",
    NEW="Nothing is on record: it is stated. 新填",
    CHANGED="Another value is on record: a new version is stated. 修改",
    SAME="It is on record already. 相同",
    REFUSED="It cannot be stated, and so nothing of the workbook is. 不能填报",
)
