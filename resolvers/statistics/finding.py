"""Where in a workbook the figures asked stand: in the hub's own by its hidden worksheet and codes, in an office's old
one by the words of its headings (old_books.py).
"""

from collections.abc import Mapping, Sequence

from analytics.workbooks.entry import CODE, IDENTITY, Identity
from analytics.workbooks.reading import Page, text_of
from resolvers.county import County
from resolvers.statistics.blocks import Block
from resolvers.statistics.form_heads import FormHead
from resolvers.statistics.old_books import old_block, require_head, words
from resolvers.statistics.open_cells import OpenCells
from resolvers.statistics.periods import Period, PeriodError
from resolvers.statistics.workbook_words import Both, not_recognised, of_another, outdated


def form_of(pages: Sequence[Page]) -> str | None:
    """The form that the hub's own workbook was made for; None where it is of all forms, or an office's own."""
    hidden = _hidden(pages)
    return hidden[1].form or None if hidden else None


def _hidden(pages: Sequence[Page]) -> tuple[Page, Identity] | None:
    """The hidden worksheet of the hub's own workbook, and what it says."""
    page = next((page for page in pages if page.name == IDENTITY), None)
    identity = None if page is None else Identity.read(page.rows)
    return None if page is None or identity is None else (page, identity)


def block_of(
    pages: Sequence[Page], asked: OpenCells, expected: Identity, county: County, forms: Mapping[str, FormHead]
) -> Block:
    """The block of cells in which what is asked stands. Refused with WORKBOOK_OF_ANOTHER where the workbook says that
    it belongs elsewhere, and with WORKBOOK_NOT_RECOGNISED where no such block is found, or more than one.
    """
    hidden = _hidden(pages)
    if hidden is not None:
        _require_own(hidden[1], expected, county)
        return _own(pages, hidden[0], asked)
    visible = [page for page in pages if not page.hidden]
    blocks = [block for page in visible if (block := old_block(page, asked)) is not None]
    if not blocks:
        raise not_recognised("没有与所报指标对应的行和列", "no rows and columns of the indicators asked")
    if len(blocks) > 1:
        names = "、".join(f"“{block.page.name}”" for block in blocks)
        raise not_recognised(f"{names}都有所报指标,请只留一张", f"several sheets have them ({names}): keep one")
    require_head(blocks[0], asked, county, forms)
    return blocks[0]


def _require_own(identity: Identity, expected: Identity, county: County) -> None:
    """Refuse the hub's own workbook of another county, unit, period, kind, form, or of an earlier catalogue."""
    same = ("county", "kind", "unit", "period", "form")
    if any(getattr(identity, name) != getattr(expected, name) for name in same):
        raise of_another(_said(identity, county), _said(expected, county))
    if identity.catalogue != expected.catalogue:
        raise outdated()


def _said(identity: Identity, county: County) -> Both:
    """Whose workbook an identity is, in words."""
    unit = county.unit_by_code.get(identity.unit)
    try:
        period = Period.parse(identity.period)
        labels = {"zh": period.label("zh"), "en": period.label("en")}
    except PeriodError:
        labels = {"zh": identity.period[:20], "en": identity.period[:20]}
    names = unit.name if unit else {"zh": identity.unit[:20], "en": identity.unit[:20]}
    return {
        "zh": f"{names['zh']}{labels['zh']}{identity.form[:10]}",
        "en": ", ".join(filter(None, [names["en"], labels["en"], identity.form[:10]])),
    }


def _own(pages: Sequence[Page], hidden: Page, asked: OpenCells) -> Block:
    """The block of the hub's own workbook: rows by the codes in the first column, columns by the areas' names."""
    for page in pages:
        for at, line in enumerate(page.rows):
            if page is not hidden and line and text_of(line[0]).strip() in CODE.values():
                return _coded(page, at, hidden, asked)
    raise not_recognised("没有填报的工作表", "the sheet to be filled is missing")


def _coded(page: Page, heading: int, hidden: Page, asked: OpenCells) -> Block:
    names = {words(name): area for area in asked.areas for name in asked.known.areas[area].name.values()}
    columns = [(n, names[words(cell)]) for n, cell in enumerate(page.rows[heading]) if words(cell) in names]
    lines = [(n, text_of(line[0]).strip()) for n, line in enumerate(page.rows) if n > heading]
    rows = [(n, code) for n, code in lines if code in asked.cells]
    strange = [code for _, code in lines if code and code not in asked.cells]
    if strange:
        raise not_recognised(f"代码{strange[0][:20]}不在所报范围", f"the code {strange[0][:20]} is not asked here")
    if len(columns) < len(asked.areas) or not rows:
        raise not_recognised("填报的列或行被删去了", "columns or rows to be filled were removed")
    codes = {area.code: key for key, area in asked.known.areas.items()}
    seen = {
        (str(line[1]), codes[str(line[2])]): int(text_of(line[3]))
        for line in hidden.rows
        if len(line) > 3 and line[0] == "version" and str(line[2]) in codes and text_of(line[3]).isdigit()
    }
    return Block(page, *_split(rows, columns), seen=seen)


def _split(
    rows: Sequence[tuple[int, str]], columns: Sequence[tuple[int, int]]
) -> tuple[list[int], list[int], list[str], list[int]]:
    return [n for n, _ in rows], [n for n, _ in columns], [code for _, code in rows], [area for _, area in columns]
