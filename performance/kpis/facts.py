"""The sets of records that figures are made of, each with its clock and its credit (KPI.md §2)."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import pgettext_lazy

from interactions.channels import LIVE
from interactions.choices import PARTIAL_EXCLUSIONS, Direction, FollowUpState

from .types import Fact, Reason

INBOUND, OUTBOUND = Direction.INBOUND.value, Direction.OUTBOUND.value
#: What a reason of every-KPI kind removed does not exist; the partial ones still count here.
COUNTS = Q(exclusion__isnull=True) | Q(exclusion__in=PARTIAL_EXCLUSIONS)
#: Where the partial reasons remove a record too: handling and satisfaction.
UNTOUCHED = Q(exclusion__isnull=True)

CONTACT_STARTED = Fact(
    id="contact_started",
    model="interactions.Consultation",
    clock=pgettext_lazy("clock", "contact started"),
    source=pgettext_lazy("KPI source", "consultations"),
    where=COUNTS & Q(direction=INBOUND, channel__in=LIVE, transferred_from__isnull=True),
    paths={
        "day": "started_day",
        "hour": "started_hour",
        "team": "team_id",
        "agent": "agent_id",
        "channel": "channel",
        "type": "type_id",
    },
    exclusion="exclusion",
    reasons=(
        Reason("outbound", Q(direction=OUTBOUND)),
        Reason("written", ~Q(channel__in=LIVE)),
        Reason("transfer_leg", Q(transferred_from__isnull=False)),
    ),
)
CONTACT_ENDED = Fact(
    id="contact_ended",
    model="interactions.Consultation",
    clock=pgettext_lazy("clock", "contact ended"),
    source=pgettext_lazy("KPI source", "consultations"),
    where=COUNTS & Q(answered=True),
    paths={**CONTACT_STARTED.paths, "day": "ended_day", "hour": "ended_hour"},
    exclusion="exclusion",
    reasons=(Reason("unanswered", Q(answered=False)),),
)
ISSUE_OPENED = Fact(
    id="issue_opened",
    model="interactions.Inquiry",
    clock=pgettext_lazy("clock", "issue opened"),
    source=pgettext_lazy("KPI source", "issues"),
    where=Q(counts=True),
    paths={
        "day": "opened_day",
        "hour": "opened_hour",
        "team": "opened_team_id",
        "agent": "opened_agent_id",
        "channel": "opened_channel",
        "type": "opened_type_id",
    },
    reasons=(
        Reason("excluded_contacts", Q(counts=False, contact_count=0)),
        Reason("unanswered", Q(counts=False)),
    ),
)
#: The same issues credited to who replied, or to the owner while nobody has.
ISSUE_REPLIED = Fact(
    id="issue_replied",
    model="interactions.Inquiry",
    clock=pgettext_lazy("clock", "issue opened"),
    source=pgettext_lazy("KPI source", "issues"),
    where=Q(
        counts=True,
        is_outbound=False,
        is_answered=True,
        first_response_seconds__isnull=False,
    ),
    paths={**ISSUE_OPENED.paths, "team": "response_team_id", "agent": "response_agent_id"},
    reasons=(
        Reason("excluded_contacts", Q(counts=False, contact_count=0)),
        Reason("outbound", Q(is_outbound=True)),
        Reason("unanswered", Q(is_answered=False)),
        Reason("unknown_response", Q(first_response_seconds__isnull=True)),
    ),
)
SATISFACTION = Fact(
    id="satisfaction",
    model="interactions.SurveyAnswer",
    clock=pgettext_lazy("clock", "contact ended"),
    source=pgettext_lazy("KPI source", "survey answers"),
    where=Q(question="csat", counted=True, consultation__exclusion__isnull=True),
    population=Q(question="csat"),
    paths={name: f"consultation__{path}" for name, path in CONTACT_ENDED.paths.items()},
    exclusion="consultation__exclusion",
    strict=True,
    reasons=(Reason("not_counted", Q(counted=False)),),
)
FOLLOW_UP_DUE = Fact(
    id="follow_up_due",
    model="interactions.FollowUp",
    clock=pgettext_lazy("clock", "first promised time"),
    source=pgettext_lazy("KPI source", "follow-ups"),
    where=Q(is_due=True, kept__isnull=False)
    & (Q(consultation__exclusion__isnull=True) | Q(consultation__exclusion__in=PARTIAL_EXCLUSIONS)),
    paths={
        "day": "first_promised_day",
        "hour": "first_promised_hour",
        "team": "credited_team_id",
        "agent": "credited_agent_id",
        "channel": "consultation__channel",
        "type": "consultation__type_id",
    },
    exclusion="consultation__exclusion",
    reasons=(
        Reason("cancelled", Q(state=FollowUpState.CANCELLED)),
        Reason("not_due", Q(is_due=False)),
    ),
    pending=Q(is_due=False),
    pending_paths={"team": "team_id", "agent": "assignee_id"},
)
FACTS: dict[str, Fact] = {
    fact.id: fact
    for fact in (
        CONTACT_STARTED,
        CONTACT_ENDED,
        ISSUE_OPENED,
        ISSUE_REPLIED,
        SATISFACTION,
        FOLLOW_UP_DUE,
    )
}
