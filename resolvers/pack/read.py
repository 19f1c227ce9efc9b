"""Reads the folder of a county pack into typed rows; every row knows its file and line.

CSV tables carry a heading; YAML files are read with line marks. What a table may hold is said by the row classes.
"""

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml

from resolvers.pack import flow_rows as f
from resolvers.pack import rows as r
from resolvers.pack.problems import Mark, Problem, RefusedPack
from resolvers.pack.shape import Block, Reader, layout, required

Shape = TypeVar("Shape", bound=r.Row)

TABLES: dict[str, tuple[str, type[Any]]] = {
    "units": ("units.csv", r.Unit),
    "areas": ("areas.csv", r.Area),
    "area_changes": ("area_changes.csv", r.AreaChange),
    "positions": ("positions.csv", r.Position),
    "powers": ("powers.csv", r.Power),
    "guards": ("guards.csv", r.Guard),
    "people": ("demo_people.csv", r.Person),
    "document_kinds": ("document_kinds.csv", r.DocumentKind),
    "document_elements": ("document_elements.csv", r.DocumentElement),
    "number_series": ("number_series.csv", r.NumberSeries),
    "retention": ("retention.csv", r.Retention),
    "holidays": ("holidays.csv", r.Holiday),
    "glossary": ("glossary.csv", r.Term),
    "indicators": ("indicators.csv", r.Indicator),
    "life": ("life.csv", r.LifeModel),
}
REQUIRED = frozenset(
    {"county.yaml", "workflows.yaml", "forms.yaml", "units.csv", "areas.csv", "positions.csv", "powers.csv"}
    | {"guards.csv", "demo_people.csv", "indicators.csv", "holidays.csv"}
)


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A county pack as read: its rows in the order of the files, and the problems of reading it.

    `digest` is the hash over names and bytes of all files, so that an unchanged pack can be told at once; `written`
    is workflows.yaml as written, for those who keep it whole.
    """

    folder: Path
    digest: str
    problems: tuple[Problem, ...]
    county: r.County
    units: tuple[r.Unit, ...]
    areas: tuple[r.Area, ...]
    area_changes: tuple[r.AreaChange, ...]
    positions: tuple[r.Position, ...]
    powers: tuple[r.Power, ...]
    guards: tuple[r.Guard, ...]
    people: tuple[r.Person, ...]
    document_kinds: tuple[r.DocumentKind, ...]
    document_elements: tuple[r.DocumentElement, ...]
    number_series: tuple[r.NumberSeries, ...]
    retention: tuple[r.Retention, ...]
    holidays: tuple[r.Holiday, ...]
    glossary: tuple[r.Term, ...]
    indicators: tuple[r.Indicator, ...]
    life: tuple[r.LifeModel, ...]
    baseline: tuple[r.Baseline, ...]
    forms: f.Forms
    workflows: f.Workflows
    written: Block
    services: f.Services | None
    map: dict[str, Any]


class _Loader(yaml.CSafeLoader):
    """Keeps the line of every mapping and refuses a key that stands twice; dates stay text for the row classes.

    The C parser reads a county in a quarter of the time of the other one.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012  as PyYAML declares it
        letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _block(loader: yaml.CSafeLoader, node: yaml.MappingNode) -> Block:
    block = Block()
    block.line = node.start_mark.line + 1
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in block:
            raise yaml.constructor.ConstructorError(None, None, f"{key!r} stands twice", key_node.start_mark)
        block[key] = loader.construct_object(value_node, deep=True)
    return block


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _block)


def _heading_fits(reader: Reader, heading: list[str], shape: type[r.Row]) -> bool:
    """Whether every column is known and none is missing; else that is said once, and not again for every row."""
    expected = layout(cast(Any, shape))
    for column in sorted(required(cast(Any, shape)) - set(heading)):
        reader.wrong(1, f"the column {column} is missing", f"Add the column {column}")
    for column in sorted(set(heading) - expected.keys()):
        reader.wrong(1, f"unknown column {column!r}", f"Use one of: {', '.join(expected)}")
    return not reader.problems


