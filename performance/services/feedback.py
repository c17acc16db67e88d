"""Feedback: written with evidence, sent, answered, acknowledged or disputed, replied to.

Acknowledging says "read", not "agreed". Each turn is kept; words changed after sending keep their
earlier version. `at` is given only when history is taken over; nobody is notified then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.core import audit, clock, notices
from crm.core.numbers import next_number
from crm.people.roles import MANAGER
from crm.people.scope import own_team_id, scope_of

from ..models import (
    Feedback,
    FeedbackMessage,
    FeedbackRecord,
    FeedbackState,
    FeedbackVersion,
    MessageKind,
)

if TYPE_CHECKING:
    from crm.people.models import User
    from interactions.models import Consultation

#: Past this many records a feedback is a report.
MOST_RECORDS = 20
REQUIRED = ("title", "went_well", "change", "next_step", "next_step_due")


@dataclass(frozen=True)
class Words:
    """What a lead writes: the four parts of a feedback, its title and its evidence.

    `figure` holds facts of a KPI as they stood (see `evidence.snapshot`), or nothing.
    """

    title: str = ""
    evidence: str = ""
    went_well: str = ""
    change: str = ""
    next_step: str = ""
    next_step_due: date | None = None
    records: Sequence[Consultation] = ()
    figure: Mapping[str, Any] | None = field(default=None, hash=False)


@transaction.atomic
def draft_feedback(
    actor: User, *, agent: User, words: Words, at: datetime | None = None
) -> Feedback:
    """Begin a feedback to an agent of a led team; nobody else sees it before it is sent."""
    team_id = own_team_id(agent, clock.today())
    if actor.role != MANAGER or team_id not in scope_of(actor, clock.today()).team_ids:
        raise PermissionDenied
    _check_records(agent, words)
    moment = at or clock.now()
    feedback = Feedback.objects.create(
        number=next_number("feedback"),
        agent=agent,
        team_id=team_id,
        author=actor,
        created_at=moment,
        changed_at=moment,
        **_texts(words),
    )
    _keep_records(feedback, words.records)
    audit.record(actor, "feedback.drafted", feedback, changes=audit.diff({}, {"agent": agent}))
    return feedback


@transaction.atomic
def edit_feedback(
    actor: User, *, feedback: Feedback, words: Words, at: datetime | None = None
) -> Feedback:
    """Change the words. After sending, the earlier ones are kept as a version and both see it."""
    feedback = _own(actor, feedback)
    _check_records(feedback.agent, words)
    if feedback.state != FeedbackState.DRAFT:
        _check_complete(words)
    before = facts_of(feedback)
    for name, value in _texts(words).items():
        setattr(feedback, name, value)
    moment = at or clock.now()
    if feedback.state != FeedbackState.DRAFT:
        FeedbackVersion.objects.create(
            feedback=feedback,
            revision=feedback.revision,
            replaced_at=moment,
            replaced_by=actor,
            fields=before,
        )
        feedback.revision += 1
    feedback.changed_at = moment
    feedback.save()
    feedback.evidence_records.all().delete()
    _keep_records(feedback, words.records)
    changed = sorted(audit.diff(before, facts_of(feedback)))
    audit.record(actor, "feedback.edited", feedback, changes={"fields": [None, changed]})
    if feedback.state != FeedbackState.DRAFT and at is None:
        _tell_agent(feedback, "feedback.edited", str(feedback.revision))
    return feedback


@transaction.atomic
def send_feedback(actor: User, *, feedback: Feedback, at: datetime | None = None) -> Feedback:
    """From now on the agent sees it. It must be whole, and rest on a record or a figure."""
    feedback = _own(actor, feedback)
    if feedback.state != FeedbackState.DRAFT:
        raise ValidationError(_("This feedback was already sent."))
    _check_complete(
        Words(
            **{name: getattr(feedback, name) for name in REQUIRED},
            records=list(feedback.records.all()),
            figure=feedback.figure,
        )
    )
    feedback.state, feedback.sent_at = FeedbackState.SENT, at or clock.now()
    feedback.save(update_fields=["state", "sent_at"])
    audit.record(actor, "feedback.sent", feedback, changes={"state": ["draft", "sent"]})
    if at is None:
        _tell_agent(feedback, "feedback.sent")
    return feedback


@transaction.atomic
def discard_feedback(actor: User, *, feedback: Feedback) -> None:
    """Only a draft can go; what was sent stays."""
    feedback = _own(actor, feedback)
    if feedback.state != FeedbackState.DRAFT:
        raise ValidationError(_("Feedback that was sent stays."))
    audit.record(actor, "feedback.discarded", feedback)
    feedback.delete()


@transaction.atomic
def acknowledge(
    actor: User, *, feedback: Feedback, text: str = "", at: datetime | None = None
) -> Feedback:
    """The agent has read it; a word of their own may stand beside."""
    feedback = _received(actor, feedback)
    if feedback.state == FeedbackState.ACKNOWLEDGED:
        raise ValidationError(_("This feedback was already acknowledged."))
    feedback.acknowledged_at = at or clock.now()
    return _turn(actor, feedback, MessageKind.ACKNOWLEDGEMENT, text, FeedbackState.ACKNOWLEDGED, at)


@transaction.atomic
def answer(actor: User, *, feedback: Feedback, text: str, at: datetime | None = None) -> Feedback:
    """The agent says something, for example asks for another next step; the state stays."""
    feedback = _received(actor, feedback)
    _must_say(text)
    return _turn(actor, feedback, MessageKind.ANSWER, text, feedback.state, at)


@transaction.atomic
def dispute(actor: User, *, feedback: Feedback, text: str, at: datetime | None = None) -> Feedback:
    """The agent doubts the facts and says why. The records stay in the figures until decided."""
    feedback = _received(actor, feedback)
    _must_say(text)
    if feedback.state == FeedbackState.DISPUTED:
        raise ValidationError(_("This feedback is already disputed."))
    feedback.disputed_at = at or clock.now()
    return _turn(actor, feedback, MessageKind.DISPUTE, text, FeedbackState.DISPUTED, at)


@transaction.atomic
def reply(actor: User, *, feedback: Feedback, text: str, at: datetime | None = None) -> Feedback:
    """The author replies; a dispute counts as answered, and it is the agent's turn again."""
    feedback = _own(actor, feedback)
    if feedback.state == FeedbackState.DRAFT:
        raise ValidationError(_("Send the feedback first."))
    _must_say(text)
    disputed = feedback.state == FeedbackState.DISPUTED
    after = FeedbackState.ANSWERED if disputed else feedback.state
    return _turn(actor, feedback, MessageKind.REPLY, text, after, at)


