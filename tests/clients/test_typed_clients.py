"""The makers of typed clients take schema.graphql as it is: graphql-codegen's client preset, and the Relay compiler."""

import shutil
import subprocess
from pathlib import Path

import pytest

from server.page import PageTrouble, node_folder
from server.settings import ROOT
from tests.server import node

SOURCE = ROOT / "tests" / "clients" / "typed"
FILES = ("*.ts", "relay.config.json")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the documents, the schema and the packages."""
    try:
        node_folder()
    except PageTrouble as missing:
        pytest.skip(f"no Node here: {missing}")
    packages = node.installed(SOURCE)
    folder = tmp_path_factory.mktemp("typed")
    for path in (each for pattern in FILES for each in SOURCE.glob(pattern)):
        shutil.copyfile(path, folder / path.name)
    shutil.copytree(SOURCE / "src", folder / "src")
    shutil.copyfile(ROOT / "schema" / "schema.graphql", folder / "schema.graphql")
    (folder / "node_modules").symlink_to(packages / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "relay").mkdir()
    return folder


def runs(place: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a package's program with the Node that the page is built with."""
    command = [str(node_folder() / "node"), f"node_modules/{script}", *arguments]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=120, check=False)


def test_relay_compiles_pages_nodes_acts_and_subscriptions(place: Path) -> None:
    done = runs(place, "relay-compiler/cli.js")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARN" not in done.stdout + done.stderr
    made = {path.name.removesuffix(".graphql.ts") for path in (place / "relay").glob("*.graphql.ts")}
    # What Relay made of the page and of the thing with an id: their own queries, to read on and to read again.
    assert {"inboxPageQuery", "inboxItemQuery", "inboxStateFactsMutation", "inboxChangesSubscription"} <= made
    again = (place / "relay" / "inboxItemQuery.graphql.ts").read_text("utf-8")
    assert "node(id: $id)" in again
    value = (place / "relay" / "inboxRankingQuery.graphql.ts").read_text("utf-8")
    assert "readonly rank: number | null" in value


def test_codegen_makes_types_that_typescript_accepts(place: Path) -> None:
    done = runs(place, "@graphql-codegen/cli/esm/bin.js", "--config", "codegen.ts")
    assert done.returncode == 0, done.stdout + done.stderr
    types = (place / "codegen" / "graphql.ts").read_text("utf-8")
    for name in ("InboxQuery", "FigureQuery", "StateFactsMutation", "ChangesSubscription"):
        assert f"export type {name} = " in types
    options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "esnext", "--moduleResolution", "bundler"]
    checked = runs(place, "typescript/bin/tsc", *options, "codegen/index.ts")
    assert checked.returncode == 0, checked.stdout
