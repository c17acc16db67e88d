"""A browser that asks for English, so that tests may read what pages say."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.fixture
def client() -> Client:
    return Client(headers={"Accept-Language": "en"})
