"""`up` as a person meets it: it answers, has one owner, stops in order, and starts again whatever was killed."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil

from server.postgres import leftovers
from tests.start.conftest import House
from tests.start.running import Running, still_running


def test_it_answers_and_each_step_told_its_seconds(lan_hub: Running) -> None:
    said = lan_hub.all_said()

    assert lan_hub.healthy(lan_hub.address)
    assert re.search(r"^database: \d+\.\d s\nmigrations: \d+\.\d s\ncounty pack: \d+\.\d s\n", said, re.MULTILINE)


def test_a_running_hub_is_checked_with_the_replica_that_it_holds(lan_hub: Running) -> None:
    command = [sys.executable, "-m", "server.commands", "check", "--data", str(lan_hub.data)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    verdicts = re.findall(r"^(\w+) +(\S+) \(", done.stdout, re.MULTILINE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert verdicts == [(name, "ok") for name in ("schema", "policies", "journal", "rows", "replica", "files")]


def test_a_second_start_says_who_owns_the_data_or_the_port(lan_hub: Running, tmp_path: Path) -> None:
    port = lan_hub.address.rpartition(":")[2]

    same_data = Running(lan_hub.data, "--port", "0")
    same_port = Running(tmp_path / "other", "--port", port)

    assert (same_data.ended(), same_port.ended()) == (1, 1)
    assert f"(process {lan_hub.process.pid}, since " in same_data.all_said()
    assert f"at port {port})" in same_data.all_said()
    assert same_port.all_said().startswith(f"port {port} is taken by ")
    last = f"(process {lan_hub.process.pid}); choose another: --port {int(port) + 1}\n"
    assert same_port.all_said().endswith(last)
    assert not (tmp_path / "other").exists()
    assert lan_hub.healthy(lan_hub.address)


def test_killed_at_any_moment_the_next_start_just_works(new_house: House) -> None:
    for seconds in (1.0, 3.0):
        killed = new_house.start()
        time.sleep(seconds)
        killed.kill()

    assert new_house.hub().healthy(new_house.hub().address)


def test_a_killed_database_comes_back_while_the_hub_runs(house: House) -> None:
    hub = house.hub()
    cluster = house.data / "postgres"
    pid = leftovers.server_pid(cluster)
    assert pid is not None

    os.kill(pid, signal.SIGKILL)

    give_up = time.monotonic() + 20
    while time.monotonic() < give_up:
        now = leftovers.server_pid(cluster)
        if now not in (None, pid) and leftovers.is_running(cluster):
            break
        time.sleep(0.1)
    assert leftovers.server_pid(cluster) != pid
    assert psutil.pid_exists(hub.process.pid)
    assert hub.healthy(hub.address)


def test_a_token_is_all_that_standard_output_holds(house: House) -> None:
    house.hub().kill()  # what is left behind is told in the log, which must not mix with the answer
    command = [sys.executable, "-m", "server.commands", "token", "P01", "--data", str(house.data)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1), done.stderr
    assert re.fullmatch(r"hub_[\w-]{30,}\n", done.stdout)
    assert "left running" in done.stderr
    unknown = subprocess.run([*command[:4], "P99", *command[5:]], capture_output=True, text=True, check=False)
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "nobody has the code P99" in unknown.stderr


def test_a_dashboards_token_names_what_it_reads(house: House) -> None:
    address = house.hub().address
    command = [sys.executable, "-m", "server.commands", "token", "P04", "--data", str(house.data)]

    def runs(*options: str) -> tuple[int, str, str]:
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr.strip().rpartition("\n")[2]

    views = ("--dashboard", "indicatorByArea,townshipCompleteness")
    code, secret, said = runs(*views, "--areas", "TY-N", "--days", "1")
    assert (code, bool(re.fullmatch(r"hub_[\w-]{30,}\n", secret))) == (0, True), said
    query = """{ organisation { areas { code } } overview { indicatorByArea(where: {}) { totalCount } }
      viewer { powers } }"""
    request = urllib.request.Request(
        f"{address}/graphql",
        json.dumps({"query": query}).encode(),
        {"content-type": "application/json", "authorization": f"Bearer {secret.strip()}"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        answer = json.load(response)
    overview, organisation = {"indicatorByArea": {"totalCount": 0}}, {"areas": [{"code": "TY-N"}]}
    assert answer["data"] == {"organisation": organisation, "overview": overview, "viewer": None}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["OUTSIDE_TOKEN"]
    for options, status, words in (
        (("--dashboard", "secrets"), 1, "There is no view secrets: there are "),
        (("--dashboard", ""), 1, "There is no view : there are "),
        ((*views, "--areas", "TY-N,XX"), 1, "no area has the code XX"),
        (
            ("--dashboard", "formLedger", "--areas", "TY-N"),
            1,
            "formLedger tells no areas and cannot be limited to some",
        ),
        (("--areas", "TY-N"), 2, ""),
        ((*views, "--days", "0"), 2, ""),
    ):
        code, told, said = runs(*options)
        assert (code, told) == (status, "") and words in said, (options, said)


def test_a_signal_stops_everything_in_order(house: House) -> None:
    hub = house.hub()

    hub.process.send_signal(signal.SIGTERM)

    assert hub.ended() == 0
    assert leftovers.processes_of(house.data / "postgres") == []
    assert not (house.data / "postgres" / leftovers.PID_FILE).exists()
    assert "Traceback" not in hub.all_said()


def test_the_sample_life_ends_with_its_hub_and_goes_on_at_the_next_start(house: House) -> None:
    house.leave()
    killed = house.start("--port", "0")
    killed.says(r"^sample life: \S+ \(1 of ")
    behind = psutil.Process(killed.process.pid).children(recursive=True)
    living = [each for each in behind if "live" in each.cmdline()]
    assert living

    killed.kill()

    assert still_running(living, 5) == []
    again = house.start("--port", "0")
    again.says(r"^sample life: ")
    behind = psutil.Process(again.process.pid).children(recursive=True)
    again.process.send_signal(signal.SIGINT)
    assert again.ended() == 0
    assert still_running(behind, 1) == []
    assert leftovers.processes_of(house.data / "postgres") == []
    assert "Traceback" not in again.all_said()
