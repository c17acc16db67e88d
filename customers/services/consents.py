"""What a customer agreed to; a new row each time, so that the past can be shown."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from crm.core import audit, clock
from crm.people.models import User

from ..models import Consent, Customer


@transaction.atomic
def set_consent(
    actor: User | None,
    *,
    customer: Customer,
    purpose: str,
    channel: str,
    granted: bool,
    on_day: date | None = None,
) -> Consent:
    """The consent in force from now on; nothing new is written when it says the same already."""
    Customer.objects.select_for_update().get(pk=customer.pk)
    current = customer.consents.filter(purpose=purpose, channel=channel).first()
    if current is not None and current.granted == granted:
        return current
    row = Consent.objects.create(
        customer=customer,
        purpose=purpose,
        channel=channel,
        granted=granted,
        on_day=on_day or clock.today(),
        recorded_by=actor,
    )
    before = None if current is None else current.granted
    audit.record(
        actor,
        "customer.consent_set",
        customer,
        changes={f"consent_{purpose}_{channel}": [before, granted]},
    )
    return row
