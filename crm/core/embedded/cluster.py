"""The folders of the engines and the PostgreSQL cluster in them: made, owned, reachable."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from .machine import EngineError, environment, postgres_program

DATABASE = OWNER = "crm"


def make_folder(folder: Path, mode: int) -> None:
    """Modes are set explicitly (a umask is the caller's); a folder of somebody else is refused."""
    if not folder.exists():
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
        folder.chmod(mode)
    if folder.stat().st_uid != os.geteuid():
        owner = owner_name(folder)
        raise EngineError(f"{folder} belongs to {owner}: run this as {owner}.")


def owner_name(path: Path) -> str:
    uid = path.stat().st_uid
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def hand_over(folder: Path, user: pwd.struct_passwd | None) -> None:
    """Gives a folder to the engines' account; a link or a stranger's folder is refused."""
    owner = user.pw_uid if user else os.geteuid()
    if folder.is_symlink() or folder.stat().st_uid not in {owner, os.geteuid()}:
        raise EngineError(f"{folder} belongs to somebody else: remove it.")
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)


def open_way(path: Path, user: pwd.struct_passwd) -> None:
    """Search permission (o+x, never read) on the folders above `path` that `user` cannot pass."""
    for folder in reversed(path.resolve().parents):
        status = folder.stat()
        is_own = status.st_uid == user.pw_uid and status.st_mode & 0o100
        if not status.st_mode & 0o001 and not is_own:
            folder.chmod(status.st_mode & 0o7777 | 0o001)
            note = f"so that {user.pw_name} can pass."
            print(  # noqa: T201 - the operator must see that permissions changed
                f"{folder}: search permission given to others (o+x), {note}", file=sys.stderr
            )


def make_cluster(data: Path, user: pwd.struct_passwd | None) -> None:
    """initdb and CREATE DATABASE in `pg.new`, then a rename: there is never half a cluster.

    The builtin locale provider sorts and folds alike on every system; LC_CTYPE serves the text
    search parser. Durability of the tests' cluster is off anyway, so nothing is synced here.
    """
    final, fresh = data / "pg", data / "pg.new"
    if final.exists():
        return
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    hand_over(fresh, user)
    initdb = [
        *(str(postgres_program("initdb")), "-D", str(fresh), "-U", OWNER, "--auth=trust"),
        *("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin"),
        *("--builtin-locale=C.UTF-8", "--no-instructions"),
    ]
    create = [str(postgres_program("postgres")), "--single", "-D", str(fresh), "template1"]
    for command in (initdb, create):
        _run(command, user)
    fresh.rename(final)


def _run(command: list[str], user: pwd.struct_passwd | None) -> None:
    """In a session of its own: Ctrl-C must not reach it before we decide what to do."""
    who: dict[str, Any] = {}
    if user:
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    try:
        done = subprocess.run(  # noqa: S603 - our own binaries
            command,
            input=f"CREATE DATABASE {DATABASE}\n",
            text=True,
            capture_output=True,
            cwd="/",
            start_new_session=True,
            env=environment(),
            check=False,
            **who,
        )
    except PermissionError:  # installed under umask 077: the files themselves are closed
        name = user.pw_name if user else "This user"
        raise EngineError(
            f"{name} may not run {command[0]}: chmod -R o+rX {Path(command[0]).parents[2]}"
        ) from None
    if done.returncode:
        raise EngineError(
            f"{Path(command[0]).name} failed: {' / '.join(done.stderr.split(chr(10)))}"
        )
