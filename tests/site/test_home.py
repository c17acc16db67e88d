"""`/` leads each role to the page its work begins on."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("persona", "address"),
    [
        ("ann", "/consultations/"),
        ("lea", "/performance/team/support-1/"),
        ("quinn", "/performance/"),
        ("ada", "/settings/"),
        ("eve", "/performance/"),
    ],
)
def test_it_works(client, request, persona, address):
    client.force_login(request.getfixturevalue(persona))
    answer = client.get("/")
    assert (answer.status_code, answer.url) == (302, address)


def test_a_lead_without_a_team_begins_at_the_overview(client, lea):
    lea.memberships.all().delete()
    client.force_login(lea)
    assert client.get("/").url == "/performance/"


def test_nobody_is_asked_to_sign_in(client, db):
    assert client.get("/").url.startswith("/login/")
