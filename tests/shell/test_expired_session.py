"""A session that ended comes back to the same page with what was typed."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.conf import settings
from django.test import Client

from crm.core import unsent
from crm.people.models import User
from tests.factories import PASSWORD
from tests.shell.test_sign_in import sign_in


def _expire(client: Client) -> None:
    """The session's row is gone, the browser's cookies are not."""
    client.session.flush()


def test_it_works(client: Client, ann: User) -> None:
    """A form page fills its form again."""
    sign_in(client, "ann")
    _expire(client)
    answer = client.post(
        "/customers/new/?from=search",
        {"name": "박서준", "phone": "010-1234-5678"},
        headers={"Referer": "http://testserver/customers/new/?from=search"},
    )
    assert answer.url == "/login/?next=%2Fcustomers%2Fnew%2F%3Ffrom%3Dsearch"
    assert "What you typed is kept" in client.get(answer.url).content.decode()
    back = sign_in(client, "ann", next="/customers/new/?from=search")
    assert back.url == "/customers/new/?from=search"
    page = client.get(back.url).content.decode()
    assert "박서준" in page
    assert "010-1234-5678" in page
    assert "박서준" not in client.get(back.url).content.decode()


def test_a_button_waits_on_the_page_it_stood_on(client: Client, ann: User) -> None:
    sign_in(client, "ann")
    _expire(client)
    answer = client.post(
        "/notices/read/", {"note": "42"}, headers={"Referer": "http://testserver/notices/"}
    )
    assert answer.url == "/login/?next=%2Fnotices%2F"
    sign_in(client, "ann")
    page = client.get("/notices/").content.decode()
    assert 'action="/notices/read/"' in page
    assert 'name="note" value="42"' in page
    client.post("/account/unsent/", {"next": "/notices/"})
    assert 'value="42"' not in client.get("/notices/").content.decode()


def test_somebody_else_never_sees_it(client: Client, ann: User, lea: User) -> None:
    sign_in(client, "ann")
    _expire(client)
    client.post("/customers/new/", {"name": "박서준"})
    sign_in(client, "lea")
    assert "박서준" not in client.get("/customers/new/").content.decode()


def test_passwords_are_never_kept(client: Client, ann: User) -> None:
    sign_in(client, "ann")
    _expire(client)
    client.post("/account/everywhere/", {"password": PASSWORD, "note": "kept"})
    assert unsent.fields_of(client.session["unsent"]) == (("note", "kept"),)


def test_by_htmx_the_whole_page_goes_to_the_sign_in(client: Client, ann: User) -> None:
    answer = client.get(
        "/notices/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/notices/?page=2"},
    )
    assert answer.headers["HX-Redirect"] == "/login/?next=%2Fnotices%2F%3Fpage%3D2"


def test_scripts_get_401(client: Client, db: None) -> None:
    answer = client.post("/account/unsent/", headers={"Accept": "application/json"})
    assert answer.status_code == 401


def test_another_site_is_no_way_back(client: Client, ann: User) -> None:
    assert sign_in(client, "ann", next="https://elsewhere.example/").url == "/"


def test_half_an_hour_without_use_ends_it(
    client: Client, ann: User, frozen: time_machine.Coordinates
) -> None:
    idle = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    sign_in(client, "ann")
    frozen.shift(idle - timedelta(minutes=5))
    assert client.get("/account/").status_code == 200  # use renews it
    frozen.shift(idle - timedelta(minutes=5))
    assert client.get("/notices/", headers={"HX-Poll": "1"}).status_code == 200  # polling does not
    frozen.shift(timedelta(minutes=6))
    assert client.get("/account/").status_code == 302
