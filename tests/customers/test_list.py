from __future__ import annotations

from datetime import date

from crm.core import clock
from crm.people.models import User
from interactions.services.consultations import log_consultation
from interactions.services.entries import Entry
from tests.customers.people import browser, park


def test_it_works(ann: User) -> None:
    first, second = park(ann), park(ann, name="김하나", phone="", email="")
    text = browser(ann).get("/customers/").content.decode()
    assert text.index(second.number) < text.index(first.number)
    assert "박*희" in text
    assert "박서희" not in text
    assert "pa***@mail.com" in text


def test_it_filters_by_tier_day_and_open_issues(ann: User) -> None:
    vip = park(ann, tier="vip", acquired_on=date(2026, 1, 5))
    other = park(ann, name="김하나", phone="", email="", acquired_on=date(2026, 3, 1))
    entry = Entry(channel="phone", started_at=clock.now(), result="in_progress", customer=other)
    log_consultation(ann, entry=entry)
    client = browser(ann)
    for query, shown in {
        "tier=vip": vip,
        "until=2026-02-01": vip,
        "since=2026-02-01": other,
        "issues=open": other,
    }.items():
        text = client.get(f"/customers/?{query}").content.decode()
        hidden = other if shown == vip else vip
        assert shown.number in text, query
        assert hidden.number not in text, query


def test_an_empty_list_says_why(ann: User) -> None:
    text = browser(ann).get("/customers/").content.decode()
    assert "No customers yet." in text