class _Folder:
    """The files of one pack, read table by table; problems gather here."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.written: dict[str, Block] = {}

    def text(self, name: str) -> str | None:
        try:
            return (self.path / name).read_text("utf-8")
        except FileNotFoundError:
            if name in REQUIRED:
                self.problems.append(Problem(name, 1, "the file is missing", f"Add {name} to the pack"))
        except UnicodeDecodeError:
            self.problems.append(Problem(name, 1, "the file is not UTF-8", f"Save {name} as UTF-8"))
        return None

    def table(self, shape: type[Shape], name: str) -> tuple[Shape, ...]:
        """The rows of a CSV file, in its order."""
        reader = Reader(name)
        found = []
        for line, data in self.lines(name, reader, shape):
            found.append(reader.row(shape, data, line))
        self.problems += reader.problems
        return tuple(row for row in found if row is not None)

    def lines(self, name: str, reader: Reader, shape: type[r.Row] | None) -> Iterator[tuple[int, dict[str, str]]]:
        """Line number and cells by heading of each row; a row of another width is a problem and left out."""
        text = self.text(name)
        if text is None:
            return
        source = csv.reader(text.splitlines(keepends=True))
        heading = next(source, [])
        if shape and not _heading_fits(reader, heading, shape):
            return
        line = source.line_num + 1
        for cells in source:
            if cells and len(cells) != len(heading):
                reader.wrong(line, f"{len(cells)} cells under {len(heading)} headings", "Quote cells that hold a comma")
            elif cells:
                yield line, {key: cell.strip() for key, cell in zip(heading, cells, strict=True)}
            line = source.line_num + 1

    def tree(self, shape: type[Shape], name: str) -> Shape | None:
        """One YAML file as its row class, or None where it could not be read."""
        text = self.text(name)
        if text is None:
            return None
        try:
            data = yaml.load(text, _Loader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.problems.append(Problem(name, line, f"not YAML: {error.problem}", "Correct the line"))
            return None
        reader = Reader(name)
        self.written[name] = data if isinstance(data, Block) else Block()
        found = reader.row(shape, self.written[name], 1)
        self.problems += reader.problems
        return found

    def map(self, name: str) -> dict[str, Any]:
        text = self.text(name)
        try:
            return cast(dict[str, Any], json.loads(text)) if text else {}
        except json.JSONDecodeError as error:
            self.problems.append(Problem(name, error.lineno, f"not JSON: {error.msg}", "Correct the line"))
            return {}

    def baseline(self, name: str) -> tuple[r.Baseline, ...]:
        """Sizes of townships: the columns are indicators, so the row class cannot name them."""
        reader = Reader(name)
        found = []
        for line, data in self.lines(name, reader, None):
            unit, source = data.pop("unit", ""), data.pop("source", "")
            try:
                values = {code: Decimal(cell) for code, cell in data.items() if cell}
            except ArithmeticError:
                reader.wrong(line, "a size is not a number", "Write plain numbers without separators")
                continue
            found.append(r.Baseline(unit=unit, values=values, source=source, mark=Mark(name, line)))
        self.problems += reader.problems
        return tuple(found)


def digest_of(folder: Path) -> str:
    """The hash over names and bytes of a pack's files."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.iterdir() if path.suffix in {".csv", ".yaml", ".geojson", ".json"}):
        whole.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def read_pack(folder: Path) -> Pack:
    """The pack in the folder. What does not fit its row class is left out and stands in `problems`.

    Raises RefusedPack where county.yaml, workflows.yaml or forms.yaml cannot be read at all: the rest hangs on them.
    """
    files = _Folder(folder)
    county = files.tree(r.County, "county.yaml")
    workflows = files.tree(f.Workflows, "workflows.yaml")
    forms = files.tree(f.Forms, "forms.yaml")
    services = files.tree(f.Services, "services.yaml")
    tables: dict[str, Any] = {name: files.table(shape, file) for name, (file, shape) in TABLES.items()}
    baseline, shapes = files.baseline("township_baseline.csv"), files.map("townships.geojson")
    if county is None or workflows is None or forms is None:
        raise RefusedPack(files.problems)
    return Pack(
        folder=folder,
        digest=digest_of(folder),
        problems=tuple(sorted(files.problems)),
        county=county,
        baseline=baseline,
        forms=forms,
        workflows=workflows,
        written=files.written["workflows.yaml"],
        services=services,
        map=shapes,
        **tables,
    )
