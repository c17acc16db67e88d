from __future__ import annotations

from crm.people.models import User
from customers.models import Customer
from tests.customers.people import browser, park

FORM = {"tier": "standard", "name": "", "phone": "", "email": "", "messenger": ""}


def test_it_works(ann: User) -> None:
    answer = browser(ann).post("/customers/new/", {**FORM, "name": "홍길동", "phone": "0255512345"})
    customer = Customer.objects.get()
    assert answer["Location"] == f"/customers/{customer.number}/"
    assert customer.created_by == ann


def test_a_wrong_value_keeps_everything_typed(ann: User) -> None:
    data = {**FORM, "name": "홍길동", "phone": "123", "email": "x@"}
    answer = browser(ann).post("/customers/new/", data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="홍길동"' in text
    assert 'value="123"' in text
    assert "Enter the whole phone number" in text
    assert not Customer.objects.exists()


def test_nothing_at_all_is_refused(ann: User) -> None:
    text = browser(ann).post("/customers/new/", FORM).content.decode()
    assert "Enter a name or one way to reach" in text


def test_a_likely_duplicate_is_named_and_saving_again_confirms(ann: User) -> None:
    known = park(ann)
    client = browser(ann)
    data = {**FORM, "name": "박서희", "phone": "010-9999-4827"}
    answer = client.post("/customers/new/", data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert known.number in text
    assert "same name and last four digits" in text
    assert Customer.objects.count() == 1
    client.post("/customers/new/", {**data, "confirmed": known.number})
    assert Customer.objects.count() == 2


def test_a_future_day_is_refused(ann: User, frozen: object) -> None:
    data = {**FORM, "name": "홍길동", "acquired_on": "2026-11-20"}
    assert browser(ann).post("/customers/new/", data).status_code == 422
