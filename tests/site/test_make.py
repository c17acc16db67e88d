"""What `make` says before anything is installed: one line, naming what is missing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

from tests.processes import ROOT


def make(*words: str) -> tuple[int, list[str]]:
    clean = {k: v for k, v in os.environ.items() if k not in ("MAKELEVEL", "MAKEFLAGS")}
    done = subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=ROOT,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )
    said = (done.stdout + done.stderr).splitlines()
    return done.returncode, [line for line in said if not line.startswith("make:")]


def test_a_missing_python_is_named() -> None:
    code, said = make("demo", "PYTHON=no-such-python")
    assert code
    line = "No no-such-python here: apt-get install python3 python3-venv, or set PYTHON."
    assert said == [line]


def test_a_taken_port_is_named_before_anything_is_installed() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, said = make("demo", f"PYTHON={sys.executable}", f"PORT={port}")
    assert code
    assert len(said) == 1
    assert said[0].startswith(f"Port {port} is taken")


def test_an_environment_that_is_up_to_date_is_left_alone() -> None:
    done = subprocess.run(
        [sys.executable, "tools/prepare.py", "base"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_make_lists_what_it_can_do() -> None:
    code, said = make()
    words = {line.split()[1] for line in said}
    assert code == 0
    assert {"demo", "setup", "dev", "test", "check", "e2e", "bench"} <= words
