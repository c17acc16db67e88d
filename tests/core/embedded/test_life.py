"""Starting, dying, starting again: nothing that was committed is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crm.core.embedded import is_free

from .conftest import Make, kill, sql, valkey


def test_it_works(engines: Make) -> None:
    mine = engines()
    with mine.running():
        assert (
            sql(mine, "SELECT '한글' COLLATE \"default\" < '가나' AS x, version()")[0][0] is False
        )
        assert valkey(mine).ping()
        assert {path.stem for path in mine.run.glob("*.pid")} == {"postgres", "valkey"}
    assert not mine.is_ready("postgres")
    assert not mine.is_ready("valkey")
    assert not list(mine.run.glob("*.pid"))
    assert is_free(mine.run / "postgres.lock")
    assert is_free(mine.run / "valkey.lock")


def test_a_kill_of_everything_loses_no_commit(engines: Make) -> None:
    first = engines()
    first.start()
    sql(first, "CREATE TABLE kept (id int)")
    for number in range(20):
        sql(first, f"INSERT INTO kept VALUES ({number})")
    valkey(first).set("kept", "yes")
    valkey(first).execute_command("WAITAOF", 1, 0, 5000)
    kill(first)

    second = engines()
    second.start()

    assert sql(second, "SELECT count(*) FROM kept") == [(20,)]
    assert valkey(second).get("kept") == b"yes"


@pytest.mark.parametrize("content", ["", "999999\n", "{own}\n/nowhere\n", "not a number"])
def test_a_stale_pid_file_is_recognised(engines: Make, content: str) -> None:
    first = engines(wanted=("postgres",))
    with first.running():
        pass
    (first.data / "pg" / "postmaster.pid").write_text(content.format(own=os.getpid()))

    with engines(wanted=("postgres",)).running():
        assert sql(first, "SELECT 1") == [(1,)]


def test_half_a_cluster_is_made_again(engines: Make) -> None:
    mine = engines(wanted=("postgres",))
    (mine.data / "pg.new" / "base").mkdir(parents=True)
    with mine.running():
        assert sql(mine, "SELECT 1") == [(1,)]
    assert not (mine.data / "pg.new").exists()


def test_an_engine_that_cannot_start_says_why(engines: Make, tmp_path: Path) -> None:
    mine = engines(wanted=("postgres",))
    with mine.running():
        pass
    (mine.data / "pg" / "PG_VERSION").write_text("9.1\n")
    with pytest.raises(Exception, match=r"postgres did not start: .*9\.1"):
        engines(wanted=("postgres",)).start()
    assert is_free(mine.run / "users")


def test_jit_and_parallel_query_are_off_and_memory_follows_the_machine(engines: Make) -> None:
    mine = engines(wanted=("postgres",))
    with mine.running():
        names = "'jit', 'max_parallel_workers_per_gather', 'fsync', 'listen_addresses'"
        found = dict(sql(mine, f"SELECT name, setting FROM pg_settings WHERE name IN ({names})"))
        (buffers,) = sql(mine, "SELECT pg_size_bytes(current_setting('shared_buffers')) >> 20")[0]
    off = {"jit": "off", "max_parallel_workers_per_gather": "0", "listen_addresses": ""}
    assert found == off | {"fsync": "on"}
    assert 32 <= buffers <= 1024
