"""Promises to customers: booked, tried, kept or not by the first promised time (KPI.md).

`kept` is decided once. Done by the first promised time keeps the promise; so does an attempt
without answer by then, if the next one was booked by then. Whatever happens later, a promise not
kept at its first time stays not kept. Cancelled ones leave the figure: their `kept` is null.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crm.core import audit, clock
from crm.core.masking import mask_contacts, mask_secrets
from crm.people.models import Team, User

from ..choices import AttemptOutcome, FollowUpState
from ..models import Consultation, FollowUp, FollowUpAttempt
from ..signals import follow_up_changed
from .credit import team_on


@dataclass(frozen=True)
class Promise:
    """What was promised: when, and what to settle then."""

    due_at: datetime
    note: str = ""


def book(
    actor: User | None, *, consultation: Consultation, promise: Promise, assignee: User
) -> FollowUp:
    """Promise something for a consultation. To be called inside the caller's transaction."""
    with transaction.atomic():
        follow_up = FollowUp.objects.create(
            consultation=consultation,
            inquiry_id=consultation.inquiry_id,
            customer_id=consultation.customer_id,
            note=mask_secrets(promise.note)[0][:200],
            first_promised_at=promise.due_at,
            first_promised_day=clock.local_day(promise.due_at),
            first_promised_hour=clock.local_hour(promise.due_at),
            due_at=promise.due_at,
            assignee=assignee,
            team=_team_of(assignee, consultation),
        )
        _tell(actor, "follow_up.booked", None, follow_up)
    return follow_up


def _team_of(assignee: User, consultation: Consultation) -> Team | None:
    """The consultation's own team when its agent keeps the promise, else the assignee's."""
    if assignee.pk == consultation.agent_id:
        return consultation.team
    return team_on(assignee, clock.today())


@transaction.atomic
def record_done(
    actor: User, *, follow_up: FollowUp, at: datetime | None = None, note: str = ""
) -> FollowUp:
    held, before = _hold_open(follow_up)
    at = at or clock.now()
    _attempt(actor, held, at, AttemptOutcome.DONE, None, note)
    held.state, held.done_at = FollowUpState.DONE, at
    _keep_if_in_time(held, at)
    return _save(actor, "follow_up.done", before, held)


@transaction.atomic
def record_no_answer(
    actor: User,
    *,
    follow_up: FollowUp,
    next_due_at: datetime | None = None,
    at: datetime | None = None,
    note: str = "",
) -> FollowUp:
    """Nobody answered. With the next try booked in time, the promise counts as kept."""
    held, before = _hold_open(follow_up)
    at = at or clock.now()
    if next_due_at is not None:
        _refuse_past(next_due_at, at)
        held.due_at = next_due_at
        _keep_if_in_time(held, at)
    _attempt(actor, held, at, AttemptOutcome.NO_ANSWER, next_due_at, note)
    return _save(actor, "follow_up.no_answer", before, held)


@transaction.atomic
def book_again(
    actor: User, *, follow_up: FollowUp, due_at: datetime, at: datetime | None = None
) -> FollowUp:
    """Another time; it becomes the next try of the last unanswered attempt that had none."""
    held, before = _hold_open(follow_up)
    at = at or clock.now()
    _refuse_past(due_at, at)
    held.due_at = due_at
    last = held.attempts.order_by("-at", "-id").first()
    if last and last.outcome == AttemptOutcome.NO_ANSWER and last.next_due_at is None:
        last.next_due_at = due_at
        last.save(update_fields=["next_due_at"])
        _keep_if_in_time(held, at)
    return _save(actor, "follow_up.booked_again", before, held)


@transaction.atomic
def cancel(actor: User, *, follow_up: FollowUp, reason: str) -> FollowUp:
    """No longer needed; it leaves the figure and is listed there as excluded, with this reason."""
    held, before = _hold_open(follow_up)
    held.state, held.kept = FollowUpState.CANCELLED, None
    held.cancel_reason = mask_secrets(reason)[0][:200]
    return _save(actor, "follow_up.cancelled", before, held)


