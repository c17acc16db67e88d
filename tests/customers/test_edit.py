from __future__ import annotations

from typing import Any

from crm.core.models import AuditEntry
from crm.people.models import User
from customers.contact_points import read_point
from customers.models import Customer
from customers.services import add_contact_point
from tests.customers.people import browser, park


def form(customer: Customer, **values: Any) -> dict[str, Any]:
    return {"tier": "vip", "seen": customer.changed_at.isoformat(), **values}


def test_it_works(ann: User) -> None:
    customer = park(ann)
    mail = customer.points.get(kind="email")
    address = f"/customers/{customer.number}/edit/"
    data = form(
        customer, pinned_note="저녁 통화", phone="02-123-4567", **{f"remove_{mail.pk}": "on"}
    )
    assert browser(ann).post(address, data).status_code == 302
    customer.refresh_from_db()
    assert (customer.name, customer.tier, customer.pinned_note) == ("박서희", "vip", "저녁 통화")
    assert {row.value for row in customer.points.all()} == {"+821012344827", "+8221234567"}
    changed = AuditEntry.objects.get(action="customer.changed")
    assert changed.changes["tier"] == ["standard", "vip"]


def test_the_form_shows_nothing_in_full(ann: User) -> None:
    customer = park(ann)
    text = browser(ann).get(f"/customers/{customer.number}/edit/").content.decode()
    assert "010-****-4827" in text
    assert "박서희" not in text
    assert "park@mail.com" not in text


def test_two_people_editing_at_once_notice_it(ann: User, lea: User) -> None:
    customer = park(ann)
    address = f"/customers/{customer.number}/edit/"
    browser(lea).post(address, form(customer, pinned_note="팀장 메모"))
    answer = browser(ann).post(address, form(customer, pinned_note="상담원 메모"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody else saved this customer" in text
    assert "상담원 메모" in text
    assert "팀장 메모" in text
    customer.refresh_from_db()
    browser(ann).post(address, form(customer, pinned_note="상담원 메모"))
    customer.refresh_from_db()
    assert customer.pinned_note == "상담원 메모"


def test_the_main_point_is_chosen_and_passes_on(ann: User) -> None:
    customer = park(ann)
    other = add_contact_point(ann, customer=customer, point=read_point("phone", "02-123-4567"))
    customer.refresh_from_db()
    address = f"/customers/{customer.number}/edit/"
    browser(ann).post(address, form(customer, prefer_phone=str(other.pk)))
    assert customer.points.get(kind="phone", is_primary=True) == other
    customer.refresh_from_db()
    browser(ann).post(address, form(customer, **{f"remove_{other.pk}": "on"}))
    assert customer.points.get(kind="phone").is_primary


def test_the_same_point_is_not_added_twice(ann: User) -> None:
    customer = park(ann)
    add_contact_point(ann, customer=customer, point=read_point("phone", "+82 10 1234 4827"))
    assert customer.points.filter(kind="phone").count() == 1


def test_an_unknown_customer_is_not_found(ann: User) -> None:
    assert browser(ann).get("/customers/C-999999/edit/").status_code == 404
