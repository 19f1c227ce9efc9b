"""Builds the page once for each state of `web/`, behind the running server, and swaps it in whole.

`web/dist` is a link to a folder in `web/.builds`, named by the hash of what it was built from; replacing a link is one
atomic act, so the web server never serves half a page. The build before stays for pages that are still open.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from server.settings import ROOT

WEB = ROOT / "web"
OLDEST_NODE = 22
NOT_SOURCE = {"node_modules", "dist", ".builds", "generated", "test-results"}


class PageTrouble(Exception):
    """The page cannot be built; the text says what failed and where the whole log is."""


def build_page(log_file: Path, web: Path = WEB) -> bool:
    """Build the page unless `web/dist` is of this very source; answer whether it was built.

    What npm and Vite say goes to `log_file`. Two builds at once take turns. Raises PageTrouble when a step fails.
    """
    log_file.parent.mkdir(parents=True, exist_ok=True)
    builds = web / ".builds"
    builds.mkdir(exist_ok=True)
    with (builds / "lock").open("w") as held, log_file.open("w") as log:
        fcntl.flock(held, fcntl.LOCK_EX)
        key = source_key(web)
        if is_built(web, key):
            return False
        tools = Tools(web, log_file, log.fileno())
        tools.install_packages()
        unfinished = builds / f"{key}.unfinished"
        tools.npm("run", "build", "--", "--outDir", str(unfinished), "--emptyOutDir")
        swap_in(web, key, unfinished)
    return True


def source_key(web: Path) -> str:
    """Answer the hash of everything the page is built from: names and contents of the files of `web/`, the schema."""
    digest = hashlib.sha256()
    for file in source_files(web):
        digest.update(f"{file.relative_to(web.parent)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def source_files(web: Path) -> Iterator[Path]:
    """Answer the files the page is built from, in a fixed order."""
    for folder, folders, names in os.walk(web):
        folders[:] = sorted(set(folders) - NOT_SOURCE)
        yield from (Path(folder) / name for name in sorted(names) if name != "dist")
    schema = web.parent / "schema" / "schema.graphql"
    if schema.exists():
        yield schema


def is_built(web: Path, key: str) -> bool:
    """Tell whether `web/dist` shows the page built from this source."""
    shown = web / "dist"
    return shown.is_symlink() and os.readlink(shown) == f".builds/{key}" and (shown / "index.html").exists()


def swap_in(web: Path, key: str, finished: Path) -> None:
    """Show a finished build as `web/dist` and remove all others but the one shown before."""
    builds, shown, link = web / ".builds", web / "dist", web / ".builds" / "next"
    before = os.readlink(shown).rpartition("/")[2] if shown.is_symlink() else ""
    if shown.is_dir() and not shown.is_symlink():
        shutil.rmtree(shown)  # a build made by hand
    shutil.rmtree(builds / key, ignore_errors=True)
    finished.rename(builds / key)
    link.unlink(missing_ok=True)
    link.symlink_to(f".builds/{key}")
    link.replace(shown)
    for old in builds.iterdir():
        if old.is_dir() and old.name not in (key, before):
            shutil.rmtree(old)


class Tools:
    """Node and npm for one build, their output in its log."""

    def __init__(self, web: Path, log_file: Path, log: int) -> None:
        self.web, self.log_file, self.log = web, log_file, log
        self.folder = node_folder()
        self.env = {**os.environ, "PATH": f"{self.folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}

    def npm(self, *arguments: str) -> None:
        """Run npm in `web/` and wait; raise PageTrouble with the end of the log when it fails."""
        command = [*npm_command(self.folder), *arguments]
        done = subprocess.run(
            command, cwd=self.web, env=self.env, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, check=False
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
        stamp.write_text(wanted)


def node_folder() -> Path:
    """Answer the folder of a Node that is new enough: the one on the PATH, else the one of requirements-web.lock."""
    found = shutil.which("node")
    if found and node_version(found) >= OLDEST_NODE:
        return Path(found).parent
    done = subprocess.run(
        [sys.executable, ROOT / "hub.py", "node-folder"], stdout=subprocess.PIPE, text=True, check=False
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
