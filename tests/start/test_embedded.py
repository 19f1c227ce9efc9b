"""The embedded PostgreSQL: starts from nothing, has one owner, and starts again whatever was killed."""

import os
import pwd
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from server.postgres import DatabaseTrouble, DataInUse, EmbeddedPostgres, leftovers, owner_of
from server.postgres.account import AsServiceUser
from server.postgres.embedded import socket_folder

# Killed processes lose nothing without fsync, only killed machines do; the tests' disk is busy enough.
SMALL = {"shared_buffers": "16MB", "max_connections": "20", "fsync": "off"}
HOLDER = """
import sys, time, psycopg
from pathlib import Path
from server.postgres import EmbeddedPostgres
info = EmbeddedPostgres(Path(sys.argv[1]), {"shared_buffers": "16MB", "fsync": "off"}).start(8123)
with psycopg.connect(info.url) as connection:
    connection.execute("create table kept as select 7 as number")
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def server(empty_folder: Path) -> Iterator[EmbeddedPostgres]:
    """A cluster made from nothing, and stopped whatever the test did to it."""
    server = EmbeddedPostgres(empty_folder, SMALL)
    server.start()
    yield server
    server.stop()


def ask(server: EmbeddedPostgres, question: str) -> object:
    """Ask the server one question of one value as its administrator."""
    with psycopg.connect(server.admin.url, connect_timeout=5) as connection:
        row = connection.execute(question.encode()).fetchone()
        return row[0] if row else None


def keep_a_number(server: EmbeddedPostgres) -> None:
    """Commit one row that must be there after a crash."""
    with psycopg.connect(server.admin.url) as connection:
        connection.execute("create table kept as select 7 as number")


def hold_in_another_process(data: Path) -> "subprocess.Popen[str]":
    """Start the cluster in a process of its own and wait until a row is committed."""
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(data)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "ready\n"
    return holder


def test_it_starts_from_nothing_and_listens_only_on_a_private_socket(empty_folder: Path) -> None:
    server = EmbeddedPostgres(empty_folder)
    server.start()
    try:
        look_at(server)
    finally:
        server.stop()


def look_at(server: EmbeddedPostgres) -> None:
    """Check what the settings of a real hub give."""
    assert ask(server, "show server_encoding") == "UTF8"
    assert ask(server, "select datlocale from pg_database where datname = current_database()") == "C.UTF-8"
    assert ask(server, "show listen_addresses") == ""
    assert ask(server, "show fsync") == "on"
    assert ask(server, "show jit") == "off"
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
    assert stat.S_IMODE((server.data / "postgres.secret").stat().st_mode) == 0o600


def test_nobody_enters_without_the_password(server: EmbeddedPostgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.admin.as_role("hub_admin", "guessed").url)


def test_a_second_start_is_told_who_owns_the_data(server: EmbeddedPostgres) -> None:
    with pytest.raises(DataInUse) as refused:
        EmbeddedPostgres(server.data).start()

    assert refused.value.owner == owner_of(server.data)
    assert refused.value.owner is not None
    assert refused.value.owner.pid == os.getpid()
    assert ask(server, "select 1") == 1


def test_the_message_names_command_process_start_and_port(empty_folder: Path) -> None:
    holder = hold_in_another_process(empty_folder)
    since = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(psutil.Process(holder.pid).create_time()))
    try:
        with pytest.raises(DataInUse) as refused:
            EmbeddedPostgres(empty_folder).start()
        expected = (
            f"{empty_folder} is in use by `hub.py {empty_folder}` (process {holder.pid}, since {since}, at port 8123)"
        )
        assert str(refused.value) == expected
    finally:
        holder.kill()
        holder.wait()
        leftovers.clear(empty_folder / "postgres", empty_folder / "run")


def test_stopped_and_started_again_it_keeps_rows_and_password(server: EmbeddedPostgres) -> None:
    keep_a_number(server)
    password = server.admin.password

    server.stop()
    assert owner_of(server.data) is None
    assert leftovers.processes_of(server.cluster) == []
    server.start()

    assert server.admin.password == password
    assert ask(server, "select number from kept") == 7


def test_after_the_hub_was_killed_the_server_left_behind_gives_way(empty_folder: Path) -> None:
    holder = hold_in_another_process(empty_folder)
    holder.kill()
    holder.wait()
    server = EmbeddedPostgres(empty_folder, SMALL)
    orphan = leftovers.server_pid(server.cluster)
    assert server.is_running()

    server.start()

    try:
        assert leftovers.server_pid(server.cluster) != orphan
        assert ask(server, "select number from kept") == 7
    finally:
        server.stop()


def test_after_hub_and_server_were_killed_it_recovers_what_was_committed(empty_folder: Path) -> None:
    holder = hold_in_another_process(empty_folder)
    server = EmbeddedPostgres(empty_folder, SMALL)
    pid = leftovers.server_pid(server.cluster)
    assert pid is not None
    holder.kill()
    os.kill(pid, signal.SIGKILL)
    holder.wait()

    server.start()

    try:
        assert ask(server, "select number from kept") == 7
    finally:
        server.stop()


def test_a_killed_server_is_revived_and_keeps_what_was_committed(server: EmbeddedPostgres) -> None:
    keep_a_number(server)
    pid = leftovers.server_pid(server.cluster)
    assert pid is not None
    assert server.revive() is False

    os.kill(pid, signal.SIGKILL)
    give_up = time.monotonic() + 10
    while server.is_running() and time.monotonic() < give_up:
        time.sleep(0.01)

    assert server.revive() is True
    assert ask(server, "select number from kept") == 7


def test_a_killed_backend_does_not_end_the_server(server: EmbeddedPostgres) -> None:
    keep_a_number(server)
    victim = psycopg.connect(server.admin.url)
    os.kill(victim.info.backend_pid, signal.SIGKILL)
    with pytest.raises(psycopg.OperationalError):
        victim.execute("select 1")
    victim.close()

    give_up = time.monotonic() + 10
    while time.monotonic() < give_up:
        try:
            assert ask(server, "select number from kept") == 7
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    pytest.fail("the server did not come back within ten seconds")


def test_a_stale_pid_file_that_names_a_living_stranger_is_pruned(server: EmbeddedPostgres) -> None:
    pid_file = server.cluster / leftovers.PID_FILE
    said = pid_file.read_text().split("\n", 1)[1]
    server.stop()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        pid_file.write_text(f"{stranger.pid}\n{said}")
        (server.sockets / leftovers.SOCKET_FILES[1]).write_text(f"{stranger.pid}\n{said}")
        assert server.is_running() is False

        server.start()

        assert ask(server, "select 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_half_made_cluster_is_made_anew(empty_folder: Path) -> None:
    half = empty_folder / "postgres.unfinished"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(empty_folder, SMALL)

    server.start()

    try:
        assert ask(server, "select 1") == 1
        assert not half.exists()
    finally:
        server.stop()


def test_a_cluster_of_another_version_is_refused_and_left_alone(empty_folder: Path) -> None:
    cluster = empty_folder / "postgres"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("17\n")

    with pytest.raises(DatabaseTrouble, match=r"was made by PostgreSQL 17, this hub brings 18"):
        EmbeddedPostgres(empty_folder).start()

    assert [file.name for file in cluster.iterdir()] == ["PG_VERSION"]
    assert owner_of(empty_folder) is None


def test_a_long_path_with_blanks_and_chinese_works(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / ("很长的路 径" * 10) / "data", SMALL)
    server.start()
    try:
        assert ask(server, "select 1") == 1
        assert len(os.fsencode(server.sockets / leftovers.SOCKET_FILES[1])) <= 107
        assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
    finally:
        server.stop()
        server.sockets.rmdir()


def test_a_socket_folder_that_others_may_enter_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run").chmod(0o755)

    with pytest.raises(DatabaseTrouble, match="only this user may enter"):
        socket_folder(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs, and can use, a service user")
def test_root_can_run_it_as_a_service_user_without_touching_other_folders(tmp_path: Path) -> None:
    before = stat.S_IMODE(tmp_path.stat().st_mode), tmp_path.stat().st_uid
    with tempfile.TemporaryDirectory() as home:
        os.chmod(home, 0o711)  # a service user's folder is reached through folders that everybody may pass
        server = EmbeddedPostgres(tmp_path / "data", SMALL, AsServiceUser("nobody", Path(home) / "countyhub"))
        server.start()
        try:
            assert ask(server, "select 1") == 1
            pid = leftovers.server_pid(server.cluster)
            assert psutil.Process(pid).username() == "nobody"
            assert server.cluster.stat().st_uid == pwd.getpwnam("nobody").pw_uid
            os.kill(pid or 0, signal.SIGKILL)
            time.sleep(0.2)
            assert server.revive() is True
            assert ask(server, "select 1") == 1
        finally:
            server.stop()
    assert (stat.S_IMODE(tmp_path.stat().st_mode), tmp_path.stat().st_uid) == before
