"""Writing customer records: one at a time from the desk, and many at once from a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from crm.core import audit, clock, numbers, search
from crm.core.masking import mask_contacts, mask_name, mask_secrets
from crm.core.rows import copy_objects
from crm.people.models import User

from ..contact_points import Point
from ..models import ContactPoint, Customer, CustomerReference, Tier
from .points import masked, point_row

SEARCH_KIND = "customer"
NOTE_LENGTH = 300


class EditConflict(Exception):
    """Somebody else saved the record after this form was opened."""


@dataclass(frozen=True)
class CustomerDraft:
    """A customer about to be written. `reference` is (source, key) of another system."""

    name: str = ""
    tier: str = Tier.STANDARD
    pinned_note: str = ""
    acquired_on: date | None = None
    points: tuple[Point, ...] = ()
    reference: tuple[str, str] | None = None


@transaction.atomic
def create_customer(
    actor: User | None,
    *,
    name: str = "",
    tier: str = Tier.STANDARD,
    pinned_note: str = "",
    acquired_on: date | None = None,
    points: Sequence[Point] = (),
) -> Customer:
    """A new record; the first point of each kind is the primary one. No day given means today."""
    day = acquired_on or clock.today()
    draft = CustomerDraft(name, tier, _note(pinned_note), day, tuple(points))
    customer = _write(actor, [draft])[0]
    after = {**_facts(customer), "points": [masked(point) for point in points]}
    audit.record(actor, "customer.created", customer, changes=audit.diff({}, after))
    return customer


@transaction.atomic
def create_customers(actor: User | None, *, drafts: Sequence[CustomerDraft]) -> list[Customer]:
    """Many records in a few statements, in the order given, with one audit entry for all."""
    customers = _write(actor, drafts)
    if customers:
        audit.record(
            actor,
            "customer.imported",
            customers[0],
            changes={"count": [None, len(customers)]},
            label=f"{customers[0].number} – {customers[-1].number}",
        )
    return customers


@transaction.atomic
def edit_customer(
    actor: User,
    *,
    customer: Customer,
    name: str,
    tier: str,
    pinned_note: str,
    acquired_on: date | None,
    seen: datetime | None = None,
) -> Customer:
    """The record with these values. `seen` is the `changed_at` the form was opened with."""
    current = Customer.objects.select_for_update().get(pk=customer.pk)
    if seen is not None and current.changed_at != seen:
        raise EditConflict
    before = _facts(current)
    renamed, was_noted = current.name != name, current.pinned_note
    current.name, current.tier = name, tier
    current.pinned_note, current.acquired_on = _note(pinned_note), acquired_on
    changes = audit.diff(before, _facts(current))
    rewritten = {"name": renamed, "pinned_note": current.pinned_note != was_noted}
    for field in (name for name, is_other in rewritten.items() if is_other):
        changes.setdefault(field, [before[field], before[field]])  # other words, masked alike
    if not changes:
        return current
    current.save(update_fields=["name", "tier", "pinned_note", "acquired_on", "changed_at"])
    if renamed:
        index_customers([current])
    audit.record(actor, "customer.changed", current, changes=changes)
    return current


def _write(actor: User | None, drafts: Sequence[CustomerDraft]) -> list[Customer]:
    given = numbers.customer_numbers(len(drafts)) if drafts else []
    customers = [
        Customer(
            number=number,
            name=draft.name,
            tier=draft.tier,
            pinned_note=draft.pinned_note,
            acquired_on=draft.acquired_on,
            created_by=actor,
        )
        for number, draft in zip(given, drafts, strict=True)
    ]
    copy_objects(Customer, customers)
    pairs = list(zip(customers, drafts, strict=True))
    points = [row for customer, draft in pairs for row in _point_rows(customer, draft.points)]
    copy_objects(ContactPoint, points)
    references = [
        CustomerReference(customer=customer, source=draft.reference[0], key=draft.reference[1])
        for customer, draft in pairs
        if draft.reference
    ]
    copy_objects(CustomerReference, references)
    index_customers(customers)
    return customers


def index_customers(customers: Iterable[Customer]) -> None:
    """Make them findable by name; for whoever writes rows past these services."""
    search.index(SEARCH_KIND, (search.Entry(row.pk, title=row.name) for row in customers))


def _point_rows(customer: Customer, points: Sequence[Point]) -> list[ContactPoint]:
    """Each point once; the first of its kind is primary."""
    rows, kinds = list[ContactPoint](), set[str]()
    for point in dict.fromkeys(points):
        rows.append(point_row(customer, point, is_primary=point.kind not in kinds))
        kinds.add(point.kind)
    return rows


def _facts(customer: Customer) -> dict[str, object]:
    """What the audit entry compares; name and contact data are masked there."""
    return {
        "name": mask_name(customer.name),
        "tier": customer.tier,
        "pinned_note": mask_contacts(customer.pinned_note),
        "acquired_on": customer.acquired_on,
    }


def _note(typed: str) -> str:
    """Starred numbers are longer than typed ones: the note is cut to what the column takes."""
    return mask_secrets(typed)[0][:NOTE_LENGTH]
