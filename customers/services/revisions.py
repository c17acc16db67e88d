"""Saving the whole edit form of a customer in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from crm.people.models import User

from ..contact_points import Point
from ..models import Customer
from .points import add_contact_point, prefer_contact_point, remove_contact_point
from .records import edit_customer


@transaction.atomic
def revise_customer(
    actor: User,
    *,
    customer: Customer,
    name: str,
    tier: str,
    pinned_note: str,
    acquired_on: date | None,
    add: Sequence[Point] = (),
    remove: Collection[int] = (),
    prefer: Collection[int] = (),
    seen: datetime | None = None,
) -> Customer:
    """The record's values, its new contact points, and the ids of those removed or preferred.

    Changed points move `changed_at` too, so that two people who edit one customer notice it.
    """
    saved = edit_customer(
        actor,
        customer=customer,
        name=name,
        tier=tier,
        pinned_note=pinned_note,
        acquired_on=acquired_on,
        seen=seen,
    )
    rows = {row.pk: row for row in saved.points.all()}
    for pk in remove:
        if pk in rows:
            remove_contact_point(actor, point=rows.pop(pk))
    for point in add:
        add_contact_point(actor, customer=saved, point=point)
    for pk in prefer:
        if pk in rows and not rows[pk].is_primary:
            prefer_contact_point(actor, point=rows[pk])
    if add or remove or prefer:
        saved.save(update_fields=["changed_at"])
    return saved
