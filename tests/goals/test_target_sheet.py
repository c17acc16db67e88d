"""The sheet of targets: typed as shown, saved where a row changed."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from crm.people.models import Team, User
from performance.models import Target
from performance.services.targets import Lines, Place, set_target
from tests.interactions.contacts import contact
from tests.performance.records import count_everything, rating

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
URL = "/settings/kpi-targets/"
TODAY = date(2026, 11, 19)


@pytest.fixture
def client(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def test_it_works(client: Client) -> None:
    answer = client.post(
        URL,
        {"starts_on": "2026-11-19", "aht-value": "5:40", "aht-caution": "6:10", "csat-value": "82"},
    )
    assert answer.status_code == 302
    assert Target.objects.get(kpi="aht").value == 340
    assert Target.objects.get(kpi="aht").caution == 370
    assert Target.objects.get(kpi="csat").value == 0.82


def test_a_row_that_did_not_change_is_not_written(client: Client, ada: User) -> None:
    set_target(ada, place=Place("aht"), lines=Lines(340), starts_on=TODAY)
    sent = {"starts_on": "2026-11-19", "aht-value": "5:40", "csat-value": "82"}
    client.post(URL, sent)
    assert Target.objects.filter(kpi="aht").count() == 1
    assert Target.objects.filter(kpi="csat").count() == 1


def test_an_emptied_row_ends_its_target(client: Client, ada: User) -> None:
    set_target(ada, place=Place("aht"), lines=Lines(340), starts_on=TODAY)
    client.post(URL, {"starts_on": "2026-11-19"})
    assert Target.objects.known_on(TODAY)[0].value is None


def test_satisfaction_is_typed_on_the_surveys_scale(client: Client, ann: User) -> None:
    rating(contact(agent=ann), 5)
    client.post(URL, {"starts_on": "2026-11-19", "csat_mean-value": "4.30"})
    assert Target.objects.get().value == 82.5
    assert "4.30/5" in client.get("/performance/targets/").content.decode()


def test_errors_stand_at_the_row_and_on_top(client: Client) -> None:
    sent = {"starts_on": "2026-11-19", "csat-value": "80", "csat-caution": "85"}
    answer = client.post(URL, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_csat-caution"' in page
    assert 'id="id_csat-caution-error"' in page
    assert 'value="85"' in page
    assert not Target.objects.exists()


def test_a_closed_month_is_refused(client: Client) -> None:
    answer = client.post(URL, {"starts_on": "2026-10-31", "csat-value": "80"})
    assert answer.status_code == 422
    assert not Target.objects.exists()


def test_a_team_has_its_own_sheet(client: Client, team: Team) -> None:
    url = f"{URL}?scope=team&team={team.code}"
    client.post(url, {"starts_on": "2026-11-19", "aht-value": "5:40"})
    assert Target.objects.get().team == team
    assert client.get(f"{URL}?scope=team&team=nowhere").status_code == 404


def test_six_months_stand_beside_the_value_being_typed(client: Client, ann: User) -> None:
    for month in (8, 9, 10):
        contact(date_at(month), agent=ann, talk_seconds=100 * month)
    count_everything()
    page = client.get(f"{URL}range/?kpi=aht&aht-value=15:00").content.decode()
    assert "<b>2</b> of 3 months" in page
    assert "13:20" in client.get(URL).content.decode()


def test_the_history_shows_old_and_new(client: Client, ada: User) -> None:
    for seconds in (350, 340):
        set_target(ada, place=Place("aht"), lines=Lines(seconds), starts_on=TODAY, reason="변경")
    page = client.get(URL).content.decode()
    assert ">5:50</del>" in page
    assert "→ 5:40" in page


def date_at(month: int):  # type: ignore[no-untyped-def]  # a moment of that month
    from tests.interactions.contacts import D0

    return D0.replace(month=month)
