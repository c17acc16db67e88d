"""The list of users and the page of one, as admin staff see them."""

from __future__ import annotations

from django.utils import timezone

from crm.people.models import User
from tests.factories import UserFactory


def rows(answer):
    return [row.username for row in answer.context["listing"].rows]


def test_it_works(client, ada, ann, lea, team):
    client.force_login(ada)
    answer = client.get("/settings/users/")
    assert set(rows(answer)) == {"ada", "ann", "lea"}
    page = answer.content.decode()
    assert ann.name in page
    assert team.name in page


def test_filters_narrow_the_list(client, ada, ann, lea, otto, eve, team):
    client.force_login(ada)
    User.objects.exclude(pk=ann.pk).update(last_login=timezone.now())
    UserFactory(username="gone", is_active=False)
    assert rows(client.get(f"/settings/users/?team={team.code}")) == ["ann", "lea"]
    assert rows(client.get("/settings/users/?role=manager")) == ["lea"]
    assert rows(client.get("/settings/users/?q=a-0003")) == ["otto"]
    assert rows(client.get("/settings/users/?state=never")) == ["ann"]
    assert rows(client.get("/settings/users/?state=inactive")) == ["gone"]
    assert "gone" in rows(client.get("/settings/users/?state=all"))
    loose = UserFactory(username="loose")
    assert rows(client.get("/settings/users/?state=teamless")) == [loose.username]


def test_a_page_shows_teams_past_and_to_come(client, ada, ann, team, other_team, frozen):
    client.force_login(ada)
    client.post("/settings/users/A-0001/team/", {"team": other_team.pk, "starts_on": "2026-12-01"})
    page = client.get("/settings/users/A-0001/").content.decode()
    assert team.name in page
    assert other_team.name in page
    assert client.get("/settings/users/A-9999/").status_code == 404
