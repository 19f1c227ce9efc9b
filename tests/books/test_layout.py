"""A sheet laid out: the forms of the sample county, every kind of answer, both languages, one source for all files."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import yaml

from analytics.workbooks.paper import pdf, prints_chinese
from analytics.workbooks.printing import sheet_names, workbook
from analytics.workbooks.table import Figure, Table, plain
from resolvers.statistics.catalogue import Column
from resolvers.statistics.form_heads import FormHead
from resolvers.statistics.layout import Words, printed
from resolvers.statistics.periods import Period
from resolvers.statistics.sheet import Cell, CellAnswer, Locked, Sheet
from tests.hub import FUXIAN

PACK: dict[str, Any] = yaml.safe_load((FUXIAN / "forms.yaml").read_text(encoding="utf-8"))
FORMS = {form["code"]: form for form in PACK["forms"]}
CIVIL = {"zh": "民政局", "en": "Civil Affairs Bureau"}
AUGUST = Period.parse("2019-08")


def head(code: str) -> FormHead:
    """A form of the sample county as its register has it."""
    form = FORMS[code]
    renewals = tuple((date.fromisoformat(r["from"]), r["approval_no"]) for r in form.get("renewals", ()))
    return FormHead(
        code=code,
        table_no=form["table_no"],
        name={"zh": form["name_zh"], "en": form["name_en"]},
        issuing=CIVIL,
        formulated_by=CIVIL,
        approved_by=form["approved_by"],
        approval_no=form["approval_no"],
        valid_to=None,
        renewals=renewals,
        layout={**PACK["layout_default"], **form.get("layout", {})},
    )


def cell(number: int, answer: CellAnswer, **others: Any) -> Cell:
    """A cell whose indicator is POPnn."""
    given: dict[str, Any] = {"row_no": str(number), "section": None, "decimals": 0, "unit_of_measure": "人", **others}
    return Cell(number, f"POP{number:02}", Column.STATE, f"指标{number}", answer=answer, **given)


def sheet(code: str, *cells: Cell, period: Period = AUGUST, signed: bool = True) -> Sheet:
    """A sheet of the town 1."""
    names = ("王喆", "李珺赟", date(2019, 9, 3)) if signed else (None, None, None)
    return Sheet(code, 1, period, cells, *names)


WORDS = Words(
    areas={1: {"zh": "张村驿镇", "en": "Zhangcunyi"}},
    units={3: CIVIL},
    indicators={f"POP{n:02}": {"zh": f"指标{n}", "en": f"Indicator {n}"} for n in range(99)},
    measures_en={"人": "persons"},
    ended_on={"POP09": date(2020, 12, 31)},
)
ANSWERS = [
    cell(1, CellAnswer.STATED, value=Decimal("1234"), cumulative=Decimal(99), last_year=Decimal(7), confirmed=True),
    cell(2, CellAnswer.REGISTER, value=Decimal("1.50"), decimals=2, confirmed=True),
    cell(3, CellAnswer.FORMULA, value=Decimal("-3"), confirmed=True),
    cell(4, CellAnswer.FINER, value=Decimal("0"), confirmed=False),
    cell(5, CellAnswer.HUB, value=Decimal("8"), confirmed=True),
    cell(6, CellAnswer.LAST_KNOWN, value=Decimal("9"), known=Period.parse("2019Q2"), confirmed=True),
    cell(7, CellAnswer.ASKED),
    cell(8, CellAnswer.WAITING, waits_for=3),
    cell(9, CellAnswer.ENDED, value=Decimal("5"), last_year=Decimal(6)),
    cell(10, CellAnswer.NOT_YET_COUNTED),
]


def entries(table: Table) -> list[list[str]]:
    """The lines of a table as they are printed."""
    return [[part if isinstance(part, str) else part.text for part in line.cells] for line in table.lines]


def test_every_kind_of_answer_prints_its_figure_or_says_why_there_is_none() -> None:
    table = printed(sheet("F05", *ANSWERS), head("F05"), WORDS)
    assert [[line[0], *line[3:]] for line in entries(table)] == [
        ["指标1", "1234", "99", "7", ""],
        ["指标2", "1.50", "—", "—", ""],
        ["指标3", "-3", "—", "—", ""],
        ["指标4", "0", "—", "—", "未审签"],
        ["指标5", "8", "—", "—", ""],
        ["指标6", "9", "—", "—", "2019年二季度数"],
        ["指标7", "—", "—", "—", "待填报"],
        ["指标8", "—", "—", "—", "待民政局"],
        ["指标9", "—", "—", "6", "指标已停用（至2020-12-31）"],
        ["指标10", "待系统统计", "—", "—", ""],
    ]


def test_english_says_the_same_under_the_same_heads() -> None:
    table = printed(sheet("F05", *ANSWERS), head("F05"), WORDS, language="en")
    assert table.title == "Population and fertility monthly"
    assert table.head == (
        "Table no.: 富卫人口1表",
        "Formulated by: Civil Affairs Bureau",
        "Approved (filed) by: 富县统计局",
        "Approval (filing) no.: 富统制〔2019〕5号",
        "Valid until: until further notice",
    )
    assert table.above == ("Reporting unit: Zhangcunyi", "August 2019")
    assert [column.title for column in table.columns] == [
        "Indicator", "Unit", "Row", "This month (end of month)", "January to date", "A year ago", "Remarks",
    ]  # fmt: skip
    said = [line[-1] for line in entries(table)]
    assert said == [
        "", "", "", "not confirmed yet", "", "of Q2 2019", "to be stated", "waits for Civil Affairs Bureau",
        "indicator ended (2020-12-31)", "",
    ]  # fmt: skip
    assert entries(table)[9][3] == "not yet counted by the hub"
    assert table.signature == "Head of unit: 李珺赟    Filled in by: 王喆    Handed in on: 2019-09-03"


def test_a_form_with_sections_prints_them_over_their_numbered_rows() -> None:
    cells = [
        cell(1, CellAnswer.STATED, section="一", value=Decimal(1), confirmed=True),
        cell(2, CellAnswer.STATED, section="一", value=Decimal(2), confirmed=True),
        cell(5, CellAnswer.STATED, section="二", value=Decimal(5), confirmed=True),
    ]
    table = printed(sheet("F05", *cells), head("F05"), WORDS)
    assert [(line.section, line.cells[0]) for line in table.lines] == [
        (True, "一、户数和人口"),
        (False, "指标1"),
        (False, "指标2"),
        (True, "二、出生、死亡和迁移"),
        (False, "指标5"),
    ]
    assert [column.title for column in table.columns] == [
        "指标名称", "计量单位", "行次", "本月（月末）", "1-本月累计", "上年同期",
    ]  # fmt: skip


def test_a_field_is_called_in_english_as_its_form_calls_it() -> None:
    cells = [cell(1, CellAnswer.STATED, label_en="Population, summed up"), cell(2, CellAnswer.STATED)]
    table = printed(sheet("F10", *cells), head("F10"), WORDS, language="en")
    assert [line[0] for line in entries(table)] == ["Population, summed up", "Indicator 2"]


def test_sections_have_their_own_words_in_english() -> None:
    cells = [cell(n, CellAnswer.STATED, section=s, value=Decimal(n), confirmed=True) for n, s in ((1, "一"), (5, "二"))]
    table = printed(sheet("F05", *cells), head("F05"), WORDS, language="en")
    assert [line.cells[0] for line in table.lines] == [
        "1. Households and population", "Indicator 1", "2. Births, deaths and migration", "Indicator 5",
    ]  # fmt: skip
    labels = [field["label_en"] for form in FORMS.values() for field in form["fields"] if "label" in field]
    assert len(labels) == 64 and [label for label in labels if not label.isascii()] == []
    sections = [part for form in FORMS.values() for part in (form.get("layout") or {}).get("sections", ())]
    assert [part for part in sections if not part["title_en"].isascii()] == []


@pytest.mark.parametrize(
    ("language", "remarks"),
    [
        ("zh", ["锁定后更正为14", "", "2019年二季度数；锁定后更正为9.5", "锁定后更正为—"]),
        ("en", ["corrected after locking: 14", "", "of Q2 2019; corrected after locking: 9.5",
                "corrected after locking: —"]),
    ],
)  # fmt: skip
def test_what_was_locked_is_printed_with_what_was_corrected_since_beside_it(language: str, remarks: list[str]) -> None:
    known = Period.parse("2019Q2")
    then = (
        cell(1, CellAnswer.STATED, value=Decimal(12), cumulative=Decimal(102), confirmed=True),
        cell(2, CellAnswer.STATED, value=Decimal(7), confirmed=True),
        cell(3, CellAnswer.LAST_KNOWN, value=Decimal(9), known=known, decimals=1, confirmed=True),
        cell(4, CellAnswer.STATED, value=Decimal(0), confirmed=True),
    )
    now = [replace(then[0], value=Decimal(14), cumulative=Decimal(104)), then[1],
           replace(then[2], value=Decimal("9.5")), replace(then[3], value=None)]  # fmt: skip
    locked = Locked(1, datetime(2019, 9, 8, tzinfo=UTC), then)
    table = printed(sheet("F05", *now), head("F05"), WORDS, language=language, locked=locked)
    assert [line[3:5] for line in entries(table)] == [["12", "102"], ["7", "—"], ["9.0", "—"], ["0", "—"]]
    assert [line[-1] for line in entries(table)] == remarks


def test_a_renewed_form_prints_the_approval_of_its_day() -> None:
    numbers = {
        period: printed(sheet("F05", period=Period.parse(period)), head("F05"), WORDS).head[3]
        for period in ("2021-12", "2022-01", "2025-03")
    }
    assert numbers == {
        "2021-12": "批准（备案）文号：富统制〔2019〕5号",
        "2022-01": "批准（备案）文号：富统制〔2022〕5号",
        "2025-03": "批准（备案）文号：富统制〔2025〕5号",
    }


def test_a_form_that_the_hub_produces_says_so_and_when() -> None:
    table = printed(sheet("F30", signed=False), head("F30"), WORDS, made_at="2019-09-01 08:00")
    assert table.signature == "由县域一张网从在册数据生成，不需填报　　生成时间：2019-09-01 08:00"
    assert table.head == ("制表单位：民政局",)
    assert table.above == ("综合范围：张村驿镇", "2019年8月")


@pytest.mark.parametrize("code", FORMS)
def test_every_form_of_the_sample_county_fills_every_blank_of_its_layout(code: str) -> None:
    form = FORMS[code]
    fields = [
        cell(n, CellAnswer.STATED, value=Decimal(n), section=field.get("section"), confirmed=True)
        for n, field in enumerate(form["fields"], 1)
    ]
    for language in ("zh", "en"):
        table = printed(sheet(code, *fields), head(code), WORDS, language=language, made_at="now")
        words = [table.title, *table.head, *table.above, table.signature, *(c.title for c in table.columns)]
        assert not [word for word in words if "{" in word or "None" in word or not word.strip()]
        rows = [line for line in table.lines if not line.section]
        assert [line.cells[3] for line in rows] == [Figure(Decimal(n), 0) for n in range(1, len(fields) + 1)]


def test_workbook_and_page_hold_what_the_table_says() -> None:
    table = printed(sheet("F05", *ANSWERS), head("F05"), WORDS)
    page = openpyxl.load_workbook(io.BytesIO(workbook([table]))).worksheets[0]
    values = [[value for value in row if value is not None] for row in page.iter_rows(values_only=True)]
    assert values[0] == ["人口和生育服务月报"]
    assert values[8] == ["指标1", "人", "1", 1234, 99, 7, ""]
    assert values[9][3] == 1.5 and page["D10"].number_format == "0.00"
    (said,) = plain([table])
    assert [line["cells"] for line in said["lines"]] == entries(table)


@pytest.mark.skipif(not prints_chinese(), reason="this machine has no Chinese font")
def test_the_same_table_gives_the_same_paper() -> None:
    table = printed(sheet("F05", *ANSWERS), head("F05"), WORDS)
    made = [pdf([table, table], datetime(2019, 8, 31, tzinfo=UTC)) for _ in range(2)]
    assert made[0] == made[1] and made[0].startswith(b"%PDF-")
    assert made[0] != pdf([table], datetime(2019, 8, 31, tzinfo=UTC))


def test_a_number_longer_than_a_workbook_keeps_stays_whole_as_text() -> None:
    long = cell(1, CellAnswer.STATED, value=Decimal("12345678901234567"), confirmed=True)
    table = replace(printed(sheet("F05", long), head("F05"), WORDS), head=())
    page = openpyxl.load_workbook(io.BytesIO(workbook([table]))).worksheets[0]
    assert page["D4"].value == "12345678901234567"


def test_names_of_worksheets_are_allowed_and_differ() -> None:
    assert sheet_names(["a/b:c", "A b c", "", "一" * 40, "一" * 40]) == [
        "a b c", "A b c 2", "1", "一" * 31, "一" * 29 + " 2",
    ]  # fmt: skip
