"""A one-time password is in one answer and nowhere else, and is changed at the first sign-in."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from crm.people.models import User

NEW = {"name": "보라", "username": "bo", "role": "agent", "language": "ko"}


@pytest.fixture
def admin(client, ada):
    client.force_login(ada)
    return client


def test_it_works(admin, team, frozen):
    answer = admin.post("/settings/users/new/", NEW | {"team": team.pk, "starts_on": "20261119"})
    password = answer.context["password"]
    assert password in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    user = User.objects.get(username="bo")
    assert user.check_password(password)
    assert user.memberships.get().team == team


def test_it_is_kept_nowhere(admin, ann):
    password = admin.post("/settings/users/A-0001/password/").context["password"]
    assert password not in admin.get("/settings/users/A-0001/").content.decode()
    assert all(password not in str(row.get_decoded()) for row in Session.objects.all())


def test_the_owner_chooses_another_one_first(client, admin, ann):
    password = admin.post("/settings/users/A-0001/password/").context["password"]
    client.logout()
    client.post("/login/", {"login": "ann", "password": password})
    assert client.get("/account/").url == "/account/password/"


def test_refused_input_stays(admin, ann):
    answer = admin.post("/settings/users/new/", NEW | {"username": "ann"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="보라"' in page
    assert "password" not in answer.context


def test_sessions_of_the_account_end(client, ada, ann):
    other = Client()
    other.force_login(ann)
    client.force_login(ada)
    client.post("/settings/users/A-0001/password/")
    assert other.get("/account/").url.startswith("/login/")
