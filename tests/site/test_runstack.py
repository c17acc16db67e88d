"""The whole product under one supervisor, started and ended as a person does."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import Stack

NAMES = ["beat", "postgres", "valkey", "web", "worker-fast", "worker-long"]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One run for all tests of this file; the last test ends it."""
    folder = tmp_path_factory.mktemp("stack") / "상담 100% #1"
    running = Stack(folder)
    mark = "from crm.site import seeding; seeding.finish(seeding.begin())"
    assert running.command("migrate", "-v0").returncode == 0
    assert running.command("shell", "-v0", "-c", mark).returncode == 0
    running.start()
    try:
        running.wait_ready()
        yield running
    finally:
        running.kill()


def test_it_works(stack: Stack) -> None:
    assert set(stack.checks().values()) == {"ok"}
    assert stack.get("/healthz") == (200, "ok")
    assert sorted(path.stem for path in (stack.data / "run").glob("[!s]*.pid")) == NAMES
    assert (stack.data / "static" / "staticfiles.json").exists()
    assert (stack.data / "secret.env").stat().st_mode & 0o777 == 0o600


def test_the_console_ends_with_address_and_log_ins(stack: Stack) -> None:
    stack.wait_for(lambda: "Ready: " in stack.said, "the announcement")
    lines = stack.said.rstrip().splitlines()
    url = f"http://127.0.0.1:{stack.port}/"
    assert lines[-1].startswith(f"Ready: {url} ")
    assert len(lines) < 12
    path = stack.data / "run" / "demo.json"
    found = json.loads(path.read_text())
    assert found["url"] == url
    roles = ["agent", "manager", "qa", "admin", "executive"]
    assert [login["role"] for login in found["logins"]] == roles
    shown = [line.split() for line in lines[-6:-1]]
    assert shown == [[x["role"], x["username"], x["password"]] for x in found["logins"]]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_second_one_on_the_same_folder_is_refused(stack: Stack) -> None:
    done = stack.command("runstack", PORT="0")
    assert done.returncode != 0
    done = stack.command("runstack")
    assert done.returncode == 1
    assert done.stderr.strip() == (
        f"CommandError: Already running on {stack.data}: stop it, or set DATA_DIR."
    )


def test_a_command_beside_it_works_and_stops_nothing(stack: Stack) -> None:
    before = stack.pid("postgres")
    done = stack.command("shell", "-v0", "-c", "print(User.objects.count())")
    assert (done.returncode, done.stdout.strip()) == (0, "0"), done.stderr
    assert stack.pid("postgres") == before
    assert stack.get("/readyz")[0] == 200


@pytest.mark.parametrize("name", ["worker-fast", "web", "valkey", "postgres"])
def test_what_dies_comes_back(stack: Stack, name: str) -> None:
    before = stack.pid(name)
    os.kill(before, signal.SIGKILL)
    stack.wait_for(lambda: stack.pid(name) != before, f"another {name}")
    stack.wait_ready()


def test_zz_an_interrupt_ends_everything(stack: Stack) -> None:
    assert stack.stop() < 30
    end = time.monotonic() + 5
    while stack.left() and time.monotonic() < end:
        time.sleep(0.1)
    assert stack.left() == []
    assert not list((stack.data / "run").glob("*.pid"))


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    idle = Stack(tmp_path / "data")
    with socket.socket() as other:
        other.bind(("127.0.0.1", idle.port))
        other.listen()
        done = idle.command("runstack")
    assert done.returncode == 1
    assert f"Port {idle.port} is taken" in done.stderr
    assert "Traceback" not in done.stderr
    assert idle.left() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_at_any_moment_of_the_start_leaves_nothing(tmp_path: Path, number: int) -> None:
    begun = Stack(tmp_path / "data")
    try:
        begun.start()
        time.sleep({signal.SIGINT: 2.0, signal.SIGTERM: 4.0, signal.SIGHUP: 6.0}[number])
        begun.stop(number)
        end = time.monotonic() + 15
        while begun.left() and time.monotonic() < end:
            time.sleep(0.1)
        assert begun.left() == []
        assert "Traceback" not in begun.said
    finally:
        begun.kill()


def test_another_time_zone_stops_the_start(tmp_path: Path) -> None:
    centre = Stack(tmp_path / "data")
    assert centre.command("migrate", "-v0", TIME_ZONE="Europe/Berlin").returncode == 0
    done = centre.command("runstack", TIME_ZONE="Asia/Seoul")
    assert done.returncode == 1
    assert "this centre keeps time in Europe/Berlin" in done.stderr
    assert "Traceback" not in done.stderr
    assert centre.left() == []
