"""The pages of the centre's own KPIs, and everywhere such a KPI then stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from crm.core import clock
from crm.core.models import AuditEntry
from crm.people.models import User
from performance import custom
from performance.models import CustomKpi
from performance.services.custom import Choice, make_kpi, retire_kpi
from performance.services.targets import Lines, Place, set_target

from .records import contact, count_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
URL = "/settings/custom-kpis/"
CODE = "c-resolved_by_phone"
TYPED: dict[str, Any] = {
    "name_ko": "전화 해결",
    "name_en": "Resolved by phone",
    "numerator": "resolved",
    "denominator": "results_known",
    "unit": "percent",
    "better": "up",
    "minimum_sample": "30",
    "channels": ["phone"],
}


@pytest.fixture(autouse=True)
def _records(frozen: object, client: Client, ada: User, ann: User, team: Any) -> None:
    client.cookies["django_language"] = "en"
    for result in ("resolved", "resolved", "in_progress"):
        contact(clock.now() - timedelta(hours=3), agent=ann, team=team, result=result)
    contact(clock.now() - timedelta(hours=3), agent=ann, team=team, channel="chat",
            result="resolved")  # fmt: skip
    count_everything()
    client.force_login(ada)


def make(ada: User) -> CustomKpi:
    choice = Choice("전화 해결", "Resolved by phone", "resolved", "results_known", "percent", "up",
                    1, channels=("phone",))  # fmt: skip
    row = make_kpi(ada, choice=choice)
    custom.keep(custom.stored())
    return row


def text(client: Client, url: str, **query: Any) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_made_with_a_preview(client: Client) -> None:
    assert "No KPIs of your own yet." in text(client, URL)
    asked = client.post(f"{URL}new/", {**TYPED, "preview": "1"})
    assert asked.status_code == 302
    shown = text(client, asked["Location"].partition("#")[0])
    assert "66.7" in shown
    assert 'value="Resolved by phone"' in shown
    assert not CustomKpi.objects.exists()
    part = client.get(f"{URL}new/", {**TYPED, "denominator": "offered"}, HTTP_HX_REQUEST="true")
    assert "different days" in part.content.decode()
    refused = client.post(f"{URL}new/", {**TYPED, "unit": "duration"})
    assert refused.status_code == 422
    assert "These two are shown as: Percent." in refused.content.decode()
    saved = client.post(f"{URL}new/", TYPED, follow=True)
    assert saved.status_code == 200
    assert CODE in saved.content.decode()
    assert AuditEntry.objects.filter(action="customkpi.made").count() == 1


def test_changed_until_somebody_relies_on_it(client: Client, ada: User) -> None:
    make(ada)
    assert client.post(f"{URL}{CODE}/", {**TYPED, "better": "down"}).status_code == 302
    assert CustomKpi.objects.get().better == "down"
    custom.keep(custom.stored())
    set_target(ada, place=Place(CODE), lines=Lines(0.8), starts_on=clock.today())
    page = text(client, f"{URL}{CODE}/")
    assert "what it counts stays" in page
    changed = {**TYPED, "better": "up", "name_en": "By phone"}
    assert client.post(f"{URL}{CODE}/", changed).status_code == 302
    row = CustomKpi.objects.get()
    assert (row.name_en, row.better, row.channels) == ("By phone", "down", ["phone"])
    assert client.get(f"{URL}c-none/").status_code == 404


def test_retired_and_taken_back(client: Client, ada: User) -> None:
    make(ada)
    assert client.post(f"{URL}{CODE}/retire/").status_code == 302
    assert not CustomKpi.objects.get().is_active
    assert "Retired" in text(client, URL)
    assert client.post(f"{URL}{CODE}/retire/", {"active": "1"}).status_code == 302
    assert CustomKpi.objects.get().is_active
    assert client.post(f"{URL}c-none/retire/").status_code == 404


def test_it_stands_where_built_in_ones_do(
    client: Client, ada: User, lea: User, capsys: pytest.CaptureFixture[str]
) -> None:
    make(ada)
    assert "Resolved by phone" in text(client, "/settings/kpi-targets/")
    set_target(ada, place=Place(CODE), lines=Lines(0.8, caution=0.7), starts_on=clock.today())
    assert "Resolved by phone" in text(client, "/performance/targets/")
    client.force_login(lea)
    page = text(client, f"/performance/kpi/{CODE}/")
    assert "66.7" in page
    assert "Only: Phone" in page
    assert CODE in text(client, "/performance/kpi/aht/")  # the switcher
    assert "Of this centre" in text(client, "/performance/figures/")
    assert "Resolved by phone" in text(client, "/performance/analysis/", kpis=CODE, rows="agent")
    assert "Resolved by phone" in text(client, "/goals/new/")
    assert text(client, "/performance/")
    assert text(client, f"/performance/kpi/{CODE}/causes/")
    assert text(client, "/performance/team/support-1/", kpi=CODE)
    assert text(client, "/performance/agents/A-0001/", kpi=CODE)
    today = clock.today().isoformat()
    days = {"from": today, "to": today}
    told = client.get("/api/v1/kpis/", {**days, "kpis": CODE, "by": "agent"}).json()
    assert told["rows"][0]["kpis"][CODE]["value"] == pytest.approx(2 / 3)
    for name, size in (("numerator", 2), ("denominator", 3), ("excluded", 0)):
        records = client.get(f"/api/v1/kpis/{CODE}/records/", {**days, "list": name}).json()
        assert len(records["results"]) == size, name
    call_command("kpis", "--from", today, "--to", today, "--kpis", CODE, "--format", "csv")
    assert f"{CODE},0.666666" in capsys.readouterr().out.replace(f",{CODE}", CODE)


def test_retired_it_leaves_the_lists(client: Client, ada: User, lea: User) -> None:
    row = make(ada)
    set_target(ada, place=Place(CODE), lines=Lines(0.8, caution=0.7), starts_on=clock.today())
    retire_kpi(ada, kpi=row)
    custom.keep(custom.stored())
    assert "Resolved by phone" not in text(client, "/settings/kpi-targets/").partition("<h2")[0]
    client.force_login(lea)
    assert CODE not in text(client, "/performance/kpi/aht/")
    assert "Of this centre" not in text(client, "/performance/figures/")
    assert "66.7" in text(client, f"/performance/kpi/{CODE}/")
    assert text(client, "/performance/targets/")
