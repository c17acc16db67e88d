"""How often one may call: counted a minute, for each key by itself."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core.cache import cache

from crm.people.models import User

from .conftest import Program

FAQ = "/api/v1/faq/"


def test_it_works(
    program: Program, ann: User, settings: Any, frozen: time_machine.Coordinates
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    client, other = program(ann), program(ann)
    frozen.shift(20)
    assert [client.get(FAQ).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get(FAQ)
    assert refused.headers["Retry-After"] == "41"
    assert refused.json()["errors"][0]["code"] == "throttled"
    assert other.get(FAQ).status_code == 200
    frozen.shift(41)
    assert client.get(FAQ).status_code == 200


def test_without_the_cache_work_goes_on(
    program: Program, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*args: Any, **kwargs: Any) -> Any:
        raise ConnectionError

    monkeypatch.setattr(cache, "add", gone)
    assert program(ann).get(FAQ).status_code == 200
