"""Customers that came by an import which is undone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from crm.core import audit, search
from crm.core.uses import EVERY, used
from crm.people.models import User

from ..models import ContactPoint, Customer, CustomerReference
from .records import SEARCH_KIND

#: Between the two moments a record is born with.
AT_ONCE = timedelta(seconds=1)


@transaction.atomic
def remove_customers(actor: User | None, *, ids: Collection[int]) -> set[int]:
    """Those nobody changed since and nothing names but their own points and references."""
    untouched = Customer.objects.filter(changed_at__lt=F("created_at") + AT_ONCE, created_by=None)
    held = untouched.filter(pk__in=ids).select_for_update().order_by("pk")
    found = set(held.values_list("pk", flat=True))
    free = found - used(Customer, found, apart_from={ContactPoint: EVERY, CustomerReference: EVERY})
    rows = list(Customer.objects.filter(pk__in=free).order_by("pk"))
    if rows:
        search.remove(SEARCH_KIND, [row.pk for row in rows])
        Customer.objects.filter(pk__in=free).delete()
        changes = {"count": [len(rows), None]}
        label = f"{rows[0].number} – {rows[-1].number}"
        audit.record(actor, "customer.import_undone", rows[0], changes=changes, label=label)
    return free
