"""The one place that writes a consultation: logged, edited, excluded, linked to its customer.

Each function is one transaction: the record with agent and team as of that moment, what is derived
from it, its issue, its follow-up, the audit entry, and the signals with before and after.
"""

from __future__ import annotations

import copy

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected

from crm.core import audit, clock
from crm.core.masking import mask_contacts, mask_secrets
from crm.core.numbers import consultation_numbers
from crm.people.models import User
from customers.models import Customer

from ..choices import PARTIAL_EXCLUSIONS, Exclusion, FollowUpState, Link, Result
from ..models import Consultation, FollowUp
from ..signals import consultation_changed
from . import follow_ups, moments, threading
from .answers import note_answers
from .credit import team_on
from .drafts import close_draft
from .entries import Entry, write_stated
from .recontacts import DEFAULT_WINDOW, seconds_between

DESK = "desk"
#: How often a record is written anew after a deadlock.
TRIES = 3
_PLAIN = (
    "channel",
    "direction",
    "answered",
    "result",
    "started_at",
    "ended_at",
    "first_response_at",
    "wait_seconds",
    "talk_seconds",
    "hold_seconds",
    "wrap_up_seconds",
    "exclusion",
)
_TEXTS = ("question", "answer", "transfer_target", "exclusion_note")


def log_consultation(
    actor: User | None,
    *,
    entry: Entry,
    agent: User | None = None,
    key: str | None = None,
    draft_key: str = "",
    source: str = DESK,
) -> Consultation:
    """Write a contact down; `agent` took it (the actor, unless somebody writes for another).

    `key` makes it safe to send twice (a form sent again, a retried call): the second call returns
    what the first one wrote. `draft_key` names the draft that is closed with it. A deadlock with
    an import that threads the same customers is tried again, since only one of both can be first.
    """
    tries = 1 if connection.in_atomic_block else TRIES
    while True:
        tries -= 1
        try:
            with transaction.atomic():
                return _log(actor, entry, agent or actor, key, draft_key, source)
        except IntegrityError:
            known = _known(source, key)
            if known is None:
                raise
            return known
        except OperationalError as problem:
            if tries == 0 or not isinstance(problem.__cause__, DeadlockDetected):
                raise


def _known(source: str, key: str | None) -> Consultation | None:
    if key is None:
        return None
    return Consultation.objects.filter(source=source, external_id=key).first()


def _log(
    actor: User | None,
    entry: Entry,
    agent: User | None,
    key: str | None,
    draft_key: str,
    source: str,
) -> Consultation:
    day = clock.local_day(entry.started_at)
    consultation = Consultation(
        agent=agent,
        team=team_on(agent, day) if agent else None,
        source=source,
        external_id=key,
        created_by=actor,
    )
    write_stated(consultation, entry)
    moments.derive(consultation, ended_at=entry.ended_at)
    _stamp_rules(consultation, entry)
    if source == DESK:
        consultation.entry_delay_seconds = seconds_between(consultation.ended_at, clock.now())
    threading.lock(entry.customer)
    (consultation.number,) = consultation_numbers(consultation.started_day)
    consultation.save(force_insert=True)
    threading.thread_new(
        consultation,
        chosen_inquiry=entry.issue,
        open_new=entry.opens_issue,
        waiting=entry.waiting,
    )
    if entry.promise is not None and agent is not None:
        follow_ups.book(actor, consultation=consultation, promise=entry.promise, assignee=agent)
    if actor is not None and draft_key:
        close_draft(actor, key=draft_key)
    _tell(actor, "consultation.logged", None, consultation)
    if entry.answers:
        note_answers(actor, consultation=consultation, given=entry.answers)
    return consultation


@transaction.atomic
def edit_consultation(
    actor: User,
    *,
    consultation: Consultation,
    entry: Entry,
    revision: int,
    reason: str = "",
    draft_key: str = "",
) -> Consultation:
    """Correct what was stated; credit stays. Anybody but its own agent gives a reason.

    `revision` is the one the editor saw: a record changed since then is not overwritten.
    `draft_key` names the draft that is closed with it.
    """
    if consultation.agent_id != actor.pk and not reason.strip():
        raise ValidationError({"reason": _("Say why you change somebody else's record.")})
    _lock_customers(consultation.customer, entry.customer)
    held, before = _hold(consultation, revision)
    write_stated(held, entry)
    moments.derive(held, ended_at=entry.ended_at)
    if held.type_id != before.type_id:
        _stamp_rules(held, entry)
    if held.entry_delay_seconds is not None:
        held.entry_delay_seconds = seconds_between(held.ended_at, held.created_at)
    held.save()
    _thread_again(before, held, entry)
    _follow_up_after_edit(actor, before, held, entry)
    if draft_key:
        close_draft(actor, key=draft_key)
    _tell(actor, "consultation.edited", before, held, reason=reason)
    if entry.answers is not None:
        note_answers(actor, consultation=held, given=entry.answers)
    return held


def _stamp_rules(consultation: Consultation, entry: Entry) -> None:
    """What its type rules now: the window of re-contacts (KPI.md §4) and the standard time."""
    kind = entry.type
    consultation.window_days = kind.fcr_window_days if kind else DEFAULT_WINDOW
    consultation.standard_tenths = kind.standard_tenths if kind else None


