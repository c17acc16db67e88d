from __future__ import annotations

from datetime import date

from crm.core.models import AuditEntry
from crm.people.models import User
from customers.models import Consent
from customers.services import set_consent
from tests.customers.people import browser, park


def test_it_works(ann: User, frozen: object) -> None:
    customer = park(ann)
    address = f"/customers/{customer.number}/consents/"
    data = {"on_day": "2026-11-18", "marketing_sms": "yes", "survey_email": "no"}
    assert browser(ann).post(address, data).status_code == 302
    rows = {(row.purpose, row.channel): row for row in customer.consents.all()}
    assert rows["marketing", "sms"].granted
    assert not rows["survey", "email"].granted
    assert rows["marketing", "sms"].on_day == date(2026, 11, 18)
    page = browser(ann).get(f"/customers/{customer.number}/").content.decode()
    assert "Agreed" in page
    assert "Refused" in page


def test_the_newest_answer_counts_and_the_older_stays(ann: User) -> None:
    customer = park(ann)
    for granted in (True, False):
        set_consent(ann, customer=customer, purpose="marketing", channel="sms", granted=granted)
    assert Consent.objects.count() == 2
    assert not Consent.objects.first().granted  # type: ignore[union-attr]
    changes = AuditEntry.objects.filter(action="customer.consent_set").first()
    assert changes is not None
    assert changes.changes == {"consent_marketing_sms": [True, False]}


def test_saying_the_same_again_writes_nothing(ann: User) -> None:
    customer = park(ann)
    for _ in range(2):
        set_consent(ann, customer=customer, purpose="survey", channel="sms", granted=True)
    assert Consent.objects.count() == 1


def test_a_future_day_is_refused(ann: User, frozen: object) -> None:
    customer = park(ann)
    data = {"on_day": "2026-11-20", "marketing_sms": "yes"}
    answer = browser(ann).post(f"/customers/{customer.number}/consents/", data)
    assert answer.status_code == 422
    assert not Consent.objects.exists()
