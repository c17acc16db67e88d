"""Who may change which record: the row's side of what `crm.people.roles` says of the role."""

from __future__ import annotations

from datetime import datetime, timedelta

from crm.core import clock
from crm.people.models import Kind, Membership, User
from crm.people.roles import AGENT, EXECUTIVE, MANAGER, Right, holds

from ..choices import PARTIAL_EXCLUSIONS
from ..models import Consultation, Dispute, FollowUp

#: How long agents may correct their own records; after that a lead does, with a reason.
OWN_EDIT_TIME = timedelta(hours=24)


def editable_until(consultation: Consultation) -> datetime:
    """Until when the record's own agent may correct it."""
    return consultation.created_at + OWN_EDIT_TIME


def may_edit(actor: User, consultation: Consultation) -> bool:
    if not holds(actor, Right.CONSULTATIONS_WRITE):
        return False
    if actor.role == AGENT:
        own = consultation.agent_id == actor.pk
        return own and clock.now() <= editable_until(consultation)
    return actor.role == MANAGER and leads(actor, consultation.team_id)


def may_exclude(actor: User, consultation: Consultation) -> bool:
    return holds(actor, Right.CONSULTATIONS_EXCLUDE) and leads(actor, consultation.team_id)


def may_dispute(actor: User, consultation: Consultation) -> bool:
    """An own record that counts, and is not disputed already."""
    own = holds(actor, Right.DISPUTES_RAISE) and consultation.agent_id == actor.pk
    whole = consultation.exclusion is None or consultation.exclusion in PARTIAL_EXCLUSIONS
    return own and whole and not consultation.is_disputed


def may_decide(actor: User, dispute: Dispute) -> bool:
    return holds(actor, Right.DISPUTES_DECIDE) and leads(actor, dispute.team_id)


def hears_dispute(user: User, consultation: Consultation) -> bool:
    """Whether somebody reads what agent and lead said about a disputed record."""
    own = user.role != AGENT or consultation.agent_id == user.pk
    return holds(user, Right.DISPUTES_READ) and own


def may_link(actor: User, consultation: Consultation) -> bool:
    """Naming the customer of an own record has no deadline: it is often found out later."""
    if consultation.customer_id is not None or not holds(actor, Right.CONSULTATIONS_WRITE):
        return False
    if actor.role == AGENT:
        return consultation.agent_id == actor.pk
    return leads(actor, consultation.team_id)


def may_handle(actor: User, follow_up: FollowUp) -> bool:
    if not holds(actor, Right.FOLLOW_UPS_WRITE):
        return False
    if actor.role == AGENT:
        return follow_up.assignee_id == actor.pk
    return leads(actor, follow_up.team_id)


def leads(actor: User, team_id: int | None) -> bool:
    """Whether the actor leads that (stamped) team today."""
    if team_id is None:
        return False
    led = actor.memberships.on(clock.today()).filter(kind=Kind.LEAD, team_id=team_id)
    return led.exists()


def agents_led_by(actor: User) -> list[User]:
    """The active members of the teams led today, by name: whom a lead may hand work to."""
    day = clock.today()
    teams = actor.memberships.on(day).filter(kind=Kind.LEAD).values("team_id")
    members = Membership.objects.on(day).filter(kind=Kind.MEMBER, team_id__in=teams)
    return list(User.objects.active().filter(pk__in=members.values("user_id")).order_by("name"))


def sees_agents(user: User) -> bool:
    """Executives read records without the agent; whoever serves customers knows who spoke."""
    return user.role != EXECUTIVE
