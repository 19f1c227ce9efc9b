"""Opens one workbook that somebody sent in, in a process of its own, and prints its cells as JSON.

`python -m analytics.workbooks.opening` waits for one line, the path and the limits as JSON, works within them and
ends. Nothing here trusts the file: it is looked at as an archive first, then read by calamine; formulas are never
worked out, their saved results are read.
"""

import gc
import os
import re
import resource
import sys
import zipfile
import zlib
from typing import Any
from xml.etree import ElementTree

import orjson
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = "xl/workbook.xml"
NAMES = {
    "main": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
}
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# A cell with a formula; the group behind it is empty where the program that wrote it saved no result.
FORMULA = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*><f\b[^>]*?(?:/>|>[^<]*</f>)(<v>[^<]+</v>|<is>)?')


class Refused(Exception):
    """A workbook that is not read: the fault, and the values its sentence needs."""

    def __init__(self, fault: str, **values: int | str) -> None:
        """Note them."""
        super().__init__(fault)
        self.fault, self.values = fault, values


def main() -> None:
    """Do what one line asks, and print the answer."""
    gc.disable()  # one file, then the end: there is nothing to collect
    line = sys.stdin.buffer.readline()
    if not line:
        return  # the hub has ended, or needs this process no more
    asked = orjson.loads(line)
    limits = asked["limits"]
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer: dict[str, Any]
    try:
        answer = {"pages": opened(asked["path"], limits)}
    except Refused as refused:
        answer = {"fault": refused.fault, "values": refused.values}
    except MemoryError:
        answer = {"fault": "TOO_LARGE", "values": {}}
    sys.stdout.buffer.write(orjson.dumps(answer, default=str))
    sys.stdout.flush()
    os._exit(0)  # at once: taking a hundred thousand cells apart again would keep the reader of the answer waiting


def opened(path: str, limits: dict[str, int]) -> list[dict[str, Any]]:
    """The worksheets of a workbook, in order: name, hidden, rows of cells from A1 on, merged ranges, formulas."""
    formulas = _looked_at(path, limits)
    try:
        book = CalamineWorkbook.from_path(path)
        pages, cells = [], 0
        for about in book.sheets_metadata:
            sheet = book.get_sheet_by_name(about.name)
            height, width = (n + 1 for n in sheet.end or (-1, -1))
            cells += height * width
            if height > limits["rows"]:
                raise Refused("TOO_MANY_ROWS", sheet=about.name, rows=height, most=limits["rows"])
            if cells > limits["cells"]:
                raise Refused("TOO_MANY_CELLS", cells=cells, most=limits["cells"])
            rows = sheet.to_python(skip_empty_area=False)
            merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
            hidden = about.visible != SheetVisibleEnum.Visible
            pages.append({"name": about.name, "hidden": hidden, "rows": rows, "merged": merged})
    except CalamineError as error:
        raise Refused("BROKEN", detail=str(error)[:100]) from error
    return [{**page, **formulas.get(str(page["name"]), {"formulas": [], "unsaved": []})} for page in pages]


def _looked_at(path: str, limits: dict[str, int]) -> dict[str, dict[str, list[str]]]:
    """Look at the archive; refuses what is no workbook, is too large, or has macros. Answers formulas by sheet."""
    with open(path, "rb") as file:
        beginning = file.read(8)
    if beginning == OLE:
        raise Refused("OLD_OR_LOCKED")
    if not beginning.startswith(b"PK"):
        raise Refused("NOT_A_WORKBOOK")
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
            if sum(sizes.values()) > limits["unzipped"]:
                raise Refused("TOO_LARGE", most=limits["unzipped"] // 1024**2)
            if MAIN not in sizes:
                raise Refused("NOT_A_WORKBOOK")
            if any(name.lower().endswith("vbaproject.bin") for name in sizes) or b"macroEnabled" in archive.read(
                "[Content_Types].xml"
            ):
                raise Refused("MACROS")
            return _formulas(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, KeyError, NotImplementedError, OSError) as error:
        raise Refused("BROKEN", detail=type(error).__name__) from error
    except (ElementTree.ParseError, ValueError, RuntimeError, zlib.error) as error:
        raise Refused("BROKEN", detail=type(error).__name__) from error


def _formulas(archive: zipfile.ZipFile) -> dict[str, dict[str, list[str]]]:
    """The cells with formulas by worksheet, and those of them without a saved result."""
    found: dict[str, dict[str, list[str]]] = {}
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {r.get("Id"): r.get("Target", "") for r in relations.iterfind("rel:Relationship", NAMES)}
    for sheet in ElementTree.fromstring(archive.read(MAIN)).iterfind("main:sheets/main:sheet", NAMES):
        target = targets.get(sheet.get(RELATION), "")
        data = archive.read(target.removeprefix("/") if target.startswith("/") else f"xl/{target}")
        if b"<f" in data:
            cells = [(at.decode(), bool(saved)) for at, saved in FORMULA.findall(data)]
            unsaved = [at for at, saved in cells if not saved]
            found[sheet.get("name", "")] = {"formulas": [at for at, _ in cells], "unsaved": unsaved}
    return found


if __name__ == "__main__":
    main()
