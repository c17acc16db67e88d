"""One log-in for each role of the demo centre, for the console and for `DATA_DIR/run/demo.json`."""

from __future__ import annotations

import json
from pathlib import Path

from crm.people.models import Role

from .people import PASSWORD, SHOWN


def logins() -> list[dict[str, str]]:
    return [
        {"role": role.value, "username": username, "password": PASSWORD}
        for role, username in zip(Role, SHOWN, strict=True)
    ]


def write(path: Path, *, url: str) -> None:
    """At every start, since the address may differ from the last one's."""
    fresh = path.with_suffix(".new")
    document = {"url": url, "logins": logins()}
    fresh.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    fresh.chmod(0o600)
    fresh.rename(path)
