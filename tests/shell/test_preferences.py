"""Language and theme: from the account at sign-in, then by this browser."""

from __future__ import annotations

from django.test import Client

from crm.people.models import User
from tests.shell.test_sign_in import sign_in


def test_it_works(client: Client, ann: User) -> None:
    ann.language, ann.theme = "ko", "dark"
    ann.save()
    sign_in(client, "ann")
    page = client.get("/account/").content.decode()
    assert '<html lang="ko" data-theme="dark">' in page
    answer = client.post("/account/language/", {"language": "en", "next": "/account/"})
    assert answer.url == "/account/"
    client.post("/account/theme/", {"theme": "light", "next": "/account/"})
    assert '<html lang="en" data-theme="light">' in client.get("/account/").content.decode()
    ann.refresh_from_db()
    assert (ann.language, ann.theme) == ("en", "light")


def test_the_cookies_decide_for_this_browser(client: Client, ann: User) -> None:
    sign_in(client, "ann")
    client.cookies["django_language"], client.cookies["theme"] = "ko", "dark"
    assert '<html lang="ko" data-theme="dark">' in client.get("/account/").content.decode()


def test_the_first_visit_follows_the_browser(client: Client, db: None) -> None:
    for wanted, shown in (("en-GB,en;q=0.8", "en"), ("ko-KR", "ko"), ("fr", "ko")):
        answer = client.get("/login/", headers={"Accept-Language": wanted})
        assert f'<html lang="{shown}" data-theme="system">' in answer.content.decode()


def test_before_signing_in_only_the_browser_remembers(client: Client, ann: User) -> None:
    client.post("/account/language/", {"language": "ko", "next": "/login/"})
    assert '<html lang="ko"' in client.get("/login/").content.decode()
    ann.refresh_from_db()
    assert ann.language == "en"


def test_nonsense_changes_nothing(client: Client, ann: User) -> None:
    client.force_login(ann)
    answer = client.post("/account/theme/", {"theme": "pink", "next": "https://elsewhere.example"})
    assert answer.url == "/"
    assert "theme" not in answer.cookies


def test_single_key_shortcuts_can_be_turned_off(client: Client, ann: User) -> None:
    client.force_login(ann)
    assert 'data-single-keys="on"' in client.get("/account/").content.decode()
    client.post("/account/keys/", {"keys": "off", "next": "/account/"})
    assert 'data-single-keys="off"' in client.get("/account/").content.decode()
