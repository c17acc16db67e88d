"""From the embedded PostgreSQL 18 into the system's: every row, figure and list is the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crm.settings.env import new_keys
from tests.processes import Stack

from .servers import Servers

pytestmark = pytest.mark.services
PRINT = "import json; from tests.site.fingerprints import fingerprints as f; print(json.dumps(f()))"
FIGURES = (
    ("kpis", "--from", "2000-01-01", "--to", "2099-12-31", "--format", "json"),
    ("kpis", "--from", "2000-01-01", "--to", "2099-12-31", "--by", "agent", "--format", "json"),
    ("kpis", "--from", "2000-01-01", "--to", "2099-12-31", "--by", "type", "--format", "json"),
)


def said(stack: Stack, *words: str) -> str:
    done = stack.command(*words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def rows(stack: Stack) -> dict[str, str]:
    found: dict[str, str] = json.loads(said(stack, "shell", "-v0", "-c", PRINT))
    return found


def test_it_works(system: Servers, tmp_path: Path) -> None:
    keys = new_keys()
    embedded = Stack(tmp_path / "embedded", **keys)
    said(embedded, "migrate", "-v0")
    said(embedded, "seed_demo", "--size", "s")
    file = str(tmp_path / "centre.backup")
    said(embedded, "backup", file)
    before, figures = rows(embedded), [said(embedded, *words) for words in FIGURES]

    served = Stack(
        tmp_path / "served",
        DATABASE_URL=system.database_url,
        CELERY_BROKER_URL=system.broker_url,
        CACHE_URL=system.cache_url,
        **keys,
    )
    said(served, "restore", "--replace", file)
    assert rows(served) == before
    assert [said(served, *words) for words in FIGURES] == figures
    said(served, "rollups", "reconcile")

    refused = served.command("restore", file)
    assert refused.returncode == 1
    assert "This centre has data" in refused.stderr
    again = str(tmp_path / "again.backup")
    said(served, "backup", again)
    said(embedded, "restore", "--replace", again)
    assert rows(embedded) == before
