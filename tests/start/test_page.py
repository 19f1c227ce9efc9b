"""The build of the page: once for each source, swapped in whole, and never in the way of the page that is shown."""

import json
from pathlib import Path

import pytest

from server.page import PageTrouble, build_page

BUILD = """\
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
const text = readFileSync("text", "utf8");
if (text === "broken") { console.error("text is broken"); process.exit(3); }
mkdirSync("dist");
writeFileSync("dist/index.html", text);
"""

EXPLORER = """\
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
if (readFileSync("text", "utf8") === "no explorer") process.exit(4);
mkdirSync("dist/graphiql", { recursive: true });
// What a visitor of the page gets while the explorer is being built.
const shown = "../../../web/dist/index.html";
writeFileSync("dist/graphiql/index.html", existsSync(shown) ? readFileSync(shown, "utf8") : "nothing");
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with a page that needs no package."""
    web = tmp_path / "web"
    web.mkdir()
    head = {"name": "page", "version": "1.0.0"}
    (web / "package.json").write_text(
        json.dumps({**head, "scripts": {"build": "node build.mjs", "build:graphiql": "node explorer.mjs"}})
    )
    (web / "package-lock.json").write_text(json.dumps({**head, "lockfileVersion": 3, "packages": {"": head}}))
    (web / "build.mjs").write_text(BUILD)
    (web / "explorer.mjs").write_text(EXPLORER)
    (web / "text").write_text("first")
    return tmp_path


def build(root: Path, text: str) -> bool:
    """Build the page of this text."""
    (root / "web" / "text").write_text(text)
    return build_page(root / "page.log", root)


def shown(root: Path) -> str:
    """Answer the page that a visitor gets."""
    return (root / "web" / "dist" / "index.html").read_text()


def test_the_page_is_built_once_for_each_source(root: Path) -> None:
    assert build(root, "first") is True
    assert build(root, "first") is False
    assert build(root, "second") is True
    assert shown(root) == "second"
    assert "node build.mjs" in (root / "page.log").read_text()


def test_the_build_before_stays_for_open_pages_and_older_ones_go(root: Path) -> None:
    for text in ("first", "second", "third"):
        build(root, text)

    kept = sorted((each / "index.html").read_text() for each in (root / ".cache" / "page" / "builds").iterdir())
    assert kept == ["second", "third"]


def test_a_build_that_fails_leaves_the_page_as_it_was_and_names_the_log(root: Path) -> None:
    build(root, "first")

    with pytest.raises(PageTrouble) as told:
        build(root, "broken")

    assert shown(root) == "first"
    assert str(root / "page.log") in str(told.value)
    assert "text is broken" in str(told.value)
    assert build(root, "mended") is True
    assert shown(root) == "mended"


def test_a_build_made_by_hand_gives_way(root: Path) -> None:
    (root / "web" / "dist").mkdir()
    (root / "web" / "dist" / "index.html").write_text("by hand")

    assert build(root, "first") is True
    assert shown(root) == "first"


def test_a_changed_schema_builds_the_page_anew(root: Path) -> None:
    build(root, "first")
    (root / "schema").mkdir()
    (root / "schema" / "schema.graphql").write_text("type Query { now: String }\n")

    assert build(root, "first") is True


def test_the_page_is_shown_before_the_explorer_is_begun(root: Path) -> None:
    build(root, "first")

    assert (root / "web" / "dist" / "graphiql" / "index.html").read_text() == "first"


def test_an_explorer_that_fails_leaves_the_new_page_and_is_tried_again(root: Path) -> None:
    with pytest.raises(PageTrouble, match="build:graphiql failed"):
        build(root, "no explorer")

    assert shown(root) == "no explorer"
    with pytest.raises(PageTrouble, match="build:graphiql failed"):
        build(root, "no explorer")
    assert (root / "page.log").read_text().count("node build.mjs") == 0
