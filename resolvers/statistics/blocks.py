"""A block of cells in a worksheet that holds the figures asked: which rows and columns are which facts, read at once.

Numbers are looked at column-wise, by Polars: 100,000 of them in a few hundredths of a second. What that cannot vouch
for is read one by one as if somebody had typed it, so that the rules and their words are the same everywhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

import polars as pl

from analytics.workbooks.reading import Cell, Page, address, text_of
from resolvers.refusals import Refused
from resolvers.statistics.numbers import read_number
from resolvers.statistics.open_cells import FormCell, OpenCells
from resolvers.statistics.typed import Typed, value_of
from resolvers.statistics.workbook_words import no_result, not_exact

FULL_WIDTH = "０１２３４５６７８９．，－ "  # as Chinese input writes numbers; the last is the narrow no-break space
PLAIN = "0123456789.,- "
DASHES = ("-", "—", "——", "–", "/")  # how offices write that there is no figure: missing, not zero
GROUPED = r"^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$"
NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"
MOST_DECIMALS = 6  # of any figure, in any unit
MOST_EXACT = 1e15  # above it a workbook does not hold every whole number


@dataclass(frozen=True)
class Block:
    """Rows and columns of a page, each an indicator or an area; `codes_down`: the rows are the indicators.

    `seen` are the versions that the maker of the workbook saw, by (code, area); `fields` convert from a form's units,
    `left_out` are rows with figures that are not asked, as (address, words).
    """

    page: Page
    rows: Sequence[int]
    columns: Sequence[int]
    codes: Sequence[str]
    areas: Sequence[int]
    codes_down: bool = True
    seen: Mapping[tuple[str, int], int] = field(default_factory=dict)
    fields: Mapping[str, FormCell] | None = None
    left_out: tuple[tuple[str, str], ...] = ()

    def cells(self) -> list[Cell]:
        """The cells, row by row."""
        return [line[column] for line in map(self.page.rows.__getitem__, self.rows) for column in self.columns]

    def fact(self, place: int) -> tuple[str, int]:
        """The indicator and area of the cell at a place in `cells`."""
        down, across = divmod(place, len(self.columns))
        return (self.codes[down], self.areas[across]) if self.codes_down else (self.codes[across], self.areas[down])

    def address(self, place: int) -> str:
        """The address of the cell at a place in `cells`."""
        down, across = divmod(place, len(self.columns))
        return address(self.rows[down], self.columns[across])


@dataclass(frozen=True)
class Found:
    """A cell with something in it: where, which fact, what stands there, and what it is as a figure or why not."""

    page: str
    address: str
    typed: Typed
    raw: str
    refused: Refused | None = None


@dataclass(frozen=True)
class Looked:
    """What a look at a block's cells found: the places of filled ones, and of those that are not plainly numbers."""

    filled: Sequence[int]
    doubtful: frozenset[int]


def look(block: Block, asked: OpenCells) -> Looked:
    """Look at all cells of a block at once; a formula without a saved result counts as filled, and is doubtful."""
    cells = block.cells()
    filled, doubtful = looked_at(cells, _decimals(block, asked))
    if block.page.unsaved:
        without = [p for p, cell in enumerate(cells) if cell == "" and block.address(p) in block.page.unsaved]
        filled, doubtful = sorted([*filled, *without]), [*doubtful, *without]
    return Looked(filled, frozenset(doubtful))


def read_cells(block: Block, asked: OpenCells, places: Sequence[int], doubtful: frozenset[int]) -> Iterator[Found]:
    """The cells at some places as figures, or why they are none; cells of facts that are not asked are left out."""
    for place in places:
        code, area = block.fact(place)
        if area not in asked.cells[code]:
            continue
        down, across = divmod(place, len(block.columns))
        cell = block.page.rows[block.rows[down]][block.columns[across]]
        typed = Typed(code, text_of(cell), area, block.seen.get((code, area)))
        refused: Refused | None = None
        if cell == "":
            refused = no_result("figures", code)
        elif place in doubtful or block.fields:
            typed, refused = _read(block, asked, typed)
        yield Found(block.page.name, block.address(place), typed, text_of(cell), refused)


