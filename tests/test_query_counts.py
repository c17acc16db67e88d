"""The exact number of SQL statements of each page, so that a slip to one query a row shows.

UPDATE_QUERY_COUNTS=1 writes `query_counts.json` anew; the commit explains the difference.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages import PAGES, PERSONA, ROLES, Listed, World

STORE = Path(__file__).parent / "query_counts.json"
COUNTED = [page for page in PAGES if page.method == "GET"]


def _stored() -> dict[str, int]:
    counts: dict[str, int] = json.loads(STORE.read_text()) if STORE.exists() else {}
    return counts


@pytest.mark.parametrize("listed", COUNTED, ids=lambda page: page.key)
def test_query_count(listed: Listed, world: World) -> None:
    role = next(role for role in ROLES if role in set(listed.opens))
    client = Client()
    client.force_login(getattr(world, PERSONA[role]))
    client.get(listed.address(world))  # what a process reads once and keeps
    cache.clear()  # but not what is kept drawn: a page is counted as whoever comes first pays it
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(listed.address(world))
    key = f"{listed.key} as {role}"
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        counts = _stored() | {key: len(queries)}
        STORE.write_text(json.dumps(counts, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    listing = "\n".join(query["sql"][:200] for query in queries.captured_queries)
    assert len(queries) == _stored().get(key), f"{key}: {len(queries)} queries\n{listing}"
