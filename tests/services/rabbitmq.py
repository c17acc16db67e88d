"""A virtual host of RabbitMQ: of the one that runs here, else of Debian's, installed for it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .servers import install, run, wait

PORT = 5672


@contextmanager
def rabbitmq() -> Iterator[str]:
    """The address of an empty virtual host, gone afterwards; so is a server that we started."""
    if given := os.environ.get("SERVICES_AMQP_URL"):
        yield given
        return
    before = _mappers()
    ours = not _listens()
    if ours:
        _start()
    name = f"crm_services_{os.getpid()}"
    try:
        run("rabbitmqctl", "-q", "add_vhost", name)
        run("rabbitmqctl", "-q", "set_permissions", "-p", name, "guest", ".*", ".*", ".*")
        yield f"amqp://guest:guest@127.0.0.1:{PORT}/{name}"
    finally:
        run("rabbitmqctl", "-q", "delete_vhost", name)
        if ours:
            run("rabbitmqctl", "-q", "shutdown")
            for pid in _mappers() - before:
                os.kill(pid, signal.SIGTERM)


def _start() -> None:
    """Debian's script runs it as its own user; systemd is not needed."""
    if shutil.which("rabbitmq-server") is None:
        install("rabbitmq-server")
    if not _listens():  # installing may have started it
        subprocess.Popen(
            ["rabbitmq-server", "-detached"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ).wait(60)
    wait(_listens, "RabbitMQ")
    wait(_answers, "RabbitMQ")
    time.sleep(1)


def _listens() -> bool:
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", PORT)) == 0


def _answers() -> bool:
    done = subprocess.run(["rabbitmqctl", "-q", "list_vhosts"], capture_output=True, check=False)
    return done.returncode == 0


def _mappers() -> set[int]:
    """Erlang's port mapper stays behind when its last node has ended."""
    found = set[int]()
    for path in Path("/proc").glob("[0-9]*/comm"):
        try:
            name = path.read_text().strip()
        except OSError:
            continue
        if name == "epmd":
            found.add(int(path.parent.name))
    return found