def _decimals(block: Block, asked: OpenCells) -> list[int]:
    each = [asked.known.rows[code].decimals for code in block.codes]
    if block.codes_down:
        return [decimals for decimals in each for _ in block.columns]
    return each * len(block.rows)


def _read(block: Block, asked: OpenCells, typed: Typed) -> tuple[Typed, Refused | None]:
    """A cell as a figure in the indicator's own unit, or why it is none."""
    shown = block.fields[typed.code] if block.fields else None
    if shown is None or shown.numerator == shown.denominator:
        value = value_of(asked.known, typed)
        return typed, value if isinstance(value, Refused) else None
    return _converted(asked, typed, shown)


def _converted(asked: OpenCells, typed: Typed, shown: FormCell) -> tuple[Typed, Refused | None]:
    """A figure in the form's unit turned back, exactly: on the form it was multiplied by the fraction."""
    row = asked.known.rows[typed.code]
    value = read_number(typed.value, decimals=MOST_DECIMALS, unit=shown.unit or "")
    if not isinstance(value, Decimal):
        refused = value_of(asked.known, typed)  # in the words of whoever types such a thing
        return typed, refused if isinstance(refused, Refused) else None
    own = Fraction(value) * shown.denominator / shown.numerator
    scaled = own * 10**row.decimals
    if scaled.denominator != 1:
        unit = {"zh": row.unit_of_measure, "en": row.unit_en or row.unit_of_measure}
        values = {"raw": typed.value, "unit": shown.unit or "", "own": unit, "decimals": row.decimals}
        return typed, not_exact(values, "figures", typed.code)
    text = str(Decimal(scaled.numerator).scaleb(-row.decimals))
    return Typed(typed.code, text, typed.area_id, typed.expected), None


def looked_at(cells: Sequence[Cell], decimals: Sequence[int]) -> tuple[list[int], list[int]]:
    """The places of cells with something in them, and of those among them that are not plainly numbers with so many
    decimals at most.
    """
    words = [place for place, cell in enumerate(cells) if type(cell) is not float]
    numbers: list[Cell | None] = list(cells)
    for place in words:
        numbers[place] = None
    places = pl.DataFrame({"number": pl.Series(numbers, dtype=pl.Float64), "decimals": decimals}).with_row_index(
        "place"
    )
    filled = places.filter(pl.col("number").is_not_null())
    doubtful = filled.filter(~_sound_number())["place"].to_list()
    texts = {place: cell for place in words if isinstance(cell := cells[place], str)}
    written, unsure = _texts(texts, [decimals[place] for place in texts])
    other = [place for place in words if place not in texts]
    return sorted([*filled["place"].to_list(), *written, *other]), sorted([*doubtful, *unsure, *other])


def _texts(texts: Mapping[int, str], decimals: Sequence[int]) -> tuple[list[int], list[int]]:
    """Of texts by place: the places of those that are not blank, and of those among them that are no plain numbers."""
    frame = pl.DataFrame(
        {"place": list(texts), "text": list(texts.values()), "decimals": decimals},
        schema={"place": pl.Int64, "text": pl.String, "decimals": pl.Int64},
    )
    text = pl.col("text").str.replace_many(list(FULL_WIDTH), list(PLAIN)).str.strip_chars()
    written = frame.with_columns(text=text).filter(~pl.col("text").is_in(["", *DASHES]))
    return written["place"].to_list(), written.filter(~_sound_text())["place"].to_list()


def _sound_number() -> pl.Expr:
    """Whether a number has so many decimals at most, in the 15 digits of a workbook: what differs less is the same."""
    scaled = pl.col("number") * (10.0 ** pl.col("decimals"))
    return (pl.col("number").abs() < MOST_EXACT) & ((scaled - scaled.round()).abs() <= scaled.abs() * 1e-15)


def _sound_text() -> pl.Expr:
    """Whether a text is plainly a number with so many decimals at most, thousands separated or not."""
    text = pl.col("text")
    digits = pl.when(text.str.contains(GROUPED)).then(text.str.replace_all(",", "", literal=True)).otherwise(text)
    places = digits.str.extract(r"\.([0-9]*?)0*$").str.len_chars().fill_null(0)
    return digits.str.contains(NUMBER) & (places <= pl.col("decimals"))
