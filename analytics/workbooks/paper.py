"""Printed tables as PDF, by Typst. Chinese is printed with the machine's own Chinese font; without one nothing is made.

A paper with empty boxes for characters is worse than none, so that a machine that has no Chinese font is told so; the
workbook of the same tables needs no font.
"""

import threading
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import orjson
import typst

from analytics.workbooks.table import Table, plain

PAPER = Path(__file__).with_name("paper.typ")
# The first that the machine has prints the Chinese; Debian and Ubuntu have the Noto ones in fonts-noto-cjk.
CHINESE = (
    "FangSong_GB2312",
    "FandolFang R",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "SimSun",
    "Songti SC",
    "AR PL UMing CN",
    "WenQuanYi Zen Hei",
)
LATIN = "Libertinus Serif"  # comes with Typst


class NoChineseFont(Exception):
    """The machine has no font that prints Chinese: install fonts-noto-cjk, or put a font into the folder `fonts`."""


_alone = threading.Lock()  # a compiler holds one document at a time


@lru_cache(maxsize=4)
def _fonts(folder: Path | None) -> tuple[typst.Fonts, tuple[str, ...]]:
    """The fonts of the machine and of a folder, and those of them that print Chinese, the best first; read once."""
    fonts = typst.Fonts(font_paths=[folder] if folder and folder.is_dir() else [])
    there = set(fonts.families())
    return fonts, tuple(name for name in CHINESE if name in there)


@lru_cache(maxsize=4)
def _compiler(folder: Path | None) -> typst.Compiler:
    return typst.Compiler(PAPER, root=PAPER.parent, font_paths=_fonts(folder)[0])


def prints_chinese(folder: Path | None = None) -> bool:
    """Whether the machine, or a folder, has a font that prints Chinese."""
    return bool(_fonts(folder)[1])


def pdf(tables: Sequence[Table], made_at: datetime, *, fonts: Path | None = None) -> bytes:
    """The tables as one PDF, each on pages of its own; the same tables and moment give the same bytes.

    `fonts`: a folder with further fonts. Raises NoChineseFont.
    """
    chinese = _fonts(fonts)[1]
    if not chinese:
        raise NoChineseFont
    inputs = {
        "tables": orjson.dumps(plain(tables)).decode(),
        "fonts": orjson.dumps([*chinese, LATIN]).decode(),
    }
    with _alone:
        made = _compiler(fonts).compile(format="pdf", sys_inputs=inputs, timestamp=int(made_at.timestamp()))
    assert isinstance(made, bytes)
    return made
