"""Workbooks handed in: what is shown, what is stated, and what is refused with everything left as it was."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from resolvers.refusals import RefusalCode, Refused
from resolvers.statistics.taking import CellOutcome
from tests.books.office import blank, figures, filled, hands_in, made, saved, sent
from tests.books.test_reading import with_part
from tests.hub import Hub
from tests.statistics.office import asked, recorder

pytestmark = pytest.mark.anyio
OCTOBER = 201910


async def test_a_filled_workbook_shows_what_it_would_state_and_states_it_on_the_senders_word(
    hub: Hub, tmp_path: Path
) -> None:
    item, desk = await asked(hub), recorder(hub)
    content = filled(await blank(desk, item), {"F5": 12, "F6": "７"})
    before = await hub.dump()
    shown = await hands_in(desk, item, content, tmp_path)
    assert [(c.page, c.address, c.code, c.raw, str(c.value), c.outcome) for c in shown.cells] == [
        ("北谷教区2019年10月", "F5", "BIR01", "12", "12", CellOutcome.NEW),
        ("北谷教区2019年10月", "F6", "DEA01", "７", "7", CellOutcome.NEW),
    ]
    assert (shown.stated, shown.facts, await figures(hub, "NV", OCTOBER)) == (False, [], {})
    after = await hub.dump()
    assert {name for name in after if after[name] != before[name]} == {"files", "uploads"}
    taken = await hands_in(desk, item, content, tmp_path, state=True)
    assert (taken.stated, len(taken.facts), taken.before) == (True, 2, None)
    assert await figures(hub, "NV", OCTOBER) == {"BIR01": "12", "DEA01": "7"}


async def test_the_same_workbook_again_answers_what_it_did_and_changes_nothing(hub: Hub, tmp_path: Path) -> None:
    item, desk = await asked(hub), recorder(hub)
    content = filled(await blank(desk, item), {"F5": 12})
    first = await hands_in(desk, item, content, tmp_path, state=True)
    await desk.states(item, {"BIR01": "13"})
    before = await hub.dump()
    again = await hands_in(desk, item, content, tmp_path, state=True)
    assert (again.facts, again.cells, again.before) == (first.facts, first.cells, hub.clock())
    assert await hub.dump() == before


async def test_one_bad_cell_holds_everything_back_and_each_says_what_is_wrong(hub: Hub, tmp_path: Path) -> None:
    item, desk = await asked(hub), recorder(hub)
    content = filled(await blank(desk, item), {"F5": "约三百", "F6": 7})
    taken = await hands_in(desk, item, content, tmp_path, state=True)
    assert (taken.stated, taken.facts) == (False, [])
    assert [(c.address, c.outcome) for c in taken.cells] == [("F5", CellOutcome.REFUSED), ("F6", CellOutcome.NEW)]
    refused = taken.cells[0].refused
    assert refused is not None and refused.code is RefusalCode.NOT_A_NUMBER
    assert refused.message("zh") == "“约三百”不是可用的数字:不是数字"
    assert (refused.message("en"), refused.remedy("en")) == (
        "“约三百” is no usable number: not a number",
        "Enter a number in persons",
    )
    assert await figures(hub, "NV", OCTOBER) == {}


async def test_a_cell_that_breaks_a_rule_of_figures_is_refused_as_if_it_were_typed(hub: Hub, tmp_path: Path) -> None:
    item, desk = await asked(hub), recorder(hub)
    content = filled(await blank(desk, item), {"F5": 501, "F6": 7})
    taken = await hands_in(desk, item, content, tmp_path, state=True)
    typed = await desk.states(item, {"BIR01": "501"})
    assert taken.cells[0].refused is not None
    assert taken.cells[0].refused.message("zh") == typed.refused[0][1].message("zh")
    assert await figures(hub, "NV", OCTOBER) == {}


async def test_a_corrected_workbook_may_be_handed_in_again_by_who_filled_it(hub: Hub, tmp_path: Path) -> None:
    item, desk = await asked(hub), recorder(hub)
    content = await blank(desk, item)
    await hands_in(desk, item, filled(content, {"F5": 12, "F6": 7}), tmp_path, state=True)
    taken = await hands_in(desk, item, filled(content, {"F5": 13, "F6": 7}), tmp_path, state=True)
    assert [(c.code, c.outcome) for c in taken.cells] == [("BIR01", CellOutcome.CHANGED), ("DEA01", CellOutcome.SAME)]
    assert (len(taken.facts), await figures(hub, "NV", OCTOBER)) == (1, {"BIR01": "13", "DEA01": "7"})


async def test_what_somebody_else_stated_since_the_download_is_not_overwritten(hub: Hub, tmp_path: Path) -> None:
    item, desk = await asked(hub), recorder(hub)
    content = filled(await blank(desk, item), {"F5": 13})
    await desk.states(item, {"BIR01": "12"})
    await hub.runs("update facts set stated_by = :other where latest", other=hub.people["P11"])
    taken = await hands_in(desk, item, content, tmp_path, state=True)
    assert [c.refused.code for c in taken.cells if c.refused] == [RefusalCode.CHANGED_MEANWHILE]
    assert await figures(hub, "NV", OCTOBER) == {"BIR01": "12"}


async def test_a_department_fills_its_register_for_every_parish_in_one_workbook(hub: Hub, tmp_path: Path) -> None:
    await hub.opens("2019-10")
    item, desk = await hub.register("RE", "2019-10"), hub.as_("P03")
    cells = {"F5": 4000, "G5": "3，000", "F6": 2000, "G6": 1500}
    taken = await hands_in(desk, item, filled(await blank(desk, item), cells), tmp_path, state=True)
    assert (taken.stated, len(taken.facts)) == (True, 4)
    assert await figures(hub, "NV", OCTOBER) == {"PEO01": "4000", "PEO02": "2000"}
    assert await figures(hub, "SV", OCTOBER) == {"PEO01": "3000", "PEO02": "1500"}


async def test_a_register_that_lacks_a_parish_is_not_given_as_the_last_word(hub: Hub, tmp_path: Path) -> None:
    await hub.opens("2019-10")
    item, desk = await hub.register("RE", "2019-10"), hub.as_("P03")
    content = filled(await blank(desk, item), {"F5": 4000, "G5": "—", "F6": 2000})
    await sent(desk, content)
    async with hub.refuses(RefusalCode.MISSING, guard="every_area_answered"):
        await hands_in(desk, item, content, tmp_path, state=True)
    shown = await hands_in(desk, item, content, tmp_path)
    assert [c.outcome for c in shown.cells] == [CellOutcome.NEW] * 2
    taken = await hands_in(desk, item, content, tmp_path, state=True, final=False)
    assert (taken.stated, await figures(hub, "NV", OCTOBER)) == (True, {"PEO01": "4000", "PEO02": "2000"})


async def test_who_has_no_power_is_refused_even_to_look(hub: Hub, tmp_path: Path) -> None:
    item = await asked(hub)
    content = filled(await blank(recorder(hub), item), {"F5": 12})
    await sent(hub.as_("P06"), content)
    async with hub.refuses(RefusalCode.NO_POWER):
        await hands_in(hub.as_("P06"), item, content, tmp_path)
    await sent(hub.as_("P11"), content)
    async with hub.refuses(RefusalCode.NOT_FOUND):
        await hands_in(hub.as_("P11"), item, content, tmp_path)


ANOTHER = {
    "another parish": ("SV", "2019-10", None, "这是南谷教区2019年10月的表格,现在要报的是北谷教区2019年10月"),
    "another month": ("NV", "2019-09", None, "这是北谷教区2019年9月的表格,现在要报的是北谷教区2019年10月"),
    "another form": ("NV", "2019-10", "A1", "这是北谷教区2019年10月A1的表格,现在要报的是北谷教区2019年10月A2"),
}


@pytest.mark.parametrize("name", ANOTHER)
async def test_a_workbook_of_something_else_is_refused_in_words(hub: Hub, tmp_path: Path, name: str) -> None:
    unit, period, form, words = ANOTHER[name]
    item, other = await asked(hub), await asked(hub, period, unit)
    content = filled(await blank(recorder(hub, unit), other, form), {"F5": 12})
    await sent(recorder(hub), content)
    wanted = "A2" if form else None
    async with hub.refuses(RefusalCode.WORKBOOK_OF_ANOTHER) as refusal:
        await hands_in(recorder(hub), item, content, tmp_path, state=True, form=wanted)
    assert refusal.zh == words


def _long() -> bytes:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 200_001))
    part = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
    return with_part(made([["指标", "本月"]]), "xl/worksheets/sheet1.xml", part % rows)


NOT_READ: dict[str, tuple[Callable[[], bytes], RefusalCode, str, str]] = {
    "macros": (
        lambda: with_part(made([["指标", "本月"], ["出生人数", 12]]), "xl/vbaProject.bin", b"\0"),
        RefusalCode.WORKBOOK_MACROS,
        "表格带有宏,不予读取",
        "The workbook has macros and is not read",
    ),
    "200,000 rows": (
        _long,
        RefusalCode.WORKBOOK_TOO_LARGE,
        "工作表“Sheet1”有200000行,最多20000行",
        "The sheet “Sheet1” has 200000 rows: at most 20000",
    ),
    "the wrong sheet": (
        lambda: made([["姓名", "电话"], ["某人", "1"]]),
        RefusalCode.WORKBOOK_NOT_RECOGNISED,
        "没有找到要填报的内容:没有与所报指标对应的行和列",
        "What is asked was not found in it: no rows and columns of the indicators asked",
    ),
}


@pytest.mark.parametrize("name", NOT_READ)
async def test_a_workbook_that_is_not_read_says_why_and_changes_nothing(hub: Hub, tmp_path: Path, name: str) -> None:
    content, code, zh, en = NOT_READ[name]
    item, desk, book = await asked(hub), recorder(hub), content()
    await sent(desk, book)
    async with hub.refuses(code) as refusal:
        await hands_in(desk, item, book, tmp_path, state=True)
    assert (refusal.zh, refusal.en) == (zh, en)


async def test_a_workbook_older_than_a_change_of_units_is_refused(hub: Hub, tmp_path: Path) -> None:
    item, desk = await asked(hub), recorder(hub)
    book = openpyxl.load_workbook(io.BytesIO(filled(await blank(desk, item), {"F5": 12})))
    page = book.worksheets[1]
    (line,) = (row for row in page.iter_rows() if row[0].value == "catalogue")
    line[1].value = "0123456789abcdef"  # as it was when the indicator had other decimals
    content = saved(book)
    await sent(desk, content)
    async with hub.refuses(RefusalCode.WORKBOOK_OF_ANOTHER) as refusal:
        await hands_in(desk, item, content, tmp_path, state=True)
    assert refusal.en == "Indicators or units have changed since this workbook was made"


SPOILT = {
    "no sheet to fill": ({"A4": "编号"}, "没有找到要填报的内容:没有填报的工作表"),
    "a column renamed": ({"F4": "别处"}, "没有找到要填报的内容:填报的列或行被删去了"),
    "a strange code": ({"A5": "XXX01"}, "没有找到要填报的内容:代码XXX01不在所报范围"),
    "nothing filled": ({}, "输入有误:表中没有填写数据"),
}


@pytest.mark.parametrize("name", SPOILT)
async def test_a_spoilt_workbook_says_what_is_missing(hub: Hub, tmp_path: Path, name: str) -> None:
    values, words = SPOILT[name]
    item, desk = await asked(hub), recorder(hub)
    content = filled(await blank(desk, item), values)
    await sent(desk, content)
    with pytest.raises(Refused) as raised:
        await hands_in(desk, item, content, tmp_path, state=True)
    assert raised.value.message("zh") == words


async def test_a_formula_counts_with_its_saved_result_and_not_without_one(hub: Hub, tmp_path: Path) -> None:
    item, desk = await asked(hub), recorder(hub)
    content = filled(await blank(desk, item), {"F5": "=6*2", "F6": 7})  # this program saves no results
    taken = await hands_in(desk, item, content, tmp_path, state=True)
    assert [(c.address, c.refused and c.refused.message("zh")) for c in taken.cells] == [
        ("F5", "公式没有保存结果"),
        ("F6", None),
    ]
    assert await figures(hub, "NV", OCTOBER) == {}


async def test_only_the_cells_to_be_filled_are_open_and_the_checks_are_formulas(hub: Hub) -> None:
    item, desk = await asked(hub), recorder(hub)
    book = openpyxl.load_workbook(io.BytesIO(await blank(desk, item, language="en")))
    page, hidden = book.worksheets
    assert page.protection.sheet and hidden.sheet_state == "veryHidden"
    open_cells = [cell.coordinate for row in page for cell in row if not cell.protection.locked]
    assert open_cells == ["F5", "F6"]
    assert [page["A4"].value, page["B5"].value, page["C5"].value] == ["Code", "Births", "persons"]
    assert page["G5"].value == '=IF(COUNTA(F5:F5)<1,"empty",IF(COUNT(F5:F5)<1,"no number",' + (
        'IF(SUMPRODUCT(--(F5:F5<>ROUND(F5:F5,0)))>0,"too many decimals",'
        'IF(SUMPRODUCT(--(F5:F5<0))>0,"out of range",IF(SUMPRODUCT(--(F5:F5>500))>0,"out of range","")))))'
    )
    said = {row[0].value: row[1].value for row in hidden}
    assert (said["kind"], said["unit"], said["period"], said["areas"]) == ("PERIOD", "NV", "2019-10", "TY-N")
