"""Closing the book on replies whose due time has passed: kept or not (KPI.md, `missed_reply_rate`).

Whoever writes a contact derives the same with `issue_clocks`; here time alone passes.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from datetime import datetime

from django.db import transaction

from ..models import Inquiry
from ..signals import inquiries_changed
from .issue_facts import kept_by
from .issues import Contact
from .thread_rows import contacts_of


def sweep_due_replies(now: datetime, *, batch: int = 200) -> int:
    """Judge the issues whose reply has fallen due; returns how many.

    Safe to run twice and beside itself; short transactions. An issue that is being written is
    judged by its writer.
    """
    total = 0
    while done := _sweep_batch(now, batch):
        total += done
    return total


@transaction.atomic
def _sweep_batch(now: datetime, batch: int) -> int:
    rows = list(
        Inquiry.objects.waiting_to_fall_due(now)
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("reply_due_at", "pk")[:batch]
    )
    contacts, changes = _contacts(rows), []
    for held in rows:
        before = copy.copy(held)
        assert held.reply_due_at is not None, "what falls due has a time"
        held.is_reply_due = True
        held.reply_kept = kept_by(contacts[held.pk], held.reply_due_at)
        held.save(update_fields=["is_reply_due", "reply_kept"])
        changes.append((before, held))
    if changes:
        inquiries_changed.send(sender=Inquiry, changes=changes)
    return len(rows)


def _contacts(rows: list[Inquiry]) -> dict[int, list[Contact]]:
    found: dict[int, list[Contact]] = defaultdict(list)
    for contact in contacts_of([row.pk for row in rows]):
        if contact.issue is not None and not contact.gone:
            found[contact.issue].append(contact)
    return found