@transaction.atomic
def reassign(actor: User, *, follow_ups: Iterable[FollowUp], assignee: User) -> int:
    """Hand open follow-ups to somebody else; returns how many changed hands.

    What fell due before the sweep saw it stays with whom it fell due.
    """
    ids = [follow_up.pk for follow_up in follow_ups]
    team = team_on(assignee, clock.today())
    moved = 0
    rows = FollowUp.objects.open().filter(pk__in=ids).exclude(assignee=assignee)
    for held in rows.select_for_update(of=("self",)).select_related("assignee").order_by("pk"):
        before = copy.copy(held)
        if not held.is_due and held.first_promised_at <= clock.now():
            _fall_due(held)
        held.assignee, held.team, held.reminded_due_at = assignee, team, None
        _save(actor, "follow_up.reassigned", before, held)
        moved += 1
    return moved


def sweep_due(now: datetime, *, batch: int = 200) -> int:
    """Close the book on promises whose first time has passed: credit stamped, kept or not.

    Safe to run twice and beside itself; short transactions. Returns how many fell due.
    """
    total = 0
    while done := _sweep_batch(now, batch):
        total += done
    return total


@transaction.atomic
def _sweep_batch(now: datetime, batch: int) -> int:
    due = FollowUp.objects.filter(is_due=False, first_promised_at__lte=now)
    waiting = due.select_for_update(skip_locked=True, of=("self",)).select_related("assignee")
    rows = list(waiting.order_by("first_promised_at", "pk")[:batch])
    for held in rows:
        before = copy.copy(held)
        _fall_due(held)
        held.save(update_fields=["is_due", "credited_agent", "credited_team", "kept"])
        follow_up_changed.send(sender=FollowUp, before=before, after=held)
    return len(rows)


def _fall_due(held: FollowUp) -> None:
    """Credit goes to the assignee of that moment, in the team of that day (KPI.md R5)."""
    held.is_due, held.credited_agent = True, held.assignee
    held.credited_team = team_on(held.assignee, held.first_promised_day) or held.team
    if held.state != FollowUpState.CANCELLED:
        held.kept = bool(held.kept)


def _keep_if_in_time(held: FollowUp, at: datetime) -> None:
    """Kept by the first promised time; what the sweep has decided already stays."""
    if at <= held.first_promised_at:
        held.kept = True
    elif held.kept is None:
        held.kept = False


def _hold_open(follow_up: FollowUp) -> tuple[FollowUp, FollowUp]:
    """The row under lock and a copy of it as it was."""
    held = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if held.state != FollowUpState.OPEN:
        raise ValidationError(
            _("Somebody has done or cancelled this follow-up in the meantime."), code="not_open"
        )
    return held, copy.copy(held)


def _refuse_past(moment: datetime, at: datetime) -> None:
    if moment <= at:
        raise ValidationError({"due_at": _("Choose a time that is still to come.")})


def _attempt(
    actor: User,
    held: FollowUp,
    at: datetime,
    outcome: str,
    next_due_at: datetime | None,
    note: str,
) -> None:
    FollowUpAttempt.objects.create(
        follow_up=held,
        at=at,
        by=actor,
        outcome=outcome,
        next_due_at=next_due_at,
        note=mask_secrets(note)[0][:200],
    )


def _save(actor: User, action: str, before: FollowUp, held: FollowUp) -> FollowUp:
    held.save()
    _tell(actor, action, before, held)
    return held


def _tell(actor: User | None, action: str, before: FollowUp | None, after: FollowUp) -> None:
    changes = audit.diff(_spoken(before) if before else {}, _spoken(after))
    audit.record(actor, action, after, changes=changes, label=after.consultation.number)
    follow_up_changed.send(sender=FollowUp, before=before, after=after)


def _spoken(follow_up: FollowUp) -> dict[str, object]:
    """What the audit keeps, contact data masked."""
    return {
        "due_at": follow_up.due_at,
        "assignee": follow_up.assignee.code,
        "state": follow_up.state,
        "cancel_reason": mask_contacts(follow_up.cancel_reason) or None,
        "note": mask_contacts(follow_up.note) or None,
    }
