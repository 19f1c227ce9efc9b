"""Under which account PostgreSQL runs. It refuses root, so root needs a stand-in; everybody else runs it as themselves.

A stand-in never changes the owner or the mode of a folder that the hub did not make.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

SERVICE_USER = "countyhub"
SERVICE_HOME = Path("/var/lib/countyhub")


class Account(Protocol):
    """A way to run PostgreSQL's programs, and the folder where its files may lie."""

    def home(self, data: Path) -> Path:
        """Answer the folder for the database's own files, made and owned as this account needs it."""
        ...

    def programs(self, folder: Path) -> Path:
        """Answer a folder with PostgreSQL's programs that this account can read."""
        ...

    def give(self, path: Path) -> None:
        """Make a file that the hub wrote readable for this account."""
        ...

    def run(self, command: Sequence[str], timeout_seconds: float) -> subprocess.CompletedProcess[str]:
        """Run a program to its end; its output is text."""
        ...


def private_folder(folder: Path) -> Path:
    """Make a folder that only its owner enters; one that exists stays as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True)
class AsSelf:
    """PostgreSQL runs as whoever started the hub, or, for root, as root seen as somebody else (`prefix`)."""

    prefix: tuple[str, ...] = ()

    def home(self, data: Path) -> Path:
        """Answer the data directory itself."""
        return data

    def programs(self, folder: Path) -> Path:
        """Answer the folder as it is."""
        return folder

    def run(self, command: Sequence[str], timeout_seconds: float) -> subprocess.CompletedProcess[str]:
        """Run a program in a folder that certainly exists, its output read as text."""
        return _run([*self.prefix, *command], timeout_seconds)

    def give(self, path: Path) -> None:
        """Nothing has to change hands."""


@dataclass(frozen=True)
class AsServiceUser:
    """PostgreSQL runs as a service user with a folder of its own, since that user may not enter root's folders."""

    user: str = SERVICE_USER
    root: Path = SERVICE_HOME

    def home(self, data: Path) -> Path:
        """Answer this data directory's folder under the service user's own; the path's hash keeps two apart."""
        return self._own(self.root / sha256(str(data).encode()).hexdigest()[:12])

    def programs(self, folder: Path) -> Path:
        """Copy PostgreSQL to where the service user can read it, once a version."""
        package, site = folder.parents[1], folder.parents[2]
        version = sha256(str(package.stat().st_mtime_ns).encode()).hexdigest()[:12]
        copy = self.root / f"postgresql-{version}"
        if not copy.exists():
            self._own(self.root)
            unfinished = Path(f"{copy}.{os.getpid()}")
            for part in (package, site / f"{package.name}.libs"):  # the programs look for their libraries beside them
                if part.exists():
                    shutil.copytree(part, unfinished / part.name, symlinks=True)
            unfinished.rename(copy)
        return copy / folder.relative_to(site)

    def run(self, command: Sequence[str], timeout_seconds: float) -> subprocess.CompletedProcess[str]:
        """Run a program as the service user, without any group of root's."""
        who = pwd.getpwnam(self.user)
        return _run(command, timeout_seconds, user=who.pw_uid, group=who.pw_gid)

    def give(self, path: Path) -> None:
        """Hand a file of the hub's own over to the service user."""
        who = pwd.getpwnam(self.user)
        os.chown(path, who.pw_uid, who.pw_gid)

    def _own(self, folder: Path) -> Path:
        for path in (self.root, folder):
            if not path.exists():
                path.mkdir(mode=0o700, parents=True)
                self.give(path)
        return folder


def _run(
    command: Sequence[str], timeout_seconds: float, user: int | None = None, group: int | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        user=user,
        group=group,
        extra_groups=None if group is None else [],
        start_new_session=True,  # Ctrl-C is for the hub, which then ends these in order
        cwd="/",  # the caller's folder may be closed to the account
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=timeout_seconds,
        check=False,
    )


def account() -> Account:
    """Answer the account to run PostgreSQL under here: ourselves, root in a user namespace, or a service user."""
    if os.geteuid() != 0:
        return AsSelf()
    prefix = namespace()
    if shutil.which(prefix[0]) and _run([*prefix, "true"], 10).returncode == 0:
        return AsSelf(prefix)
    _ensure_service_user()
    return AsServiceUser()


def namespace() -> tuple[str, ...]:
    """Answer the words that run a program in a user namespace, where root's number appears as an ordinary one.

    Files stay root's, so nothing has to change hands. The number must have a name: initdb looks it up.
    """
    seen_as = min(entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != 0)
    return ("unshare", "--user", f"--map-user={seen_as}", f"--map-group={seen_as}", "--")


def _ensure_service_user() -> None:
    try:
        pwd.getpwnam(SERVICE_USER)
    except KeyError:
        home = ["--home-dir", str(SERVICE_HOME), "--no-create-home"]
        command = ["useradd", "--system", *home, "--shell", "/usr/sbin/nologin", SERVICE_USER]
        done = _run(command, 30)
        if done.returncode != 0:
            raise RuntimeError(f"cannot make the service user {SERVICE_USER}: {done.stdout.strip()}") from None
