"""Node and the packages of a folder (tests/audit, …), installed once for each lock into the repository's cache."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from server.page import node_folder, node_version, npm_command
from server.settings import ROOT

SOURCE = ROOT / "tests" / "audit"
OLDEST = 20


def node() -> Path:
    """The folder of a Node that the audit's packages run on."""
    found = shutil.which("node")
    return Path(found).parent if found and node_version(found) >= OLDEST else node_folder()


def installed(source: Path = SOURCE, *patterns: str) -> Path:
    """A folder in which the files of `source` (these, or its scripts) stand beside its packages."""
    lock = (source / "package-lock.json").read_bytes()
    folder = ROOT / ".cache" / source.name / hashlib.sha256(lock).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    files = [path for pattern in patterns or ("*.mjs",) for path in source.glob(pattern)]
    with (folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for path in (source / "package.json", source / "package-lock.json", source / ".npmrc", *files):
            shutil.copyfile(path, folder / path.name)
        if not (folder / ".installed").exists():
            command = [*npm_command(node()), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            subprocess.run(command, cwd=folder, env=environment(), check=True, capture_output=True)
            (folder / ".installed").touch()
    return folder


def environment() -> dict[str, str]:
    """The environment in which npm finds this very Node."""
    return {**os.environ, "PATH": f"{node()}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def run(script: str, *arguments: str, seconds: float = 60) -> Any:
    """Run a script of tests/audit and read the JSON it prints."""
    done = subprocess.run(
        [str(node() / "node"), script, *arguments],
        cwd=installed(),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
