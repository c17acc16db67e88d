"""A disputed record: the agent says why, a lead of the team decides (KPI.md R11).

It is marked and counts until it is decided. Upheld, it leaves every figure with a reason of its
own; declined, it stays. The agent is told either way, and the record's history says who and why.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.core import audit, clock, notices
from crm.core.masking import mask_contacts, mask_secrets
from crm.people.models import Kind, Team, User

from ..choices import PARTIAL_EXCLUSIONS, DisputeState, Exclusion
from ..models import Consultation, Dispute
from .consultations import exclude_consultation
from .credit import team_on

RAISED, UPHELD, DECLINED = "dispute.raised", "dispute.upheld", "dispute.declined"
_LONGEST = 500


@transaction.atomic
def raise_dispute(actor: User, *, consultation: Consultation, reason: str) -> Dispute:
    """An agent objects to an own record; the leads of its team are told."""
    held = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    said = _said(reason, "reason")
    if held.is_disputed:
        raise ValidationError(_("This record is disputed already."), code="disputed")
    if held.exclusion is not None and held.exclusion not in PARTIAL_EXCLUSIONS:
        raise ValidationError(_("This record is excluded already."), code="excluded")
    team = held.team or team_on(actor, clock.today())
    if team is None:
        raise ValidationError(_("No team, so nobody can decide."), code="no_team")
    dispute = Dispute.objects.create(
        consultation=held, raised_by=actor, team=team, reason=said, raised_at=clock.now()
    )
    _mark(held, disputed=True)
    audit.record(actor, "consultation.disputed", held, changes=_because(said), label=held.number)
    for lead in _leads(team):
        _tell(lead, RAISED, dispute, who=actor.name, why=said)
    return dispute


@transaction.atomic
def uphold(actor: User, *, dispute: Dispute, answer: str) -> Dispute:
    """The agent is right: the record leaves every figure, within seconds."""
    held = _decide(actor, dispute, DisputeState.UPHELD, answer)
    record = held.consultation
    exclude_consultation(
        actor,
        consultation=record,
        reason=Exclusion.DISPUTE,
        note=held.answer,
        revision=record.revision,
    )
    _close(actor, held, "consultation.dispute_upheld", UPHELD)
    return held


@transaction.atomic
def decline(actor: User, *, dispute: Dispute, answer: str) -> Dispute:
    """The record counts as before; the agent reads why."""
    held = _decide(actor, dispute, DisputeState.DECLINED, answer)
    _close(actor, held, "consultation.dispute_declined", DECLINED)
    return held


def _decide(actor: User, dispute: Dispute, state: DisputeState, answer: str) -> Dispute:
    held = (
        Dispute.objects.select_for_update(of=("self",))
        .select_related("consultation__customer", "raised_by")
        .get(pk=dispute.pk)
    )
    if held.state != DisputeState.OPEN:
        raise ValidationError(_("Somebody has decided this dispute in the meantime."))
    held.state, held.answer = state, _said(answer, "answer")
    held.decided_by, held.decided_at = actor, clock.now()
    held.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    return held


def _close(actor: User, held: Dispute, action: str, notice: str) -> None:
    record = held.consultation
    _mark(record, disputed=False)
    audit.record(actor, action, record, changes=_because(held.answer), label=record.number)
    _tell(held.raised_by, notice, held, who=actor.name, why=held.answer)


def _mark(consultation: Consultation, *, disputed: bool) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(is_disputed=disputed)
    consultation.is_disputed = disputed


def _said(text: str, field: str) -> str:
    said = mask_secrets(text.strip())[0][:_LONGEST]
    if not said:
        raise ValidationError({field: _("Say why.")})
    return said


def _because(text: str) -> dict[str, list[str | None]]:
    return {"reason": [None, mask_contacts(text)]}


def _leads(team: Team) -> list[User]:
    """Who leads the team today."""
    leading = team.memberships.on(clock.today()).filter(kind=Kind.LEAD)
    return list(User.objects.active().filter(pk__in=leading.values("user_id")).order_by("pk"))


def _tell(user: User, kind: str, dispute: Dispute, *, who: str, why: str) -> None:
    notices.notify(
        user,
        kind,
        key=f"dispute-{dispute.pk}-{kind}",
        url=reverse("disputes:detail", args=[dispute.pk]),
        facts={
            "number": dispute.consultation.number,
            "who": who,
            "why": mask_contacts(why)[:80],
        },
    )
