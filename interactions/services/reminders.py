"""The bell of whoever promised something: told once for each time that was promised."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from crm.core import formats, notices
from crm.core.masking import mask_contacts

from ..models import FollowUp

FOLLOW_UP_DUE = "follow_up.due"
#: So early the bell rings, in time to get ready and not so early that it is forgotten.
BEFORE = timedelta(minutes=10)


@transaction.atomic
def remind_due(now: datetime, *, batch: int = 200) -> int:
    """Tell the assignees of what falls due; safe to run twice and beside itself."""
    untold = Q(reminded_due_at=None) | ~Q(reminded_due_at=F("due_at"))
    rows = (
        FollowUp.objects.open()
        .filter(untold, due_at__lte=now + BEFORE)
        .select_related("assignee")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("due_at", "pk")[:batch]
    )
    told = 0
    for row in rows:
        notices.notify(
            row.assignee,
            FOLLOW_UP_DUE,
            key=f"follow-up-{row.pk}-{row.due_at:%Y%m%d%H%M}",
            url=reverse("follow_ups:detail", args=[row.pk]),
            facts={"time": formats.time(row.due_at), "what": mask_contacts(row.note)[:80]},
        )
        row.reminded_due_at = row.due_at
        row.save(update_fields=["reminded_due_at"])
        told += 1
    return told


def count_due(now: datetime, user_id: int) -> int:
    """What the menu says: promised until now and not done."""
    return FollowUp.objects.open().filter(assignee_id=user_id, due_at__lte=now).count()
