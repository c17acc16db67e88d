"""Programs that call: a client with a key of somebody, in English."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from crm.core.api.scopes import SCOPES
from crm.people.models import User
from crm.staff.services.api_keys import create_api_key

Program = Callable[..., APIClient]


@pytest.fixture
def program() -> Program:
    """`program(ann, "customers:read")`: a client with a key of ann's; without scopes, of all."""

    def call(owner: User, *scopes: str) -> APIClient:
        made = create_api_key(None, owner=owner, scopes=scopes or SCOPES)
        client = APIClient(HTTP_AUTHORIZATION=f"Api-Key {made.text}", HTTP_ACCEPT_LANGUAGE="en")
        client.key = made.key  # type: ignore[attr-defined]  # for the tests to look at
        return client

    return call