def _thread_again(before: Consultation, held: Consultation, entry: Entry) -> None:
    """Another issue is the editor's choice; else links by rule follow what was corrected."""
    if entry.opens_issue or (entry.issue is not None and entry.issue.pk != held.inquiry_id):
        threading.thread_new(held, chosen_inquiry=entry.issue, open_new=entry.opens_issue)
    threading.recount(held, earlier_customer_id=before.customer_id)
    issue = held.inquiry
    if issue is not None and entry.waiting != (issue.waiting_since is not None):
        threading.set_waiting(issue, held.started_at if entry.waiting else None)


def _lock_customers(*customers: Customer | None) -> None:
    """Before the record's own row, as threading does; always in the same order."""
    for key in sorted({customer.pk for customer in customers if customer is not None}):
        threading.lock(key)


def _follow_up_after_edit(
    actor: User, before: Consultation, after: Consultation, entry: Entry
) -> None:
    """A result that is no callback any more cancels the open promise; a new callback books one."""
    waiting = FollowUp.objects.filter(consultation=after, state=FollowUpState.OPEN)
    if after.result != Result.CALLBACK:
        if before.result == Result.CALLBACK:
            for follow_up in waiting:
                reason = _("The result of the consultation was corrected.")
                follow_ups.cancel(actor, follow_up=follow_up, reason=reason)
    elif entry.promise is not None and after.agent is not None and not waiting.exists():
        follow_ups.book(actor, consultation=after, promise=entry.promise, assignee=after.agent)


@transaction.atomic
def exclude_consultation(
    actor: User, *, consultation: Consultation, reason: str, note: str, revision: int
) -> Consultation:
    """Take a record out of the figures its reason names (KPI.md R11); it stays on the timeline."""
    if reason not in Exclusion.values:
        raise ValidationError({"reason": _("Choose a reason.")})
    if reason in PARTIAL_EXCLUSIONS and not note.strip():
        raise ValidationError({"note": _("Name the evidence: the protection log shows it.")})
    _lock_customers(consultation.customer)
    held, before = _hold(consultation, revision)
    held.exclusion, held.exclusion_note = reason, mask_secrets(note.strip())[0][:300]
    held.excluded_by, held.excluded_at = actor, clock.now()
    return _save_exclusion(actor, "consultation.excluded", before, held)


@transaction.atomic
def include_again(actor: User, *, consultation: Consultation, revision: int) -> Consultation:
    """Undo an exclusion; who excluded it and why stays in the history."""
    _lock_customers(consultation.customer)
    held, before = _hold(consultation, revision)
    held.exclusion, held.exclusion_note = None, ""
    held.excluded_by, held.excluded_at = None, None
    return _save_exclusion(actor, "consultation.included", before, held)


def _save_exclusion(
    actor: User, action: str, before: Consultation, held: Consultation
) -> Consultation:
    held.save()
    threading.recount(held)
    _tell(actor, action, before, held)
    return held


@transaction.atomic
def link_customer(actor: User, *, consultation: Consultation, customer: Customer) -> Consultation:
    """Name the customer of a contact logged without one; it then joins an issue by rule."""
    _lock_customers(customer)
    held, before = _hold(consultation, None)
    if held.customer_id is not None:
        raise ValidationError(_("This contact has a customer already."), code="linked")
    held.customer, held.link = customer, Link.RULE
    held.save()
    threading.join(held)
    FollowUp.objects.filter(consultation=held).update(customer=customer, inquiry_id=held.inquiry_id)
    _tell(actor, "consultation.linked", before, held)
    return held


def _hold(consultation: Consultation, revision: int | None) -> tuple[Consultation, Consultation]:
    """The row under lock, with its next revision, and a copy of it as it was."""
    held = (
        Consultation.objects.select_for_update(of=("self",))
        .select_related("customer", "type", "inquiry", "agent", "team", "transferred_from")
        .get(pk=consultation.pk)
    )
    if revision is not None and held.revision != revision:
        raise ValidationError(
            _(
                "Somebody changed this record in the meantime. Your entries are still here: "
                "compare them with what was changed, then save again."
            ),
            code="changed_meanwhile",
        )
    before = copy.copy(held)
    held.revision += 1
    return held, before


def _tell(
    actor: User | None,
    action: str,
    before: Consultation | None,
    after: Consultation,
    *,
    reason: str = "",
) -> None:
    changes = audit.diff(spoken(before) if before else {}, spoken(after))
    if reason:
        changes["reason"] = [None, mask_contacts(reason)]
    audit.record(actor, action, after, changes=changes, label=after.number)
    consultation_changed.send(sender=Consultation, before=before, after=after)


def spoken(consultation: Consultation) -> dict[str, object]:
    """What the audit keeps of a record: every stated value that is known, contact data masked."""
    named = {
        "customer": consultation.customer and consultation.customer.number,
        "type": consultation.type and consultation.type.path,
        "issue": consultation.inquiry_id,
        "transferred_from": consultation.transferred_from and consultation.transferred_from.number,
    }
    plain = {name: getattr(consultation, name) for name in _PLAIN}
    texts = {name: mask_contacts(getattr(consultation, name)) for name in _TEXTS}
    everything = {**plain, **named, **texts}
    return {name: value for name, value in everything.items() if value not in (None, "", {})}
