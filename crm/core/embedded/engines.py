"""PostgreSQL and Valkey of one DATA_DIR: started, awaited, shared between commands, stopped."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from . import launcher
from .cluster import hand_over, make_cluster, make_folder, open_way
from .launcher import LONGEST_SOCKET, is_free, take
from .machine import (
    EngineError,
    account,
    environment,
    memory_options,
    postgres_program,
    socket_folder,
    valkey_server,
)

ENGINES = ("postgres", "valkey")
STOP = {"postgres": signal.SIGINT, "valkey": signal.SIGTERM}
SOCKET = {"postgres": LONGEST_SOCKET, "valkey": "valkey"}
POSTGRES = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "io_method": "sync",
    "max_wal_size": "512MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class Engines:
    """Both engines of one DATA_DIR; `wanted` leaves out one that has an address of its own."""

    def __init__(
        self, data: Path, *, wanted: tuple[str, ...] = ENGINES, durable: bool = True
    ) -> None:
        self.data = data.absolute()
        self.run, self.log = self.data / "run", self.data / "log"
        self.sockets = socket_folder(self.data)
        self.wanted, self.durable = wanted, durable
        self.user = account(self.data) if wanted else None
        self.users: int | None = None
        self.pid = os.getpid()
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def command(self, name: str) -> list[str]:
        if name == "valkey":
            sync = "everysec" if self.durable else "no"
            return [
                *(str(valkey_server()), "--port", "0", "--unixsocket", str(self.sockets / name)),
                *("--unixsocketperm", "700", "--dir", str(self.data / name), "--databases", "4"),
                *("--appendonly", "yes", "--save", "", "--appendfsync", sync),
                *("--maxmemory-policy", "noeviction"),
            ]
        options: Mapping[str, str] = POSTGRES | memory_options()
        if not self.durable:
            options = {**options, **NOT_DURABLE}
        return [
            *(str(postgres_program("postgres")), "-D", str(self.data / "pg"), "-p", "5432"),
            *("-k", f'"{self.sockets}"'),
            *(part for key, value in options.items() for part in ("-c", f"{key}={value}")),
        ]

    def launch_command(self, name: str, *, dies_with_parent: bool = False) -> list[str]:
        """The command line that becomes the engine: locked and under its account."""
        return [
            *(sys.executable, "-S", "-E", "-P", launcher.__file__, "engine", str(self.run), name),
            *(str(self.data / "pg"), str(self.sockets), self.user.pw_name if self.user else ""),
            *(str(int(STOP[name])) if dies_with_parent else "0", *self.command(name)),
        ]

    def is_ready(self, name: str) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            try:
                client.connect(str(self.sockets / SOCKET[name]))
                if name == "postgres":  # line 8 is what pg_ctl waits for
                    lines = (self.data / "pg" / "postmaster.pid").read_text().splitlines()
                    return len(lines) > 7 and lines[7].strip() == "ready"
                client.sendall(b"PING\r\n")
                return client.recv(5) == b"+PONG"
            except OSError:
                return False

    def prepare(self) -> None:
        """Makes the folders, and the way to them where the engines run as somebody else."""
        passable = 0o711 if self.user else 0o700
        for folder, mode in ((self.data, passable), (self.run, passable), (self.log, 0o700)):
            make_folder(folder, mode)
        mine = [self.sockets] if self.wanted else []
        if "valkey" in self.wanted:
            mine.append(self.data / "valkey")
        for folder in mine:
            folder.mkdir(mode=0o700, exist_ok=True)
            hand_over(folder, self.user)
        if self.user:
            binaries = [Path(self.command(name)[0]) for name in self.wanted]
            for path in (*mine, self.data / "pg", *binaries):
                open_way(path, self.user)

    @contextmanager
    def mutex(self) -> Iterator[None]:
        fd = take(self.run / "mutex", fcntl.LOCK_EX, wait=120)
        if fd is None:
            raise EngineError(
                f"Something has been starting or stopping the engines in {self.data}"
                " for two minutes: end it, then try again."
            )
        try:
            yield
        finally:
            os.close(fd)

    def start(self) -> None:
        """Starts what is not running and counts us as a user."""
        self.prepare()
        with self.mutex():
            self.users = take(self.run / "users", fcntl.LOCK_SH)
            try:
                if is_free(self.run / "stack"):
                    self._launch()
                self.wait()
            except BaseException:  # Ctrl-C too: leave nothing half started
                self._abandon()
                raise

    def _launch(self) -> None:
        if "postgres" in self.wanted:
            make_cluster(self.data, self.user)
        for name in self.wanted:
            if self.is_ready(name):
                continue
            with (self.log / f"{name}.log").open("ab") as log:
                self.children[name] = subprocess.Popen(  # noqa: S603 - our own binaries
                    self.launch_command(name),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    env=environment(),
                )

    def _abandon(self) -> None:
        for name, child in self.children.items():
            child.send_signal(STOP[name])
        for child in self.children.values():
            child.wait()
        self.children.clear()
        if self.users is not None:
            os.close(self.users)
            self.users = None

    def wait(self, seconds: float = 120) -> None:
        """Until every wanted engine answers; what it said last where one does not."""
        end = time.monotonic() + seconds
        for name in self.wanted:
            while not self.is_ready(name):
                child = self.children.get(name)
                if time.monotonic() > end or (child and child.poll() is not None):
                    raise EngineError(f"{name} did not start: {self._last_words(name)}")
                time.sleep(0.01)

    def _last_words(self, name: str) -> str:
        try:
            lines = (self.log / f"{name}.log").read_text(errors="replace").splitlines()
        except OSError:
            return "it wrote nothing."
        return " / ".join(lines[-3:])

    def stop(self, *, patience: float = 0, hand_over_to_stack: bool = False) -> bool:
        """Stops the engines unless somebody else still uses them; True when they are down."""
        if self.users is None or os.getpid() != self.pid:
            return False
        os.close(self.users)  # before the mutex: whoever holds it may be waiting for us to let go
        self.users = None
        with self.mutex():
            alone = take(self.run / "users", fcntl.LOCK_EX, wait=patience)
            if alone is None:
                return False
            try:
                if not hand_over_to_stack and not is_free(self.run / "stack"):
                    return False
                self._end()
            finally:
                os.close(alone)
            return True

    def _end(self) -> None:
        for name in self.wanted:
            if self.is_ready(name):  # only then the pid file speaks of the living
                os.kill(int((self.run / f"{name}.pid").read_text()), STOP[name])
        for name in self.wanted:
            fd = take(self.run / f"{name}.lock", fcntl.LOCK_EX, wait=60)
            if fd is not None:
                os.close(fd)
                (self.run / f"{name}.pid").unlink(missing_ok=True)
            if name in self.children:
                self.children.pop(name).wait()  # no zombie where process 1 does not reap

    @contextmanager
    def running(self) -> Iterator[None]:
        """For a command: engines up inside, and down again afterwards if nobody else needs them."""
        if not self.wanted:
            yield
            return
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda signum, frame: sys.exit(128 + signum))
        # begun in the background of a script, a process ignores Ctrl-C until it says otherwise
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            self.start()
            yield
        except BaseException as error:
            if (code := _asked_to_stop(error)) is None:
                raise
            raise SystemExit(code) from None  # whatever broke on the way out was broken by us
        finally:
            if os.getpid() == self.pid:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                self.stop()


def _asked_to_stop(error: BaseException | None) -> int | None:
    """The exit code where a signal is at the bottom of an error, else None."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return 128 + signal.SIGINT
        if isinstance(error, SystemExit) and isinstance(error.code, int) and error.code > 128:
            return error.code
        error = error.__context__
    return None