def facts_of(feedback: Feedback) -> dict[str, Any]:
    """The words of a version as JSON keeps them."""
    names = ("title", "evidence", "went_well", "change", "next_step")
    due = feedback.next_step_due
    return {
        **{name: getattr(feedback, name) for name in names},
        "next_step_due": due.isoformat() if due else None,
        "records": [row.number for row in feedback.records.all()],
    }


def _turn(
    actor: User,
    feedback: Feedback,
    kind: MessageKind,
    text: str,
    after: str,
    at: datetime | None,
) -> Feedback:
    """One message, the state it leads to, and word to the other side."""
    before, moment = feedback.state, at or clock.now()
    feedback.state, feedback.changed_at = after, moment
    feedback.save()
    entry = FeedbackMessage.objects.create(
        feedback=feedback, at=moment, by=actor, kind=kind, text=text.strip()
    )
    changes = {"state": [before, after]} if before != after else {}
    audit.record(actor, f"feedback.{_PAST[kind]}", feedback, changes=changes)
    if at is None and kind == MessageKind.REPLY:
        _tell_agent(feedback, "feedback.replied", str(entry.pk))
    elif at is None:
        _tell_author(feedback, f"feedback.{_PAST[kind]}", str(entry.pk))
    return feedback


_PAST = {
    MessageKind.ACKNOWLEDGEMENT: "acknowledged",
    MessageKind.ANSWER: "answered",
    MessageKind.DISPUTE: "disputed",
    MessageKind.REPLY: "replied",
}


def _own(actor: User, feedback: Feedback) -> Feedback:
    feedback = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if feedback.author_id != actor.pk:
        raise PermissionDenied
    return feedback


def _received(actor: User, feedback: Feedback) -> Feedback:
    feedback = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if feedback.agent_id != actor.pk or feedback.state == FeedbackState.DRAFT:
        raise PermissionDenied
    return feedback


def _texts(words: Words) -> dict[str, Any]:
    names = ("title", "evidence", "went_well", "change", "next_step")
    return {
        **{name: getattr(words, name).strip() for name in names},
        "next_step_due": words.next_step_due,
        "figure": dict(words.figure) if words.figure else None,
    }


def _keep_records(feedback: Feedback, records: Sequence[Consultation]) -> None:
    FeedbackRecord.objects.bulk_create(
        FeedbackRecord(feedback=feedback, consultation=record, position=position)
        for position, record in enumerate(records)
    )


def _check_records(agent: User, words: Words) -> None:
    """Feedback speaks about the agent's own consultations only."""
    if len(words.records) > MOST_RECORDS:
        raise ValidationError({"records": _("Choose at most 20 records.")})
    if any(record.agent_id != agent.pk for record in words.records):
        raise ValidationError({"records": _("Every record must be one of this agent's own.")})


def _check_complete(words: Words) -> None:
    found = {
        name: _("Fill this in before sending.") for name in REQUIRED if not getattr(words, name)
    }
    if not words.records and not words.figure:
        found["records"] = _("Add at least one record, or start from a figure.")
    if found:
        raise ValidationError(found)


def _must_say(text: str) -> None:
    if not text.strip():
        raise ValidationError({"text": _("Write a sentence, so that the other side can answer.")})


def _tell_agent(feedback: Feedback, kind: str, turn: str = "") -> None:
    _tell(feedback.agent, feedback, kind, turn, feedback.author.name)


def _tell_author(feedback: Feedback, kind: str, turn: str) -> None:
    _tell(feedback.author, feedback, kind, turn, feedback.agent.name)


def _tell(user: User, feedback: Feedback, kind: str, turn: str, by: str) -> None:
    url = reverse("feedback:detail", kwargs={"number": feedback.number})
    key = f"{kind}:{feedback.number}:{turn}"
    notices.notify(user, kind, key=key, url=url, facts={"name": by, "title": feedback.title})
