"""The steps of examples/dashboard/README.md, run as they stand in a copy of the folder: the page finds all it loads."""

import json
import os
import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import psutil
import pytest

from server.page import PageTrouble
from server.settings import ROOT
from tests.faults.writing import free_port
from tests.server import node

SOURCE = ROOT / "examples" / "dashboard"
README = (SOURCE / "README.md").read_text("utf-8")
SECONDS = 120
IMPORTED = re.compile(r"""^\s*(?:import|export)\b[^;'"]*?["']([^"']+)["']""", re.MULTILINE)
VIEWS = re.compile(r"^      (\w+)\(", re.MULTILINE)


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        text: str = answer.read().decode()
    return text


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The page as the third step serves it from a copy, at a free port instead of 8080."""
    try:
        environment = node.environment()
    except PageTrouble as missing:
        pytest.skip(f"no Node here: {missing}")
    if shutil.which("npm", path=environment["PATH"]) is None:
        pytest.skip("no npm here")
    shutil.copytree(SOURCE, tmp_path, ignore=shutil.ignore_patterns("node_modules"), dirs_exist_ok=True)
    (step,) = re.findall(r"^3\. .*?`(npm ci .*?)`", README, re.MULTILINE)
    port = str(free_port())
    serving = subprocess.Popen(step.replace("8080", port), shell=True, cwd=tmp_path, env=environment, text=True)
    try:
        yield answering(serving, f"http://localhost:{port}")
    finally:
        for process in psutil.Process(serving.pid).children(recursive=True):
            process.kill()
        serving.kill()
        serving.wait()


def answering(serving: subprocess.Popen[str], address: str) -> str:
    """Wait until the address answers."""
    give_up = time.monotonic() + SECONDS
    while time.monotonic() < give_up and serving.poll() is None:
        try:
            read(address)
        except URLError:
            time.sleep(0.1)
        else:
            return address
    raise AssertionError(f"it does not answer; exit code {serving.poll()}")


def test_the_served_folder_has_every_module_that_the_page_asks_for(address: str) -> None:
    page = read(f"{address}/index.html")
    (map_of_imports,) = re.findall(r'<script type="importmap">(.*?)</script>', page, re.DOTALL)
    imports = json.loads(map_of_imports)["imports"]
    wanted = ["dashboard.js", *imports.values()]
    seen = set()
    while wanted:
        path = wanted.pop()
        if path in seen:
            continue
        seen.add(path)
        for name in IMPORTED.findall(read(f"{address}/{path}")):
            wanted.append(imports.get(name) or os.path.normpath(os.path.join(os.path.dirname(path), name)))
    assert {os.path.basename(path) for path in seen} >= {"dashboard.js", "urql-core.mjs", "echarts.esm.min.mjs"}


def test_its_steps_name_the_views_that_its_script_reads() -> None:
    (named,) = re.findall(r"`python3 hub.py token U0664 --dashboard (\S+)`", README)
    script = (SOURCE / "dashboard.js").read_text("utf-8")
    asked = re.findall(r"overview \{(.*?)\n    \}\n", script, re.DOTALL)
    assert set(named.split(",")) == {view for text in asked for view in VIEWS.findall(text)}
