"""The two packs of the tests, and copies of the tiny one with something broken."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
FUXIAN = ROOT / "counties" / "fuxian"
TINY = ROOT / "tests" / "packs" / "tiny"


def copy_of(pack: Path, folder: Path) -> Path:
    """A copy that a test may break."""
    return Path(shutil.copytree(pack, folder / "pack"))


def change(pack: Path, file: str, old: str, new: str) -> None:
    """Replace the one place in a file where the text stands."""
    path = pack / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def append(pack: Path, file: str, line: str) -> None:
    """Put a line at the end of a file."""
    with (pack / file).open("a", encoding="utf-8") as end:
        end.write(line + "\n")


def line_of(pack: Path, file: str, text: str) -> int:
    """The line on which a text first stands; the one after the last for an empty text."""
    whole = (pack / file).read_text(encoding="utf-8")
    return whole[: whole.index(text) if text else len(whole)].count("\n") + 1
