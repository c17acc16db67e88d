"""The centre's own facts and its first-run checklist."""

from __future__ import annotations

from django.db import transaction

from crm.core import audit, clock
from crm.core.models import Centre
from crm.people.models import User


@transaction.atomic
def update_centre(actor: User, *, name: str, contact: str) -> Centre:
    """The name on every page and whom people turn to when they cannot sign in."""
    centre = Centre.objects.select_for_update().get(pk=1)
    before = {"centre_name": centre.name, "contact": centre.contact}
    changes = audit.diff(before, {"centre_name": name, "contact": contact})
    if changes:
        centre.name, centre.contact = name, contact
        centre.save(update_fields=["name", "contact"])
        audit.record(actor, "centre.changed", centre, changes=changes)
    return centre


@transaction.atomic
def confirm_step(actor: User, *, step: str) -> None:
    """Tick off a step of the first-run checklist that only a person can judge."""
    centre = Centre.objects.select_for_update().get(pk=1)
    mark = {"by": actor.name, "code": actor.code, "at": clock.now().isoformat()}
    centre.checklist_done = {**centre.checklist_done, step: mark}
    centre.save(update_fields=["checklist_done"])
    audit.record(actor, "checklist.confirmed", centre, changes={"step": [None, step]})


@transaction.atomic
def reopen_step(actor: User, *, step: str) -> None:
    """Take the tick back."""
    centre = Centre.objects.select_for_update().get(pk=1)
    if step in centre.checklist_done:
        centre.checklist_done = {k: v for k, v in centre.checklist_done.items() if k != step}
        centre.save(update_fields=["checklist_done"])
        audit.record(actor, "checklist.reopened", centre, changes={"step": [step, None]})
