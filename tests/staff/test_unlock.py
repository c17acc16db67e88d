"""A locked account is named on its page and can be let in again."""

from __future__ import annotations

from django.test import Client

from crm.core.models import AuditEntry
from tests.factories import PASSWORD


def lock(username):
    browser = Client()
    for _ in range(5):
        browser.post("/login/", {"login": username, "password": "wrong"})
    return browser


def test_it_works(client, ada, ann):
    browser = lock("ann")
    assert browser.post("/login/", {"login": "ann", "password": PASSWORD}).status_code == 429
    client.force_login(ada)
    assert client.get("/settings/users/A-0001/").context["locked_until"] is not None
    client.post("/settings/users/A-0001/unlock/")
    assert client.get("/settings/users/A-0001/").context["locked_until"] is None
    assert browser.post("/login/", {"login": "ann", "password": PASSWORD}).status_code == 302
    assert AuditEntry.objects.filter(action="user.unlocked", subject="A-0001").count() == 1


def test_a_lock_by_e_mail_is_the_same_lock(client, ada, ann):
    lock(ann.email)
    client.force_login(ada)
    assert client.get("/settings/users/A-0001/").context["locked_until"] is not None


def test_unlocking_what_is_open_writes_nothing(client, ada, ann):
    client.force_login(ada)
    client.post("/settings/users/A-0001/unlock/")
    assert not AuditEntry.objects.filter(action="user.unlocked").exists()
