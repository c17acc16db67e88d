"""Signing in and out."""

from __future__ import annotations

import pytest
from django.test import Client

from crm.people.models import User
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def sign_in(client: Client, login: str, password: str = PASSWORD, **more: str):
    return client.post("/login/", {"login": login, "password": password, **more})


def test_it_works(client: Client, ann: User) -> None:
    assert client.get("/login/").status_code == 200
    answer = sign_in(client, "ann", next="/account/")
    assert answer.status_code == 302
    assert answer.url == "/account/"
    page = client.get("/account/")
    assert page.status_code == 200
    assert "안서연" in page.content.decode()


def test_by_e_mail_too(client: Client, ann: User) -> None:
    assert sign_in(client, ann.email.upper()).status_code == 302
