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
_CONSULTATIONS = pgettext_lazy("KPI source", "consultations")
_ISSUES = pgettext_lazy("KPI source", "issues")
_ANSWERS = pgettext_lazy("KPI source", "survey answers")
_ONLY_EXCLUDED = Reason("excluded_contacts", Q(counts=False, contact_count=0))
_ONLY_MISSED = Reason("unanswered", Q(counts=False))
_BY_US = Reason("outbound", Q(is_outbound=True))
_NEVER_COUNTS = Reason("not_counted", Q(counted=False))

CONTACT_STARTED = Fact(
    id="contact_started",
    model="interactions.Consultation",
    moment="started_at",
    clock=pgettext_lazy("clock", "contact started"),
    source=_CONSULTATIONS,
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
    moment="ended_at",
    clock=pgettext_lazy("clock", "contact ended"),
    source=_CONSULTATIONS,
    where=COUNTS & Q(answered=True),
    paths={**CONTACT_STARTED.paths, "day": "ended_day", "hour": "ended_hour"},
    exclusion="exclusion",
    reasons=(Reason("unanswered", Q(answered=False)),),
)
#: Every consultation somebody wrote down at the desk, answered or not.
CONTACT_LOGGED = Fact(
    id="contact_logged",
    model="interactions.Consultation",
    moment="ended_at",
    clock=pgettext_lazy("clock", "contact ended"),
    source=_CONSULTATIONS,
    where=COUNTS & Q(entry_delay_seconds__isnull=False),
    paths=CONTACT_ENDED.paths,
    exclusion="exclusion",
    reasons=(Reason("not_logged", Q(entry_delay_seconds__isnull=True)),),
)
ISSUE_OPENED = Fact(
    id="issue_opened",
    model="interactions.Inquiry",
    moment="opened_at",
    clock=pgettext_lazy("clock", "issue opened"),
    source=_ISSUES,
    where=Q(counts=True),
    paths={
        "day": "opened_day",
        "hour": "opened_hour",
        "team": "opened_team_id",
        "agent": "opened_agent_id",
        "channel": "opened_channel",
        "type": "opened_type_id",
    },
    reasons=(_ONLY_EXCLUDED, _ONLY_MISSED),
)
#: Issues customers opened, credited to who replied, or to the owner while nobody has.
ISSUE_REPLIED = Fact(
    id="issue_replied",
    model="interactions.Inquiry",
    moment="opened_at",
    clock=pgettext_lazy("clock", "issue opened"),
    source=_ISSUES,
    where=Q(counts=True, is_outbound=False),
    paths={**ISSUE_OPENED.paths, "team": "response_team_id", "agent": "response_agent_id"},
    reasons=(_ONLY_EXCLUDED, _BY_US, _ONLY_MISSED),
)
#: The same at the time the reply was due, credited to the owner of that moment.
ISSUE_DUE = Fact(
    id="issue_due",
    model="interactions.Inquiry",
    moment="reply_due_at",
    clock=pgettext_lazy("clock", "reply due"),
    source=_ISSUES,
    where=Q(counts=True, is_outbound=False, is_reply_due=True),
    paths={
        **ISSUE_OPENED.paths,
        "day": "due_day",
        "hour": "due_hour",
        "team": "due_team_id",
        "agent": "due_agent_id",
    },
    reasons=(_ONLY_EXCLUDED, _BY_US, _ONLY_MISSED, Reason("not_due", Q(is_reply_due=False))),
    pending=Q(is_reply_due=False),
    pending_paths={"team": "response_team_id", "agent": "response_agent_id"},
)
ISSUE_RESOLVED = Fact(
    id="issue_resolved",
    model="interactions.Inquiry",
    moment="resolved_at",
    clock=pgettext_lazy("clock", "issue resolved"),
    source=_ISSUES,
    where=Q(counts=True, resolved_at__isnull=False),
    paths={
        "day": "resolved_day",
        "hour": "resolved_hour",
        "team": "resolved_team_id",
        "agent": "resolved_agent_id",
        "channel": "resolved_channel",
        "type": "resolved_type_id",
    },
    reasons=(_ONLY_EXCLUDED, _ONLY_MISSED),
)
#: Answers about the contact, on the day it ended.
SATISFACTION = Fact(
    id="satisfaction",
    model="interactions.SurveyAnswer",
    moment="consultation__ended_at",
    clock=pgettext_lazy("clock", "contact ended"),
    source=_ANSWERS,
    where=Q(counted=True, consultation__exclusion__isnull=True),
    paths={name: f"consultation__{path}" for name, path in CONTACT_ENDED.paths.items()},
    exclusion="consultation__exclusion",
    strict=True,
    reasons=(_NEVER_COUNTS,),
)
#: Answers on the day they were given.
ANSWERED = Fact(
    id="answered_question",
    model="interactions.SurveyAnswer",
    moment="answered_at",
    clock=pgettext_lazy("clock", "survey answered"),
    source=_ANSWERS,
    where=SATISFACTION.where,
    paths={**SATISFACTION.paths, "day": "answered_day", "hour": "answered_hour"},
    exclusion="consultation__exclusion",
    strict=True,
    reasons=(_NEVER_COUNTS,),
)
FOLLOW_UP_DUE = Fact(
    id="follow_up_due",
    model="interactions.FollowUp",
    moment="first_promised_at",
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
#: Work status by the hour; it has no channel and no inquiry type.
STATUS_TIME = Fact(
    id="status_time",
    model="people.StatusPiece",
    moment="started_at",
    clock=pgettext_lazy("clock", "status time"),
    source=pgettext_lazy("KPI source", "work status periods"),
    where=Q(),
    paths={"day": "day", "hour": "hour", "team": "team_id", "agent": "user_id"},
    exclusion="marked_reason",
)
#: Active agents and leads, one row a business day; it has no hour either.
WORK_DAY = Fact(
    id="work_day",
    model="people.WorkDay",
    moment="day",
    clock=pgettext_lazy("clock", "day"),
    source=pgettext_lazy("KPI source", "working days of active users"),
    where=Q(),
    paths={"day": "day", "team": "team_id", "agent": "user_id"},
)
FACTS: dict[str, Fact] = {
    fact.id: fact
    for fact in (
        CONTACT_STARTED,
        CONTACT_ENDED,
        CONTACT_LOGGED,
        ISSUE_OPENED,
        ISSUE_REPLIED,
        ISSUE_DUE,
        ISSUE_RESOLVED,
        SATISFACTION,
        ANSWERED,
        FOLLOW_UP_DUE,
        STATUS_TIME,
        WORK_DAY,
    )
}
