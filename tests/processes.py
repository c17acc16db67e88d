"""The product as a person starts it: `manage.py runstack` in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 300.0  # seconds; busy cores take long to start eight processes
NOT_INHERITED = ("DJANGO_SETTINGS_MODULE", "SECRET_KEY", "FIELD_KEYS", "TZ", "DB_POOL", "TIME_ZONE")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Stack:
    """One `runstack` on a folder and a port; `said` is what the console showed."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data, self.port = data, free_port()
        self.console = data.parent / f"{data.name}.console"
        inherited = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
        self.environment = inherited | {
            "DATA_DIR": str(data),
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "1",
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def said(self) -> str:
        return self.console.read_text()

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        with self.console.open("wb") as console:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "runstack", *options],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                start_new_session=True,
            )
        return self.process

    def command(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        url = f"http://127.0.0.1:{self.port}{path}"
        request = urllib.request.Request(
            url, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def checks(self) -> dict[str, str]:
        status, text = self.get("/readyz")
        return dict(json.loads(text)["checks"]) if status in (200, 503) else {}

    def wait_ready(self) -> None:
        self.wait_for(lambda: self.get("/readyz")[0] == 200, "the product to be ready")

    def wait_for(self, condition: Any, what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, f"waited in vain for {what}: {self.checks()} {self.said}"
            assert self.process is None or self.process.poll() is None, self.said
            time.sleep(0.1)

    def pid(self, name: str) -> int:
        return int((self.data / "run" / f"{name}.pid").read_text())

    def stop(self, number: int = signal.SIGINT) -> float:
        """One signal; the seconds until everything has ended."""
        assert self.process is not None
        begun = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(60)
        return time.monotonic() - begun

    def kill(self) -> None:
        """Whatever a failed test left."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for pid in self.left():
            os.kill(pid, signal.SIGKILL)

    def left(self) -> list[int]:
        """Processes that still carry this folder in their command line or environment."""
        mark, found = os.fsencode(self.data), []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                said = (folder / "cmdline").read_bytes()
                about = said + (folder / "environ").read_bytes()
            except OSError:
                continue
            if said and mark in about and int(folder.name) != os.getpid():
                found.append(int(folder.name))
        return found
