"""Workbooks that offices made themselves: found by their headings, never guessed."""

from pathlib import Path
from typing import Any

import pytest

from resolvers.refusals import RefusalCode, Refused
from resolvers.statistics.taking import CellOutcome, Taken
from tests.books.office import figures, hands_in, made, sent
from tests.hub import Hub
from tests.statistics.office import asked, recorder

pytestmark = pytest.mark.anyio
OCTOBER, YEAR = 201910, 201930
# A monthly sheet as it lay in the office's folder: title and groups merged, digits as Chinese input writes them.
MONTHLY: list[list[Any]] = [
    ["北谷人口月报", None, None, None, None, None],
    ["填报单位：北谷", None, None, None, "２０１９年１０月", None],
    ["指标名称", "计量单位", "行次", "本年", None, "上年同期"],
    [None, None, None, "本月", "1-10月累计", None],
    ["一、出生人数（人）", "人", 1, "１２", 110, 9],
    ["二、死亡人数", "人", 2, " 7 ", 65, 6],
    ["三、登记人口", "人", 3, "4,000", 4000, 3990],
    ["合计", None, None, 4019, None, None],
]
MERGED = ["A1:F1", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:F4"]


async def taken_in(hub: Hub, tmp_path: Path, rows: list[list[Any]], merged: list[str], **others: Any) -> Taken:
    item, desk = await asked(hub), recorder(hub)
    return await hands_in(desk, item, made(rows, merged), tmp_path, **others)


async def test_an_old_sheet_is_read_by_its_headings_and_what_is_not_asked_is_said(hub: Hub, tmp_path: Path) -> None:
    taken = await taken_in(hub, tmp_path, MONTHLY, MERGED, state=True)
    assert [(c.address, c.code, c.raw, c.outcome) for c in taken.cells] == [
        ("D5", "BIR01", "１２", CellOutcome.NEW),
        ("D6", "DEA01", " 7 ", CellOutcome.NEW),
    ]
    assert taken.left_out == (("A7", "三、登记人口"), ("A8", "合计"))
    assert await figures(hub, "NV", OCTOBER) == {"BIR01": "12", "DEA01": "7"}


def changed(row: int, column: int, value: Any) -> list[list[Any]]:
    """The monthly sheet with one cell otherwise."""
    rows = [list(line) for line in MONTHLY]
    rows[row][column] = value
    return rows


OF_ANOTHER = {
    "another parish": (changed(1, 0, "填报单位：南谷"), 0, "南谷"),
    "another month": (changed(1, 4, "２０１９年９月"), 0, "2019年9月"),
    "another year": (changed(1, 4, "2018年"), 0, "2018年"),
    "a quarter": (changed(1, 4, "2019年第三季度"), 0, "2019年三季度"),
}


@pytest.mark.parametrize("name", OF_ANOTHER)
async def test_a_head_that_names_something_else_is_refused(hub: Hub, tmp_path: Path, name: str) -> None:
    rows, _, found = OF_ANOTHER[name]
    rows[0][0] = "人口月报"
    with pytest.raises(Refused) as raised:
        await taken_in(hub, tmp_path, rows, MERGED, state=True)
    assert raised.value.code is RefusalCode.WORKBOOK_OF_ANOTHER
    assert raised.value.message("zh") == f"这是{found}的表格,现在要报的是北谷教区 2019年10月"


@pytest.mark.parametrize("said", ["2019年", "填表日期：2019年11月3日", "2019年10月", ""])
async def test_a_head_that_says_nothing_against_it_is_taken(hub: Hub, tmp_path: Path, said: str) -> None:
    taken = await taken_in(hub, tmp_path, changed(1, 4, said), MERGED)
    assert len(taken.cells) == 2


async def test_two_columns_that_could_both_be_meant_are_refused(hub: Hub, tmp_path: Path) -> None:
    rows: list[list[Any]] = [["指标", "甲", "乙"], ["出生人数", 12, 13]]
    with pytest.raises(Refused) as raised:
        await taken_in(hub, tmp_path, rows, [])
    assert raised.value.message("zh") == "没有找到要填报的内容:“Sheet1”中看不出哪一列是本期数"
    taken = await taken_in(hub, tmp_path, [["指标", "甲", "备注"], ["出生人数", 12, 13]], [])
    assert [cell.address for cell in taken.cells] == ["B2"]


async def test_a_sheet_without_any_indicator_asked_is_the_wrong_one(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(Refused) as raised:
        await taken_in(hub, tmp_path, [["姓名", "电话"], ["某人", "1"]], [])
    assert raised.value.code is RefusalCode.WORKBOOK_NOT_RECOGNISED
    assert raised.value.remedy("en") == "Check the sheet and its headings, or fill the workbook that the hub gives"


async def test_the_same_indicator_in_two_rows_is_refused(hub: Hub, tmp_path: Path) -> None:
    rows: list[list[Any]] = [["指标", "本月"], ["出生人数", 12], ["1.出生人数", 13]]
    taken = await taken_in(hub, tmp_path, rows, [], state=True)
    assert [(c.address, c.refused and c.refused.message("zh")) for c in taken.cells] == [
        ("B2", "输入有误:同一数据填了两次"),
        ("B3", "输入有误:同一数据填了两次"),
    ]
    assert await figures(hub, "NV", OCTOBER) == {}


ACROSS = [["乡镇", "登记人口", "女性人口"], ["北谷", 4000, 2000], ["南谷教区", "３０００", 1500], ["合计", 7000, 3500]]
DOWN = [
    ["登记处 2019年10月", None, None, None, None],
    ["指标", "北谷", None, "南谷", None],
    [None, "本月", "累计", "本月", "累计"],
    ["登记人口", 4000, 1, "３０００", 1],
    ["女性人口", 2000, 1, 1500, 1],
]


@pytest.mark.parametrize(("rows", "merged"), [(DOWN, ["A1:E1", "B2:C2", "D2:E2", "A2:A3"]), (ACROSS, [])])
async def test_a_register_is_read_with_parishes_across_or_down(
    hub: Hub, tmp_path: Path, rows: list[list[Any]], merged: list[str]
) -> None:
    await hub.opens("2019-10")
    rows = [[("南谷" if cell == "南谷教区" else cell) for cell in row] for row in rows]
    item, desk = await hub.register("RE", "2019-10"), hub.as_("P03")
    taken = await hands_in(desk, item, made(rows, merged), tmp_path, state=True)
    assert (taken.stated, len(taken.facts)) == (True, 4)
    assert await figures(hub, "NV", OCTOBER) == {"PEO01": "4000", "PEO02": "2000"}
    assert await figures(hub, "SV", OCTOBER) == {"PEO01": "3000", "PEO02": "1500"}


async def test_a_forms_own_unit_is_turned_back_exactly(hub: Hub, tmp_path: Path) -> None:
    hub.clock.to("2020-01-05 09:00")
    item, desk = await asked(hub, "2019"), recorder(hub)
    rows = [["小麦产量", 1234500]]
    taken = await hands_in(desk, item, made([["指标", "本年"], *rows]), tmp_path, state=True, form="A3")
    assert [(c.raw, str(c.value)) for c in taken.cells] == [("1234500", "1234.5")]
    assert await figures(hub, "NV", YEAR) == {"WHE01": "1234.5"}


async def test_a_figure_that_is_none_in_its_own_unit_is_refused(hub: Hub, tmp_path: Path) -> None:
    hub.clock.to("2020-01-05 09:00")
    item, desk = await asked(hub, "2019"), recorder(hub)
    content = made([["指标", "本年"], ["小麦产量", 1234567]])
    taken = await hands_in(desk, item, content, tmp_path, state=True, form="A3")
    refused = taken.cells[0].refused
    assert refused is not None
    assert refused.message("zh") == "“1234567”公斤换算为吨后小数位过多,最多1位"
    assert await figures(hub, "NV", YEAR) == {}


async def test_a_sheet_of_another_form_is_refused_by_its_table_number(hub: Hub, tmp_path: Path) -> None:
    hub.clock.to("2020-01-05 09:00")
    item, desk = await asked(hub, "2019"), recorder(hub)
    content = made([["表号：A2"], ["指标", "本年"], ["小麦产量", 1000]])
    await sent(desk, content)
    async with hub.refuses(RefusalCode.WORKBOOK_OF_ANOTHER) as refusal:
        await hands_in(desk, item, content, tmp_path, state=True, form="A3")
    assert refusal.zh == "这是畜牧季报的表格,现在要报的是北谷教区 2019年"
