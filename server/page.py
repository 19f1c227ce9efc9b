"""Builds the page once for each state of `web/`, behind the running server, and swaps it in whole; then the explorer.

The build works on a copy in `.cache/page`, so that a developer's own `web/node_modules` and builds stay out of it.
`web/dist` is a link to a folder in `.cache/page/builds`, named by the hash of what it was built from; replacing a link
is one atomic act, so the web server never serves half a page. The build before stays for pages that are still open.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from server.children import CHILDREN
from server.settings import ROOT

OLDEST_NODE = 22
PAGE, EXPLORER = "build", "build:graphiql"  # the scripts of package.json, in the order they are wanted
EXPLORER_FOLDER = "graphiql"
NOT_SOURCE = ("node_modules", "dist", "generated", "test-results", "playwright-report")


class PageTrouble(Exception):
    """The page cannot be built; the text says what failed and where the whole log is."""


def build_page(log_file: Path, root: Path = ROOT) -> bool:
    """Build the page and the explorer unless `web/dist` is of this very source; answer whether anything was built.

    The page is shown before the explorer is begun. What npm and Vite say goes to `log_file`. Two builds at once take
    turns. Raises PageTrouble when a step fails.
    """
    place = root / ".cache" / "page"
    place.mkdir(parents=True, exist_ok=True)
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as held, log_file.open("w") as log:
        fcntl.flock(held, fcntl.LOCK_EX)
        key = source_key(root)
        missing = [part for part in (PAGE, EXPLORER) if not is_built(root, key, part)]
        if missing:
            copy_source(root, place)
            tools = Tools(place / "web", log_file, log.fileno(), held.fileno())
            tools.install_packages()
        if PAGE in missing:
            tools.npm("run", PAGE)
            swap_in(root, key, place / "web" / "dist")
        if EXPLORER in missing:
            tools.npm("run", EXPLORER)
            (place / "web" / "dist" / EXPLORER_FOLDER).rename(place / "builds" / key / EXPLORER_FOLDER)
    return bool(missing)


def source_key(root: Path) -> str:
    """Answer the hash of everything the page is built from: names and contents of the files of `web/`, the schema."""
    digest = hashlib.sha256()
    for file in source_files(root):
        digest.update(f"{file.relative_to(root)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def source_files(root: Path) -> Iterator[Path]:
    """Answer the files the page is built from, in a fixed order."""
    for folder, folders, names in os.walk(root / "web"):
        folders[:] = sorted(set(folders) - set(NOT_SOURCE))
        yield from (Path(folder) / name for name in sorted(names) if name not in NOT_SOURCE)
    schema = root / "schema" / "schema.graphql"
    if schema.exists():
        yield schema


def copy_source(root: Path, place: Path) -> None:
    """Make `place` hold the source and nothing older, except the packages installed for an earlier build."""
    copy = place / "web"
    copy.mkdir(exist_ok=True)
    for old in copy.iterdir():
        if old.name != "node_modules":
            shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
    for file in source_files(root):
        target = place / file.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


def is_built(root: Path, key: str, part: str = PAGE) -> bool:
    """Tell whether `web/dist` shows this part as built from this source."""
    shown = root / "web" / "dist"
    index = shown / "index.html" if part == PAGE else shown / EXPLORER_FOLDER / "index.html"
    return shown.is_symlink() and Path(os.readlink(shown)).name == key and index.exists()


def swap_in(root: Path, key: str, finished: Path) -> None:
    """Show a finished build as `web/dist` and remove all others but the one shown before."""
    builds, shown, link = root / ".cache" / "page" / "builds", root / "web" / "dist", root / ".cache" / "page" / "next"
    before = Path(os.readlink(shown)).name if shown.is_symlink() else ""
    if shown.is_dir() and not shown.is_symlink():
        shutil.rmtree(shown)  # a build made by hand
    shutil.rmtree(builds / key, ignore_errors=True)
    builds.mkdir(exist_ok=True)
    finished.rename(builds / key)
    link.unlink(missing_ok=True)
    link.symlink_to(f"../.cache/page/builds/{key}")
    link.replace(shown)
    for old in builds.iterdir():
        if old.name not in (key, before):
            shutil.rmtree(old)


class Tools:
    """Node and npm for one build, their output in its log."""

    def __init__(self, web: Path, log_file: Path, log: int, lock: int) -> None:
        # The lock is npm's too: a build that outlives everything still has its turn until it ends.
        self.web, self.log_file, self.log, self.lock = web, log_file, log, lock
        self.folder = node_folder()
        self.env = {**os.environ, "PATH": f"{self.folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}

    def npm(self, *arguments: str) -> None:
        """Run npm in `web/` and wait; raise PageTrouble with the end of the log when it fails."""
        command = [*npm_command(self.folder), *arguments]
        done = CHILDREN.run(
            command,
            cwd=self.web,
            env=self.env,
            stdout=self.log,
            stderr=self.log,
            pass_fds=[self.lock],
        )
        if done.returncode != 0:
            end = "\n".join(self.log_file.read_text(errors="replace").splitlines()[-8:])
            raise PageTrouble(f"npm {' '.join(arguments)} failed; all of it is in {self.log_file}\n{end}")

    def install_packages(self) -> None:
        """Install package-lock.json with `npm ci`, unless that very lock is installed."""
        stamp = self.web / "node_modules" / ".installed"
        wanted = hashlib.sha256((self.web / "package-lock.json").read_bytes()).hexdigest()
        if stamp.exists() and stamp.read_text() == wanted:
            return
        self.npm("ci", "--no-audit", "--no-fund")
        stamp.parent.mkdir(exist_ok=True)  # npm makes none for a page without packages
        stamp.write_text(wanted)


def node_folder() -> Path:
    """Answer the folder of a Node that is new enough: the one on the PATH, else the one of requirements-web.lock."""
    found = shutil.which("node")
    if found and node_version(found) >= OLDEST_NODE:
        return Path(found).parent
    done = CHILDREN.run(
        [sys.executable, str(ROOT / "hub.py"), "node-folder"], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    if done.returncode != 0:
        raise PageTrouble("Node cannot be installed; the reason is printed above")
    return Path(done.stdout.strip())


def node_version(node: str) -> int:
    """Answer the main version of a Node, 0 when it does not start."""
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    digits = done.stdout.strip().removeprefix("v").partition(".")[0]
    return int(digits) if digits.isdigit() else 0


def npm_command(folder: Path) -> list[str]:
    """Answer the words that run npm with the Node of a folder.

    The wheel's own `bin/npm` is a copied link that no longer finds its library, so npm is called by its script.
    """
    script = folder.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(folder / "node"), str(script)] if script.exists() else [str(shutil.which("npm") or "npm")]
