"""Engines of their own for each test, in a folder of their own, gone afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

from crm.core.embedded import Engines

Make = Callable[..., Engines]


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[Make]:
    """`engines(folder, …)`: whatever they started has ended when the test has."""
    made: list[Engines] = []

    def make(folder: Path | None = None, **options: Any) -> Engines:
        made.append(Engines(folder or tmp_path / "data", **options))
        return made[-1]

    yield make
    for each in made:
        each.stop()
        kill(each)


def kill(engines: Engines) -> None:
    """`kill -9` of both engines, every process of them."""
    for name in engines.wanted:
        try:
            pid = int((engines.run / f"{name}.pid").read_text())
            os.kill(pid, signal.SIGKILL)
        except (OSError, ValueError):
            continue
    for child in engines.children.values():
        child.wait()
    engines.children.clear()


def sql(engines: Engines, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(
        host=str(engines.sockets), user="crm", dbname="crm", autocommit=True
    ) as connection:
        done = connection.execute(query)
        return done.fetchall() if done.description else []


def valkey(engines: Engines) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(engines.sockets / "valkey"))


def command(folder: Path, code: str) -> subprocess.Popen[str]:
    """Another process on the same folder, like a second manage.py: `code` runs with engines up."""
    program = f"""
from pathlib import Path
from crm.core.embedded import Engines
import sys
with Engines(Path({str(folder)!r})).running():
{textwrap.indent(textwrap.dedent(code), "    ")}
"""
    return subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
