"""What a killed hub leaves behind: a server that still runs, backends without a server, a stale pid file.

A pid file alone proves nothing, since its number may belong to another program by now. A process counts as ours only
when it is a PostgreSQL whose working folder is our data directory; PostgreSQL's processes all stay in theirs.
"""

import contextlib
import os
import signal
import time
from pathlib import Path

import psutil

PID_FILE = "postmaster.pid"
SOCKET_FILES = (".s.PGSQL.5432", ".s.PGSQL.5432.lock")


def processes_of(cluster: Path) -> list[psutil.Process]:
    """Answer the PostgreSQL processes that work in this data directory, the server and its backends."""
    return [process for process in psutil.process_iter() if _belongs(process, cluster)]


def _belongs(process: psutil.Process, cluster: Path) -> bool:
    try:
        if not process.name().startswith("postgres"):
            return False
        with contextlib.suppress(psutil.AccessDenied):  # another person's, or one that is just ending
            return process.cwd() == os.path.realpath(cluster)
        return str(cluster) in process.cmdline()
    except psutil.Error:
        return False


def server_pid(cluster: Path) -> int | None:
    """Answer the process number in the pid file, None where there is no readable one."""
    try:
        return int((cluster / PID_FILE).read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def is_running(cluster: Path) -> bool:
    """Tell whether the server that the pid file names is alive and really serves this data directory."""
    pid = server_pid(cluster)
    try:
        process = psutil.Process(pid) if pid else None
        if process is None or process.status() == psutil.STATUS_ZOMBIE:
            return False
        return _belongs(process, cluster)
    except psutil.NoSuchProcess:
        return False


def clear(cluster: Path, sockets: Path, patience_seconds: float = 30.0) -> int:
    """End every process left over from an earlier start and remove the files that would stop a new one.

    Answers how many processes were ended. Only for the holder of the data directory's lock.
    """
    left = processes_of(cluster)
    # SIGINT asks the server to roll everything back and write a checkpoint; SIGQUIT leaves that to recovery.
    for number, patience in ((signal.SIGINT, patience_seconds), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        if not (remaining := processes_of(cluster)):
            break
        _signal(remaining, number, server_pid(cluster))
        _wait_until_gone(cluster, patience)
    for stale in (cluster / PID_FILE, *(sockets / name for name in SOCKET_FILES)):
        stale.unlink(missing_ok=True)
    return len(left)


def _signal(processes: list[psutil.Process], number: signal.Signals, server: int | None) -> None:
    """Signal the server alone while it lives, since it ends its own backends; otherwise each of them."""
    pids = {process.pid for process in processes}
    for process in processes:
        if server not in pids or process.pid == server:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)


def _wait_until_gone(cluster: Path, patience_seconds: float) -> None:
    give_up = time.monotonic() + patience_seconds
    while processes_of(cluster) and time.monotonic() < give_up:
        time.sleep(0.05)
