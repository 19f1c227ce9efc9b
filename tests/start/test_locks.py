"""The locks: exact, hashed, of one mind, and silent about where packages come from."""

import json
import re
import tomllib
from typing import Any

import pytest

import hub

LOCKS = (hub.RUN_LOCK, hub.DEV_LOCK, hub.WEB_LOCK)
PROJECT: dict[str, Any] = tomllib.loads((hub.ROOT / "pyproject.toml").read_text())
WANTED = {
    hub.RUN_LOCK.name: PROJECT["project"]["dependencies"],
    hub.DEV_LOCK.name: PROJECT["dependency-groups"]["dev"],
    hub.WEB_LOCK.name: PROJECT["dependency-groups"]["web"],
}


def pins(text: str) -> dict[str, str]:
    """Answer version by package name of a lock."""
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_index_and_no_path(lock: Any) -> None:
    text = lock.read_text()

    assert "://" not in text
    assert not re.findall(r"^\s*-(?!-hash=)\S+", text, re.MULTILINE)
    assert not re.findall(r"^#.*", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_of_a_lock_is_pinned_with_hashes(lock: Any) -> None:
    packages = re.split(r"^(?=\S)", lock.read_text(), flags=re.MULTILINE)[1:]

    loose = [text for text in packages if not re.match(r"[a-z0-9.-]+==\S+.*\\\n(?: +--hash=sha256:[0-9a-f]{64})", text)]
    assert packages
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_is_of_the_versions_that_the_project_wants(lock: Any) -> None:
    wanted = pins("\n".join(WANTED[lock.name]))

    assert len(wanted) == len(WANTED[lock.name]), "a dependency is not pinned exactly"
    locked = pins(lock.read_text())
    assert {name: locked.get(name) for name in wanted} == wanted


def test_both_locks_of_one_environment_agree() -> None:
    run, dev = pins(hub.RUN_LOCK.read_text()), pins(hub.DEV_LOCK.read_text())

    assert {name: dev[name] for name in run.keys() & dev.keys()} == {
        name: run[name] for name in run.keys() & dev.keys()
    }


def test_the_lock_of_the_page_names_no_registry() -> None:
    file = hub.ROOT / "web" / "package-lock.json"
    if not file.exists():
        return
    packages = json.loads(file.read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
