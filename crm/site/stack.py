"""Every process of the product under one supervisor: its configuration, and becoming it.

Paths and commands reach supervisor through the environment and the working directory, since `%`,
` #` and ` ;` in its configuration mean something.
"""

from __future__ import annotations

import fcntl
import os
import shlex
import signal
import sys
from pathlib import Path
from typing import NoReturn

from crm.core.embedded import Engines, launcher

SUPERVISED = "CRM_SUPERVISED"
APPLICATION = ("web", "worker-fast", "worker-long", "beat")
CONFIGURATION = """\
[supervisord]
nodaemon=true
silent=true
{root}logfile=log/supervisord.log
logfile_maxbytes=5MB
logfile_backups=1
pidfile=run/supervisord.pid
childlogdir=log
"""
PROGRAM = """\
[program:{name}]
command=%(ENV_STACK_{key})s
priority={priority}
autorestart=true
startsecs={start}
startretries=1000000
stopsignal={stop}
stopwaitsecs={patience}
killasgroup=true
redirect_stderr=true
stdout_logfile=log/{name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=2
"""
GROUP = "[group:{name}]\nprograms={programs}\npriority={priority}\n"


def programs(engines: Engines, root: Path) -> dict[str, list[str]]:
    """The command line of each process, engines first."""
    python = sys.executable
    become = [python, "-S", "-E", "-P", launcher.__file__, "program", str(engines.run)]
    celery = [python, "-P", "-m", "celery", "--quiet", "--workdir", str(root), "-A", "crm"]
    worker = [*celery, "worker", "-l", "info", "--without-gossip", "--without-mingle"]
    commands = {
        "worker-fast": [*worker, "-c", "1", "-Q", "fast", "-n", "fast@%h"],
        "worker-long": [*worker, "-c", "1", "-Q", "long", "-n", "long@%h"],
        "beat": [*celery, "beat", "-l", "info", "--pidfile="],
        "web": [
            *(python, "-P", "-m", "gunicorn", "-c", "python:crm.site.web"),
            *("--chdir", str(root), "crm.wsgi"),
        ],
    }
    started = {name: engines.launch_command(name, dies_with_parent=True) for name in engines.wanted}
    return started | {name: [*become, name, *command] for name, command in commands.items()}


def configuration(commands: dict[str, list[str]], engines: tuple[str, ...]) -> str:
    """Engines start first and stop last; a process that dies comes back after 1, 2, 3 … seconds.

    `startsecs=0` for engines: whatever an engine's launcher ends with, it is tried again.
    """
    text = CONFIGURATION.format(root="user=root\n" if os.geteuid() == 0 else "")
    for name in commands:
        is_engine = name in engines
        text += PROGRAM.format(
            name=name,
            key=_key(name),
            priority=1 if is_engine else 20,
            start=0 if is_engine else 1,
            stop="INT" if name == "postgres" else "TERM",
            patience=15 if is_engine else 12,
        )
    if engines:
        text += GROUP.format(name="engines", programs=",".join(engines), priority=1)
    application = [name for name in commands if name not in engines]
    return text + GROUP.format(name="app", programs=",".join(application), priority=20)


def _key(name: str) -> str:
    return name.upper().replace("-", "_")


def environment(commands: dict[str, list[str]], root: Path) -> dict[str, str]:
    """Ours and the commands. Django has put its own TZ there, which is not ours to hand on."""
    ours = {key: value for key, value in os.environ.items() if key != "TZ"}
    ours |= {f"STACK_{_key(name)}": shlex.join(command) for name, command in commands.items()}
    path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH", "")]))
    return ours | {
        SUPERVISED: "1",
        "PYTHONUTF8": "1",
        "PYTHONPATH": path,
        "CELERY_SKIP_CHECKS": "1",
    }


def become_supervisor(engines: Engines, locks: tuple[int, int], root: Path) -> NoReturn:
    """Turns this process into the supervisor, which keeps both locks for as long as it lives.

    Signals stay blocked until supervisor handles them, so that none falls into the gap.
    """
    commands = programs(engines, root)
    text = configuration(commands, engines.wanted)
    (engines.run / "supervisord.conf").write_text(text)
    spare = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10) for fd in locks]
    for low, fd in enumerate(spare, 3):  # supervisor closes everything from 5 upwards on a reload
        os.dup2(fd, low, inheritable=True)
    os.chdir(engines.data)
    sys.stdout.flush()
    from . import supervise

    arguments = [sys.executable, "-P", supervise.__file__, "-c", "run/supervisord.conf"]
    os.execve(sys.executable, arguments, environment(commands, root))  # noqa: S606 - the purpose


def block_signals() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
