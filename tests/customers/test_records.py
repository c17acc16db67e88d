from __future__ import annotations

from datetime import date

import pytest

from crm.core.models import AuditEntry
from crm.people.models import User
from customers.contact_points import read_point
from customers.models import Customer
from customers.services import (
    CustomerDraft,
    EditConflict,
    create_customer,
    create_customers,
    edit_customer,
    likely_duplicates,
)

PHONE = read_point("phone", "010-1234-4827")
MAIL = read_point("email", "Park@Mail.com")


def make(actor: User, **values: object) -> Customer:
    given = {"name": "박서희", "points": [PHONE, MAIL], **values}
    return create_customer(actor, **given)  # type: ignore[arg-type] - values of one test


def test_it_works(ann: User, frozen: object) -> None:
    customer = make(ann)
    assert customer.number == "C-200001"
    assert customer.acquired_on == date(2026, 11, 19)
    assert [(row.kind, row.value, row.is_primary) for row in customer.points.all()] == [
        ("phone", "+821012344827", True),
        ("email", "park@mail.com", True),
    ]


def test_the_audit_entry_holds_no_contact_data(ann: User) -> None:
    make(ann)
    entry = AuditEntry.objects.get(action="customer.created")
    assert entry.changes["name"] == [None, "박*희"]
    assert entry.changes["points"] == [None, ["010-****-4827", "pa***@mail.com"]]
    assert "박서희" not in str(entry.changes) + entry.label


def test_many_at_once_leave_one_entry(ann: User) -> None:
    drafts = [CustomerDraft(name=f"고객{n}", reference=("shop", str(n))) for n in range(3)]
    made = create_customers(ann, drafts=drafts)
    assert [row.number for row in made] == ["C-200001", "C-200002", "C-200003"]
    assert AuditEntry.objects.count() == 1
    assert Customer.objects.referred_to_as("shop", ["1"]).get() == made[1]


def test_an_edit_after_somebody_elses_is_refused(ann: User, lea: User) -> None:
    customer = make(ann)
    facts = {"tier": "vip", "pinned_note": "", "acquired_on": None}
    edit_customer(lea, customer=customer, name="박서희", seen=customer.changed_at, **facts)  # type: ignore[arg-type] - facts of one test
    with pytest.raises(EditConflict):
        edit_customer(ann, customer=customer, name="박서회", seen=customer.changed_at, **facts)  # type: ignore[arg-type] - facts of one test


def test_a_card_number_in_the_note_is_starred(ann: User) -> None:
    customer = make(ann, pinned_note="카드 4111 1111 1111 1111")
    assert customer.pinned_note == "카드 4111-****-****-1111"


def test_duplicates_share_a_point_or_name_and_last_four(ann: User) -> None:
    customer = make(ann)
    (found,) = likely_duplicates(name="박서희", points=[PHONE])
    assert (found.customer, found.same, found.same_name) == (customer, ("phone",), True)
    other_phone = read_point("phone", "010-9999-4827")
    (found,) = likely_duplicates(name="박서희", points=[other_phone])
    assert (found.same, found.same_name) == ((), True)
    assert likely_duplicates(name="박서희", points=[]) == []
    assert likely_duplicates(name="", points=[other_phone]) == []
