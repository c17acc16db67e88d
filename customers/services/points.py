"""Adding, removing and preferring the ways a customer can be reached."""

from __future__ import annotations

from django.db import transaction

from crm.core import audit
from crm.core.masking import mask_email, mask_last, mask_phone
from crm.people.models import User

from ..contact_points import EMAIL, PHONE, Point
from ..models import ContactPoint, Customer


def masked(point: Point) -> str:
    """The contact point as everybody may see it."""
    if point.kind == PHONE:
        return mask_phone(point.value)
    return mask_email(point.value) if point.kind == EMAIL else mask_last(point.value)


def point_row(customer: Customer, point: Point, *, is_primary: bool) -> ContactPoint:
    """An unsaved row with everything derived from the value."""
    return ContactPoint(
        customer=customer,
        kind=point.kind,
        value=point.value,
        index=point.index,
        last_four=point.last_four,
        is_primary=is_primary,
    )


@transaction.atomic
def add_contact_point(actor: User | None, *, customer: Customer, point: Point) -> ContactPoint:
    """The customer's row for this point; the one that is there already when it is not new."""
    Customer.objects.select_for_update().get(pk=customer.pk)
    known = customer.points.filter(index__in=point.indexes).first()
    if known is not None:
        return known
    first = not customer.points.filter(kind=point.kind).exists()
    row = point_row(customer, point, is_primary=first)
    row.save()
    audit.record(
        actor, "customer.point_added", customer, changes={point.kind: [None, masked(point)]}
    )
    return row


@transaction.atomic
def remove_contact_point(actor: User, *, point: ContactPoint) -> None:
    """Gone for good; the oldest other one of its kind becomes primary in its place."""
    customer = Customer.objects.select_for_update().get(pk=point.customer_id)
    shown = masked(Point(point.kind, point.value))
    kind, was_primary = point.kind, point.is_primary
    ContactPoint.objects.filter(pk=point.pk).delete()
    if was_primary:
        heir = customer.points.filter(kind=kind).order_by("id").first()
        if heir is not None:
            ContactPoint.objects.filter(pk=heir.pk).update(is_primary=True)
    audit.record(actor, "customer.point_removed", customer, changes={kind: [shown, None]})


@transaction.atomic
def prefer_contact_point(actor: User, *, point: ContactPoint) -> None:
    """Make this the primary one of its kind."""
    customer = Customer.objects.select_for_update().get(pk=point.customer_id)
    others = customer.points.filter(kind=point.kind, is_primary=True).exclude(pk=point.pk)
    before = [masked(Point(other.kind, other.value)) for other in others]
    others.update(is_primary=False)
    ContactPoint.objects.filter(pk=point.pk).update(is_primary=True)
    audit.record(
        actor,
        "customer.point_preferred",
        customer,
        changes={point.kind: [", ".join(before), masked(Point(point.kind, point.value))]},
    )
