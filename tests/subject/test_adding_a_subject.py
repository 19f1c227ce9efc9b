"""docs/adding-a-subject.md, followed to the letter in a copy of the tree: what it says works."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from server.settings import ROOT

BLOCK = r"```[a-z]*\n(?P<{}>.*?)```"
STEP = re.compile(
    r"^Write `(?P<new>[^`]+)`:\n\n"
    + BLOCK.format("text")
    + r"|^In `(?P<file>[^`]+)`, (?P<how>below|in place of) the line\n\n"
    + BLOCK.format("line")
    + r"\n\n(?:add|write)\n\n"
    + BLOCK.format("added"),
    re.MULTILINE | re.DOTALL,
)
COPIED = ["analytics", "counties", "db", "docs", "resolvers", "schema", "server", "tests", "pyproject.toml", "hub.py"]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the tree, without what was built or installed in it."""
    ignored = shutil.ignore_patterns("__pycache__", "node_modules", ".hypothesis")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=ignored)
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


def follow(page: str, tree: Path) -> list[str]:
    """Carry out every step of the page in the tree; answers the files touched. A line that is not there fails the
    test.
    """
    # The revision that no other follows; branches that land out of order keep their numbers.
    texts = [path.read_text(encoding="utf-8") for path in (tree / "db/migrations/versions").glob("[0-9]*.py")]
    followed = {found for each in texts for found in re.findall(r'^down_revision = "(\w+)"', each, re.M)}
    (last,) = {found for each in texts for found in re.findall(r'^revision = "(\w+)"', each, re.M)} - followed
    touched = []
    for step in STEP.finditer(page.replace("{last}", last)):
        path = tree / (step["new"] or step["file"])
        touched.append(str(path.relative_to(tree)))
        if step["new"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step["text"], encoding="utf-8")
            continue
        text, line = path.read_text(encoding="utf-8"), step["line"]
        assert text.count(line) == 1, f"{path.name} holds this line {text.count(line)} times: {line}"
        path.write_text(text.replace(line, (line if step["how"] == "below" else "") + step["added"]), encoding="utf-8")
    return touched


def run(tree: Path, *command: str) -> str:
    """Run a command in the tree; its output, or a failure that shows it."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    done = subprocess.run([sys.executable, *command], cwd=tree, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_subject_added_by_the_page_answers_through_graphql_under_row_policies(tree: Path) -> None:
    touched = follow((ROOT / "docs/adding-a-subject.md").read_text(encoding="utf-8"), tree)
    assert len(touched) == 17
    printed = run(tree, "-c", "from schema.export import sdl; print(sdl())")
    assert "type Loan implements Item & Node" in printed
    (tree / "tests/lending/__init__.py").touch()
    closing = run(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/lending", "tests/db/test_shape.py")
    assert re.search(r"17 passed", closing), closing
