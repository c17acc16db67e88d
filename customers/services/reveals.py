"""Masked data shown in full: for a reason, for five minutes, in the browser that asked."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils.translation import pgettext_lazy

from crm.core import audit, clock
from crm.core.models import Reveal
from crm.core.origin import current_address
from crm.people.models import User

from ..contact_points import ITEMS
from ..models import Customer

SHOWN_FOR = timedelta(minutes=5)
REASONS = {
    "identity": pgettext_lazy("reveal reason", "Identity check"),
    "callback": pgettext_lazy("reveal reason", "Callback"),
    "delivery": pgettext_lazy("reveal reason", "Delivery check"),
    "other": pgettext_lazy("reveal reason", "Other"),
}


@transaction.atomic
def reveal(actor: User, *, customer: Customer, item: str, reason: str, session: str) -> Reveal:
    """Log it first; the row's id is what the page shows the value by. `session` is its key."""
    if item not in ITEMS or reason not in REASONS:
        raise ValueError("unknown item or reason")
    row = Reveal.objects.create(
        until=clock.now() + SHOWN_FOR,
        user=actor,
        subject=customer.number,
        item=item,
        reason=reason,
        session=session_mark(session),
        address=current_address(),
    )
    audit.record(actor, "customer.revealed", customer, changes={"revealed": [None, item]})
    return row


def live_reveal(user: User, *, customer: Customer, pk: str, session: str) -> Reveal | None:
    """The reveal this browser may still show, or nothing."""
    if not pk.isdecimal():
        return None
    return Reveal.objects.filter(
        pk=int(pk),
        user=user,
        subject=customer.number,
        session=session_mark(session),
        until__gt=clock.now(),
    ).first()


def session_mark(session: str) -> str:
    """A session as the log keeps it: recognisable, and useless for getting in."""
    return hashlib.sha256(session.encode()).hexdigest()
