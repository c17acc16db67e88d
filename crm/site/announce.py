"""Waits until the product is ready and says so last. Run as a file: standard library only.

`python announce.py URL DEMO_JSON LOG_FOLDER`; ends with its parent, the supervisor.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

SAY_AFTER = 45.0  # seconds after which a slow start is explained


def answer(url: str) -> dict[str, Any]:
    """What /readyz says; an empty answer while nothing listens."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}readyz", timeout=5) as response:
            return dict(json.load(response))
    except urllib.error.HTTPError as error:
        with contextlib.suppress(ValueError):
            return dict(json.load(error))
    except (OSError, ValueError):
        pass
    return {}


def logins(path: Path) -> list[dict[str, str]]:
    try:
        found = json.loads(path.read_text())["logins"]
    except (OSError, ValueError, KeyError):
        return []
    return list(found)


def say(line: str = "") -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone; the product is not
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def wait(url: str, log: str) -> bool:
    parent, begun, said = os.getppid(), time.monotonic(), False
    while os.getppid() == parent:
        found = answer(url)
        if found.get("status") == "ok":
            return True
        if not said and time.monotonic() - begun > SAY_AFTER:
            said = True
            missing = [
                f"{name}: {state}"
                for name, state in found.get("checks", {}).items()
                if state != "ok"
            ]
            say(f"Still starting ({'; '.join(missing) or 'nothing answers'}). Logs: {log}")
        time.sleep(0.2)
    return False


def main(url: str, demo: str, log: str) -> None:
    if not wait(url, log):
        return
    say()
    people = logins(Path(demo))
    widths = [max((len(p[key]) for p in people), default=0) for key in ("role", "username")]
    for person in people:
        role, name = person["role"].ljust(widths[0]), person["username"].ljust(widths[1])
        say(f"  {role}  {name}  {person['password']}")
    say(f"Ready: {url}   (logs: {log}, stop: Ctrl-C)")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main(*sys.argv[1:])
