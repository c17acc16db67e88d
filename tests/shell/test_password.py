"""The own password and the sessions it opened."""

from __future__ import annotations

import pytest
from django.test import Client

from crm.core.models import AuditEntry
from crm.people.models import User
from tests.factories import PASSWORD

NEW = "a-new-and-long-password"


def _change(client: Client, **fields: str):
    data = {"current": PASSWORD, "new": NEW, "again": NEW} | fields
    return client.post("/account/password/", data)


def test_it_works(client: Client, ann: User) -> None:
    client.force_login(ann)
    elsewhere = Client()
    elsewhere.force_login(ann)
    assert _change(client).status_code == 302
    ann.refresh_from_db()
    assert ann.check_password(NEW)
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert AuditEntry.objects.get(action="user.password_changed").changes == {}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"current": "wrong"}, "not the present password"),
        ({"again": "another"}, "differ"),
        ({"new": "short", "again": "short"}, "too short"),
        ({"new": PASSWORD, "again": PASSWORD}, "other than the present one"),
    ],
)
def test_refused(client: Client, ann: User, fields: dict[str, str], words: str) -> None:
    client.force_login(ann)
    answer = _change(client, **fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_one_time_password_opens_nothing_else(client: Client, ann: User) -> None:
    ann.must_change_password = True
    ann.save()
    client.force_login(ann)
    assert client.get("/account/").url == "/account/password/"
    assert client.get("/customers/").url == "/account/password/"
    assert client.get("/account/password/").status_code == 200
    assert _change(client).url == "/"
    assert client.get("/account/").status_code == 200


def test_signing_out_everywhere_keeps_this_session(client: Client, ann: User) -> None:
    client.force_login(ann)
    elsewhere = Client()
    elsewhere.force_login(ann)
    answer = client.post("/account/everywhere/", {"password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_signing_out(client: Client, ann: User) -> None:
    client.force_login(ann)
    assert client.get("/logout/").status_code == 200
    assert client.get("/account/").status_code == 200
    client.post("/logout/")
    assert client.get("/account/").status_code == 302
