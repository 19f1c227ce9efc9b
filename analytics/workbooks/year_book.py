"""The year's book of a unit: a page that lists its forms and shows how their cells were answered, then the forms."""

import io
from dataclasses import dataclass
from typing import Any

from analytics.workbooks.printing import Styles, across, new_book, sheet_names, write_table
from analytics.workbooks.table import Table

CONTENTS = {"zh": "目录", "en": "Contents"}
HEADINGS = {
    "zh": ("工作表", "表号", "表名", "乡镇填报", "系统填报", "尚缺", "待统计或停用"),
    "en": ("Sheet", "Table no.", "Form", "Stated by townships", "Answered by the hub", "Missing", "Later or ended"),
}
CHART = {"zh": "各表数据来源（单元格数）", "en": "Where the cells came from"}
COLOURS = ("#4C6EF5", "#12B886", "#FA5252", "#ADB5BD")
WIDTHS = (14, 18, 40, 13, 13, 13, 13)


@dataclass(frozen=True)
class Answered:
    """Cells of a page counted by who answered them."""

    by_townships: int
    by_hub: int
    owed: int
    later: int

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """The counts in the order of the headings."""
        return self.by_townships, self.by_hub, self.owed, self.later


@dataclass(frozen=True)
class YearPage:
    """One page: its name in the workbook, the form's number and name, the table, and how its cells were answered."""

    name: str
    table_no: str
    form: str
    table: Table
    answered: Answered


@dataclass(frozen=True)
class YearBook:
    """A unit's book of a year."""

    title: str
    pages: tuple[YearPage, ...]
    language: str = "zh"


def year_workbook(asked: YearBook) -> bytes:
    """The book as a workbook: the contents with a chart, then a worksheet a page."""
    out = io.BytesIO()
    book = new_book(out)
    styles = Styles(book)
    names = sheet_names([CONTENTS[asked.language], *(page.name for page in asked.pages)])
    contents = book.add_worksheet(names[0])
    for name, page in zip(names[1:], asked.pages, strict=True):
        write_table(book.add_worksheet(name), page.table, styles)
    _contents(contents, names, asked, styles)
    _chart(book, contents, names[0], asked)
    book.close()
    return out.getvalue()


def _contents(page: Any, names: list[str], asked: YearBook, styles: Styles) -> None:
    for n, width in enumerate(WIDTHS):
        page.set_column(n, n, width)
    across(page, 0, 0, len(WIDTHS) - 1, asked.title, styles.of(bold=True, font_size=16, align="center"))
    for n, words in enumerate(HEADINGS[asked.language]):
        page.write_string(1, n, words, styles.of(bold=True, border=1, align="center"))
    for row, (name, each) in enumerate(zip(names[1:], asked.pages, strict=True), 2):
        link = styles.of(border=1, font_color="#1C7ED6", underline=1)
        page.write_url(row, 0, f"internal:'{name}'!A1", link, name)
        page.write_string(row, 1, each.table_no, styles.of(border=1))
        page.write_string(row, 2, each.form, styles.of(border=1))
        for n, count in enumerate(each.answered.counts, 3):
            page.write_number(row, n, count, styles.of(border=1, num_format="0"))
    page.freeze_panes(2, 0)


def _chart(book: Any, page: Any, name: str, asked: YearBook) -> None:
    """A bar a form, in the order of the list: what the townships still had to state themselves is seen at once."""
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    last = 1 + len(asked.pages)
    for n, colour in enumerate(COLOURS, 3):
        chart.add_series(
            {
                "name": [name, 1, n],
                "categories": [name, 2, 2, last, 2],
                "values": [name, 2, n, last, n],
                "fill": {"color": colour},
                "gap": 40,
            }
        )
    chart.set_title({"name": CHART[asked.language], "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 820, "height": 160 + 22 * len(asked.pages)})
    page.insert_chart(1, len(WIDTHS) + 1, chart)
