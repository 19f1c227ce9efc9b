"""The sentences of refused workbooks, and of cells that a workbook asks about."""

from typing import Any

from analytics.workbooks.reading import Fault, Unreadable
from resolvers.refusals import RefusalCode, Refused, Wording

AGAIN = ("从系统重新下载表格,填好后再传", "Take the workbook from the hub again, fill it and send it")
UNREADABLE: dict[Fault, tuple[RefusalCode, Wording]] = {
    Fault.NOT_A_WORKBOOK: (
        RefusalCode.WORKBOOK_UNREADABLE,
        Wording("这不是 Excel 表格(.xlsx)", "This is no workbook (.xlsx)", "另存为 .xlsx 后再传", "Save it as .xlsx"),
    ),
    Fault.OLD_OR_LOCKED: (
        RefusalCode.WORKBOOK_UNREADABLE,
        Wording(
            "表格是旧格式(.xls)或设有密码",
            "The workbook is of the old format (.xls) or locked with a password",
            "去掉密码,另存为 .xlsx 后再传",
            "Remove the password and save it as .xlsx",
        ),
    ),
    Fault.BROKEN: (
        RefusalCode.WORKBOOK_UNREADABLE,
        Wording(
            "表格文件已损坏,打不开", "The workbook is damaged and cannot be opened", "用 Excel 打开并重新保存后再传",
            "Open it in Excel, save it again and send that",
        ),
    ),
    Fault.MACROS: (
        RefusalCode.WORKBOOK_MACROS,
        Wording(
            "表格带有宏,不予读取", "The workbook has macros and is not read", "另存为不带宏的 .xlsx 后再传",
            "Save it as .xlsx, without macros",
        ),
    ),
    Fault.TOO_LARGE: (
        RefusalCode.WORKBOOK_TOO_LARGE,
        Wording("表格太大,打不开", "The workbook is too large to be opened", *AGAIN),
    ),
    Fault.TOO_MANY_ROWS: (
        RefusalCode.WORKBOOK_TOO_LARGE,
        Wording(
            "工作表“{sheet}”有{rows}行,最多{most}行", "The sheet “{sheet}” has {rows} rows: at most {most}",
            "删去多余的行后再传", "Remove the rows that are not needed",
        ),
    ),
    Fault.TOO_MANY_CELLS: (
        RefusalCode.WORKBOOK_TOO_LARGE,
        Wording(
            "表格有{cells}个单元格,最多{most}个", "The workbook has {cells} cells: at most {most}",
            "只留要报的工作表后再传", "Keep the sheet to be handed in alone",
        ),
    ),
    Fault.TOO_SLOW: (
        RefusalCode.WORKBOOK_TOO_LARGE,
        Wording("{seconds}秒内未能读完表格", "The workbook could not be read within {seconds} seconds", *AGAIN),
    ),
}  # fmt: skip
_OF_ANOTHER = Wording(
    "这是{found}的表格,现在要报的是{wanted}",
    "This is the workbook of {found}; what is asked is {wanted}",
    "选对应的报告期或区域再传,或传正确的表格",
    "Choose the period and place it belongs to, or send the right workbook",
)
_OUTDATED = Wording(
    "表格下载之后指标或计量单位已有变动",
    "Indicators or units have changed since this workbook was made",
    *AGAIN,
)
_NOT_RECOGNISED = Wording(
    "没有找到要填报的内容:{problem}", "What is asked was not found in it: {problem}",
    "核对工作表和表头,或从系统下载表格填报",
    "Check the sheet and its headings, or fill the workbook that the hub gives",
)  # fmt: skip
_NO_RESULT = Wording(
    "公式没有保存结果", "The formula has no saved result", "在 Excel 中打开并保存,或直接填数字",
    "Open and save it in Excel, or write the number",
)  # fmt: skip
_NOT_EXACT = Wording(
    "“{raw}”{unit}换算为{own}后小数位过多,最多{decimals}位",
    "“{raw}” {unit} has too many decimals in {own}: at most {decimals}",
    "按{own}填报",
    "State it in {own}",
)

Both = dict[str, str]


def unreadable(fault: Unreadable) -> Refused:
    """The refusal of a file that is not read at all."""
    code, wording = UNREADABLE[fault.fault]
    return Refused(code, fault.values, ("file",), wording)


def of_another(found: Both, wanted: Both) -> Refused:
    """The refusal of a workbook of another place, period, unit or form."""
    return Refused(RefusalCode.WORKBOOK_OF_ANOTHER, {"found": found, "wanted": wanted}, ("file",), _OF_ANOTHER)


def outdated() -> Refused:
    """The refusal of a workbook made when the catalogue said something else of its indicators."""
    return Refused(RefusalCode.WORKBOOK_OF_ANOTHER, {}, ("file",), _OUTDATED)


def not_recognised(zh: str, en: str) -> Refused:
    """The refusal of a workbook in which what is asked is not found."""
    return Refused(RefusalCode.WORKBOOK_NOT_RECOGNISED, {"problem": {"zh": zh, "en": en}}, ("file",), _NOT_RECOGNISED)


def no_result(*path: str) -> Refused:
    """The refusal of a cell whose formula has no saved result."""
    return Refused(RefusalCode.NOT_A_NUMBER, {}, path, _NO_RESULT)


def not_exact(values: dict[str, Any], *path: str) -> Refused:
    """The refusal of a figure in the form's unit that is no figure of the indicator's decimals in its own unit."""
    return Refused(RefusalCode.NOT_A_NUMBER, values, path, _NOT_EXACT)
