"""Every page × every role, and nobody; a page that nobody listed fails."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from crm.core.checks import permission_of, views
from tests.pages import PAGES, PERSONA, ROLES, Listed, World


def _names() -> dict[str, Any]:
    """Names of all addresses with their views, namespaces included."""
    from django.urls import URLResolver, get_resolver

    found: dict[str, Any] = {}

    def walk(resolver: URLResolver, prefix: str) -> None:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                walk(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
            else:
                found[f"{prefix}{entry.name}"] = entry.callback

    walk(get_resolver(), "")
    return found


def test_every_page_is_listed() -> None:
    known = {page.name for page in PAGES}
    protected = {name for name, view in _names().items() if permission_of(view) != "public"}
    assert protected - known == set(), "Add these to the PAGES of tests/<app>/pages.py"


def test_every_view_declares_a_permission() -> None:
    silent = [where for where, entry in views() if permission_of(entry.callback) is None]
    assert silent == []


@pytest.mark.parametrize("listed", PAGES, ids=lambda page: page.key)
def test_page_by_role(listed: Listed, world: World) -> None:
    wrong = {}
    for role in ROLES:
        status = _status(listed, world, PERSONA[role])
        if status != listed.expected(role):
            wrong[role] = f"{status}, not {listed.expected(role)}"
    for persona, expected in listed.others.items():
        if (status := _status(listed, world, persona)) != expected:
            wrong[persona] = f"{status}, not {expected}"
    assert wrong == {}


@pytest.mark.parametrize("listed", PAGES, ids=lambda page: page.key)
def test_nobody_is_asked_to_sign_in(listed: Listed, world: World) -> None:
    answer = _open(listed, world, Client())
    assert answer.status_code in (302, 401), answer.status_code
    if answer.status_code == 302:
        assert answer.url.startswith("/login/?next=")


def _status(listed: Listed, world: World, persona: str) -> int:
    """200 for getting in (also with a redirect or a form's errors), else the refusal.

    A page that changes something is opened by one role after the other: each in a savepoint.
    """
    client = Client()
    client.force_login(getattr(world, persona))
    with transaction.atomic():
        status = _open(listed, world, client).status_code
        transaction.set_rollback(True)
    let_in = (400, 409) if listed.is_api else (302, 422)  # what was sent is then looked at
    return 200 if status in (200, 201, 204, *let_in) else status


def _open(listed: Listed, world: World, client: Client) -> Any:
    address = listed.address(world)
    if listed.is_api:
        sent = json.dumps(listed.data(world))
        return client.generic(listed.method, address, sent, content_type="application/json")
    return (
        client.get(address) if listed.method == "GET" else client.post(address, listed.data(world))
    )
