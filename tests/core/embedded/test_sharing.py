"""Several commands on one folder: one start, and the last one stops."""

from __future__ import annotations

import fcntl
import os
import signal
import threading
import time
from pathlib import Path

from crm.core.embedded import is_free, take

from .conftest import Make, command, sql

WAIT = "print('up', flush=True); sys.stdin.readline()"


def test_the_last_one_stops(engines: Make, tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = engines(data)
    first.start()
    second = command(data, WAIT)
    assert second.stdout is not None
    assert second.stdout.readline() == "up\n"

    assert not first.stop()
    assert first.is_ready("postgres")

    second.communicate("\n", timeout=60)
    assert not first.is_ready("postgres")
    first.children["postgres"].wait()
    first.children["valkey"].wait()


def test_many_at_once_start_the_engines_once(tmp_path: Path, engines: Make) -> None:
    data = tmp_path / "data"
    with_rows = [command(data, WAIT) for _number in range(6)]
    for each in with_rows:
        assert each.stdout is not None
        assert each.stdout.readline() == "up\n"
    for each in with_rows:
        _out, problem = each.communicate("\n", timeout=60)
        assert each.returncode == 0, problem
    log = (data / "log" / "postgres.log").read_text()
    assert log.count("database system is ready to accept connections") == 1
    assert not engines(data).is_ready("postgres")


def test_an_interrupt_while_the_cluster_is_made_leaves_nothing(
    tmp_path: Path, engines: Make
) -> None:
    data = tmp_path / "data"
    begun = command(data, "pass")
    while not (data / "pg.new").exists():
        time.sleep(0.005)
    begun.send_signal(signal.SIGINT)
    begun.communicate(timeout=60)

    mine = engines(data)
    assert not mine.is_ready("postgres")
    assert is_free(data / "run" / "postgres.lock")
    with mine.running():
        assert sql(mine, "SELECT 1") == [(1,)]


def test_term_stops_what_was_started(tmp_path: Path, engines: Make) -> None:
    data = tmp_path / "data"
    begun = command(data, WAIT)
    assert begun.stdout is not None
    begun.stdout.readline()
    begun.terminate()
    begun.communicate(timeout=60)
    assert begun.returncode == 128 + signal.SIGTERM
    assert not engines(data).is_ready("postgres")


def test_a_command_beside_the_supervisor_waits_and_stops_nothing(engines: Make) -> None:
    mine, supervisors = engines(wanted=("valkey",)), engines(wanted=("valkey",))
    mine.prepare()
    stack = take(mine.run / "stack", fcntl.LOCK_EX)
    assert stack is not None
    waiting = threading.Thread(target=mine.start)
    waiting.start()
    time.sleep(0.3)
    assert waiting.is_alive()
    assert not mine.children

    supervisors._launch()
    waiting.join(30)

    assert not mine.stop()
    assert supervisors.is_ready("valkey")
    os.close(stack)
