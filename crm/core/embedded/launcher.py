"""Becomes a process: `python launcher.py engine|program …`.

Standard library only, and it never imports the project: every process starts through it, also
with `-S`, and it must be there in milliseconds.

`flock` locks in `DATA_DIR/run`, so that the kernel frees them on any death:

`mutex`          held only while starting or stopping
`users`          shared, one per command; who can take it alone is the last and stops the engines
`stack`          held by the supervisor; a command then neither starts nor stops, it waits
`<engine>.lock`  inherited by every process of an engine: free means that nothing of it is alive
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import pwd
import signal
import sys
import time
from pathlib import Path

LONGEST_SOCKET = ".s.PGSQL.5432"
SET_PARENT_DEATH_SIGNAL = 1


def take(path: Path, how: int, wait: float = 0) -> int | None:
    """A locked descriptor, or None after `wait` seconds.

    Close it to let go; never LOCK_UN, which would free it for a forked child too.
    """
    fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    end = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(fd, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                os.close(fd)
                return None
            time.sleep(0.01)
        except BaseException:
            os.close(fd)
            raise
        else:
            return fd


def is_free(path: Path) -> bool:
    fd = take(path, fcntl.LOCK_SH)
    if fd is not None:
        os.close(fd)
    return fd is not None


def write_pid(run: Path, name: str) -> None:
    """`exec` keeps the number, so the file is right before the program has begun."""
    temporary = run / f".{name}.{os.getpid()}"
    temporary.write_text(f"{os.getpid()}\n")
    temporary.rename(run / f"{name}.pid")


def hold_engine(run: Path, name: str, data: str, sockets: str) -> None:
    """Waits until the last process of a killed engine is gone, then takes its place."""
    lock = take(run / f"{name}.lock", fcntl.LOCK_EX, wait=90)
    if lock is None:
        sys.exit(f"{name}: another one still runs (lock {run / name}.lock)")
    os.set_inheritable(lock, True)
    if name == "postgres":
        for stale in (Path(data) / "postmaster.pid", Path(sockets) / f"{LONGEST_SOCKET}.lock"):
            if stale.exists() and not _is_postmaster(stale, data):
                stale.unlink()  # its number may belong to a zombie or to anybody by now


def _is_postmaster(pid_file: Path, data: str) -> bool:
    try:
        pid = int(pid_file.read_text().split()[0])
        return os.path.samefile(f"/proc/{pid}/cwd", data) if sys.platform == "linux" else True
    except (OSError, ValueError, IndexError):
        return False


def drop_to(user: str) -> None:
    who = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(who.pw_gid)
    os.setuid(who.pw_uid)
    os.environ["HOME"] = who.pw_dir


def die_with(parent: int, number: int) -> None:
    """The kernel sends `number` when the parent dies; `setuid` would clear it, so it comes last."""
    if number and sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, number)
        if os.getppid() != parent:
            sys.exit("the supervisor is gone")


def become_engine(run: str, name: str, *rest: str) -> None:
    data, sockets, user, number, *command = rest
    parent = os.getppid()
    hold_engine(Path(run), name, data, sockets)
    write_pid(Path(run), name)
    os.chdir("/")
    if user:
        drop_to(user)
    die_with(parent, int(number))
    os.execv(command[0], command)  # noqa: S606 - becoming another program is the purpose


def become_program(run: str, name: str, *command: str) -> None:
    parent = os.getppid()
    write_pid(Path(run), name)
    die_with(parent, int(signal.SIGTERM))
    os.execv(command[0], command)  # noqa: S606 - becoming another program is the purpose


def main(job: str, *arguments: str) -> None:
    {"engine": become_engine, "program": become_program}[job](*arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
