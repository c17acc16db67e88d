"""Saved views: one control in the filter bar, private or shared with a team."""

from __future__ import annotations

import pytest
from django.test import Client

from crm.core.models import AuditEntry, SavedView
from crm.people.models import Team, User
from crm.staff.services.saved_views import save_view

pytestmark = pytest.mark.django_db
PAGE, PATH = "consultations:list", "/consultations/"


@pytest.fixture(autouse=True)
def _english(client: Client) -> None:
    client.cookies["django_language"] = "en"


def save(client: Client, **values: str) -> None:
    sent = {"page": PAGE, "path": PATH, "query": "channel=phone", "name": "Phone", **values}
    client.post("/me/views/", sent, HTTP_REFERER=f"http://testserver{PATH}")


def bar(client: Client, user: User, path: str = PATH) -> str:
    client.force_login(user)
    text: str = client.get(path).content.decode()
    return text.split('class="drop svd"')[1].split('class="svf new"')[0]


def test_it_works(client: Client, lea: User) -> None:
    client.force_login(lea)
    save(client)
    found = SavedView.objects.get()
    assert (found.owner, found.url, found.team) == (lea, "/consultations/?channel=phone", None)
    assert ">Phone</a>" in bar(client, lea)
    assert AuditEntry.objects.filter(action="view.saved", actor=lea).exists()


def test_the_one_that_stands_there_is_named(client: Client, lea: User) -> None:
    client.force_login(lea)
    save(client)
    there = bar(client, lea, f"{PATH}?channel=phone&page=2").split("</summary>")[0]
    assert "<span data-content>Phone</span>" in there
    elsewhere = bar(client, lea, f"{PATH}?channel=chat").split("</summary>")[0]
    assert "Saved views" in elsewhere


def test_the_same_name_again_is_the_same_view(client: Client, lea: User) -> None:
    client.force_login(lea)
    save(client)
    save(client, query="channel=chat")
    assert SavedView.objects.get().query == "channel=chat"


def test_a_private_view_is_nobody_elses(client: Client, lea: User, ann: User, team: Team) -> None:
    client.force_login(lea)
    save(client)
    save(client, name="Ours", team=team.code)
    shown = bar(client, ann)
    assert ">Ours</a>" in shown
    assert ">Phone</a>" not in shown
    assert "Delete" not in shown


def test_other_teams_do_not_see_it(client: Client, lea: User, otto: User, team: Team) -> None:
    client.force_login(lea)
    save(client, team=team.code)
    assert ">Phone</a>" not in bar(client, otto)


def test_a_view_is_shared_with_own_teams_only(client: Client, lea: User, other_team: Team) -> None:
    client.force_login(lea)
    save(client, team=other_team.code)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"path": "https://evil.example/"},
        {"path": "/customers/"},
        {"page": "nothing"},
        {"name": " "},
    ],
)
def test_only_addresses_of_that_page_are_kept(
    client: Client, lea: User, values: dict[str, str]
) -> None:
    client.force_login(lea)
    save(client, **values)
    assert not SavedView.objects.exists()


def test_it_is_renamed_and_deleted_by_its_owner(
    client: Client, lea: User, ann: User, team: Team
) -> None:
    view = save_view(lea, page=PAGE, path=PATH, query="", name="Old", team=team)
    client.force_login(ann)
    assert client.post(f"/me/views/{view.pk}/delete/").status_code == 404
    client.force_login(lea)
    client.post(f"/me/views/{view.pk}/rename/", {"name": "New"})
    view.refresh_from_db()
    assert view.name == "New"
    client.post(f"/me/views/{view.pk}/delete/")
    assert not SavedView.objects.exists()


def test_a_taken_name_is_refused(client: Client, lea: User) -> None:
    save_view(lea, page=PAGE, path=PATH, query="", name="One", team=None)
    other = save_view(lea, page=PAGE, path=PATH, query="", name="Two", team=None)
    client.force_login(lea)
    client.post(f"/me/views/{other.pk}/rename/", {"name": "One"})
    other.refresh_from_db()
    assert other.name == "Two"
