"""Serves the whole product from one command: engines, web, workers, beat."""

from __future__ import annotations

import fcntl
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from crm.core.embedded import EngineError, Engines, take
from crm.core.models import Heartbeat
from crm.site import announce, seeding, stack
from crm.site.demo import logins


class Command(BaseCommand):
    help = (
        "Start PostgreSQL, Valkey (unless DATABASE_URL and CELERY_BROKER_URL name others), web,"
        " both workers and beat under one supervisor. Ctrl-C ends all of them."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="Fill an empty centre with the demo first."
        )
        parser.add_argument("--size", default="m", choices=["s", "m", "l"], help="Of the demo.")

    def handle(self, *args: Any, **options: Any) -> None:
        engines: Engines = settings.ENGINES()
        try:
            engines.prepare()
            alone = self._alone(engines)
            self._check_port()
            with self._up(engines) as hand_over:
                self._make_ready(demo=options["demo"], size=options["size"])
                lock = hand_over()
        except EngineError as error:
            raise CommandError(str(error)) from None
        self._announce()
        stack.become_supervisor(engines, (alone, lock), settings.BASE_DIR)

    def _alone(self, engines: Engines) -> int:
        lock = take(engines.run / "stack.new", fcntl.LOCK_EX)
        if lock is None:
            raise CommandError(f"Already running on {settings.DATA_DIR}: stop it, or set DATA_DIR.")
        return lock

    def _check_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", settings.PORT))
            except OSError as error:
                why = error.strerror
                raise CommandError(f"Port {settings.PORT} is taken ({why}): set PORT.") from None

    @contextmanager
    def _up(self, engines: Engines) -> Iterator[Any]:
        """Engines up for the preparation; `hand_over()` stops them and keeps commands away."""
        with engines.running():

            def hand_over() -> int:
                _close_connections()
                stack.block_signals()
                lock = take(engines.run / "stack", fcntl.LOCK_EX, wait=10)
                if lock is None:
                    raise CommandError(f"Already running on {settings.DATA_DIR}.")
                if engines.wanted and not engines.stop(patience=10, hand_over_to_stack=True):
                    raise CommandError("Other commands still use the engines: end them first.")
                return lock

            yield hand_over

    def _make_ready(self, *, demo: bool, size: str) -> None:
        call_command("migrate", verbosity=0)
        if seeding.is_unfinished():
            self.stdout.write("A seeding was cut off: clearing it.")
            seeding.clear()
        if demo and not seeding.is_finished():
            self._seed(size)
        if seeding.is_finished():
            logins.write(_demo_file(), url=_url())
        call_command("collectstatic", interactive=False, verbosity=0)
        Heartbeat.objects.all().delete()  # ready means: signs of this run

    def _seed(self, size: str) -> None:
        if seeding.has_data():
            self.stdout.write("This centre has data of its own: the demo is left out.")
            return
        self.stdout.write("Seeding the demo centre (about a minute, once) …")
        self.stdout.flush()
        call_command("seed_demo", size=size, verbosity=0)

    def _announce(self) -> None:
        url, log = _url(), settings.DATA_DIR / "log"
        self.stdout.write("Starting …")
        self.stdout.flush()
        subprocess.Popen(  # noqa: S603 - our own file
            [sys.executable, "-S", "-E", "-P", announce.__file__, url, str(_demo_file()), str(log)],
            stdin=subprocess.DEVNULL,
        )


def _close_connections() -> None:
    for connection in connections.all(initialized_only=True):
        connection.close()


def _url() -> str:
    return f"http://127.0.0.1:{settings.PORT}/"


def _demo_file() -> Path:
    found: Path = settings.DATA_DIR / "run" / "demo.json"
    return found
