"""The menu of each role."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from crm.core import menu, slots
from crm.people.models import User
from tests.pages import PERSONA


def test_it_works(ann: User) -> None:
    groups = menu.menu_of(ann, "/customers/C-200001/")
    entries = [entry for group in groups for entry in group.entries]
    assert [entry.name for entry in entries if entry.current] == ["customers:list"]
    assert "settings-users" not in [entry.name for entry in entries]


def test_an_entry_without_its_page_is_left_out(ann: User, monkeypatch: Any) -> None:
    gone = menu.Entry("no:such-page", "Nothing", "x")
    monkeypatch.setitem(menu.WORK, "agent", (menu.Group("Work", (gone,)),))
    assert menu.menu_of(ann, "/") == ()


def test_admins_have_a_menu_of_settings(ada: User) -> None:
    inside = [e.name for g in menu.menu_of(ada, "/settings/users/") for e in g.entries]
    assert "settings-users" in inside
    assert "customers:list" not in inside


def test_a_view_may_say_where_it_belongs(ann: User) -> None:
    groups = menu.menu_of(ann, "/elsewhere/", "customers:list")
    assert [e.name for g in groups for e in g.entries if e.current] == ["customers:list"]


def test_counts_stand_beside_their_entry(client: Client, ann: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(menu, "_badges", {})
    menu.badge("customers:list", lambda user: 7, urgent=True)
    client.force_login(ann)
    assert '<span class="badge o">7</span>' in client.get("/account/").content.decode()


def test_nothing_leads_where_a_role_may_not_go(client: Client, world: Any) -> None:
    for persona in PERSONA.values():
        user = getattr(world, persona)
        client.force_login(user)
        for path in ("/account/", "/settings/users/"):
            for group in menu.menu_of(user, path):
                for entry in group.entries:
                    answer = client.get(entry.url, follow=True)
                    assert answer.status_code == 200, (persona, entry.url)


@pytest.fixture
def _slot(monkeypatch: Any) -> None:
    monkeypatch.setattr(slots, "_fillers", {"top.state": []})


@pytest.mark.usefixtures("_slot")
def test_slots_show_what_upper_apps_register(client: Client, ann: User) -> None:
    slots.fill("top.state", lambda request: None)
    slots.fill(
        "top.state",
        lambda request: slots.Fragment("ui/empty.html", {"words": request.user.username}),
        order=1,
    )
    client.force_login(ann)
    assert "<b>ann</b>" in client.get("/account/").content.decode()
