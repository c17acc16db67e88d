"""Accounts that are locked after too many wrong passwords, as admin staff see them."""

from __future__ import annotations

from datetime import datetime

from axes.models import AccessAttempt
from django.conf import settings

from crm.core import clock
from crm.people.models import User


def locked_until(user: User) -> datetime | None:
    """When the last lock of the account ends, from whatever address; `None`: it is not locked."""
    ends: datetime | None = (
        AccessAttempt.objects.filter(
            username=user.username,
            failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
            attempt_time__gt=clock.now() - settings.AXES_COOLOFF_TIME,
        )
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    return ends + settings.AXES_COOLOFF_TIME if ends else None
