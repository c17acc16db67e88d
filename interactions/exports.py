"""Consultations, follow-ups, FAQ and inquiry types as files."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core.exports.registry import Asking, Export, register
from crm.core.exports.tables import (
    Column,
    Table,
    as_they_are,
    each,
    hidden,
    moments,
    names,
    of_fields,
    paths,
    texts,
    words,
)
from crm.people.models import User
from crm.people.roles import EXECUTIVE, Right

from .channels import CHANNELS
from .choices import Direction, DisputeState, Exclusion, FollowUpState, Result
from .models import Consultation, FaqEntry, InquiryType
from .services.rights import sees_agents
from .views.consultations import ConsultationList
from .views.disputes import DisputeList
from .views.faq import FaqList
from .views.follow_ups import FollowUpList
from .views.protection import ProtectionLog

CHANNEL_NAMES = {key: channel.label for key, channel in CHANNELS.items()}


def consultations(asking: Asking) -> Table:
    return of_fields(ConsultationList.rows_for(asking.request), consultation_columns(asking.user))


def consultation_columns(user: User) -> list[Column]:
    """What a file of consultations holds; other lists of them say more beside it."""
    return [
        Column(_("Number"), "number"),
        Column(_("Contact started"), "started_at", moments),
        Column(_("Contact ended"), "ended_at", moments),
        Column(_("Channel"), "channel", words(CHANNEL_NAMES)),
        Column(_("Direction"), "direction", words(dict(Direction.choices))),
        Column(_("Type code"), "type__code"),
        Column(_("Inquiry type"), "type__path", paths),
        Column(_("Customer number"), "customer__number"),
        Column(_("Customer"), "customer__name", names),
        Column(_("Team"), "team__name"),
        Column(_("Agent"), "agent__name", as_they_are if sees_agents(user) else hidden),
        Column(_("Result"), "result", words(dict(Result.choices))),
        Column(_("Wait (s)"), "wait_seconds"),
        Column(_("Talk (s)"), "talk_seconds"),
        Column(_("Hold (s)"), "hold_seconds"),
        Column(_("After-call work (s)"), "wrap_up_seconds"),
        Column(_("Handle time (s)"), "handling_seconds"),
        Column(pgettext_lazy("link to an issue", "Issue"), "inquiry_id"),
        Column(_("Exclusion"), "exclusion", words(dict(Exclusion.choices))),
        Column(_("Question"), "question", texts),
        Column(pgettext_lazy("of a consultation", "Answer"), "answer", texts),
    ]


def follow_ups(asking: Asking) -> Table:
    states = dict(FollowUpState.choices)
    return of_fields(
        FollowUpList.rows_for(asking.request),
        [
            Column(_("Consultation"), "consultation__number"),
            Column(_("Customer number"), "customer__number"),
            Column(_("Customer"), "customer__name", names),
            Column(_("Inquiry type"), "consultation__type__path", paths),
            Column(_("What to settle"), "note", texts),
            Column(_("First promised"), "first_promised_at", moments),
            Column(pgettext_lazy("follow-up", "Due"), "due_at", moments),
            Column(pgettext_lazy("follow-up", "Who does it"), "assignee__name"),
            Column(_("Team"), "team__name"),
            Column(pgettext_lazy("follow-up", "State"), "state", words(states)),
        ],
    )


def faq(asking: Asking) -> Table:
    owner = hidden if asking.user.role == EXECUTIVE else as_they_are
    states = words(dict(FaqEntry.State.choices))
    return of_fields(
        FaqList.rows_for(asking.request),
        [
            Column(pgettext_lazy("FAQ", "Question or title"), "title", texts),
            Column(pgettext_lazy("interactions", "Inquiry type"), "type__path", paths),
            Column(pgettext_lazy("FAQ", "State"), "state", states),
            Column(pgettext_lazy("FAQ", "Version"), "version", each(lambda n: n or None)),
            Column(pgettext_lazy("FAQ", "Published on"), "published_at", moments),
            Column(pgettext_lazy("FAQ", "Owner"), "owner__name", owner),
            Column(pgettext_lazy("FAQ", "Review on"), "review_on"),
            Column(pgettext_lazy("FAQ", "Article"), "body", texts),
        ],
    )


def types(asking: Asking) -> Table:
    """The whole tree by path; retired ones say since when."""
    used = Consultation.objects.filter(type=OuterRef("pk")).order_by().values("type")
    contacts = Subquery(used.annotate(n=Count("pk")).values("n"))
    rows: QuerySet[Any] = InquiryType.objects.annotate(contacts=Coalesce(contacts, 0))
    return of_fields(
        rows.order_by("path", "pk"),
        [
            Column(pgettext_lazy("inquiry type", "Code"), "code"),
            Column(_("Inquiry type"), "path", paths),
            Column(_("Days for a repeat contact"), "fcr_window_days"),
            Column(_("Standard minutes"), "standard_minutes"),
            Column(_("Minutes to reply"), "reply_due_minutes"),
            Column(pgettext_lazy("of a type", "Contacts"), "contacts"),
            Column(pgettext_lazy("inquiry type", "Retired on"), "retired_on"),
        ],
    )


def disputes(asking: Asking) -> Table:
    return of_fields(
        DisputeList.rows_for(asking.request),
        [
            Column(_("Consultation"), "consultation__number"),
            Column(pgettext_lazy("when", "Disputed"), "raised_at", moments),
            Column(_("Agent"), "raised_by__name"),
            Column(_("Team"), "team__name"),
            Column(_("What is wrong"), "reason", texts),
            Column(_("State of the dispute"), "state", words(dict(DisputeState.choices))),
            Column(_("Decided by"), "decided_by__name"),
            Column(pgettext_lazy("dispute", "Decided"), "decided_at", moments),
            Column(pgettext_lazy("dispute", "Answer"), "answer", texts),
        ],
    )


def protection(asking: Asking) -> Table:
    return of_fields(
        ProtectionLog.rows_for(asking.request),
        [
            Column(pgettext_lazy("when", "Excluded"), "excluded_at", moments),
            Column(_("Consultation"), "number"),
            Column(_("Contact started"), "started_at", moments),
            Column(
                pgettext_lazy("exclusion", "Reason"), "exclusion", words(dict(Exclusion.choices))
            ),
            Column(_("Agent"), "agent__name"),
            Column(_("Team"), "team__name"),
            Column(_("Excluded by"), "excluded_by__name"),
            Column(pgettext_lazy("exclusion", "Evidence"), "exclusion_note", texts),
        ],
    )


EXPORTS = (
    Export("consultations", _("Consultations"), Right.CONSULTATIONS_READ, consultations),
    Export("follow-ups", _("Follow-ups"), Right.FOLLOW_UPS_READ, follow_ups),
    Export("disputes", _("Disputed records"), Right.DISPUTES_READ, disputes),
    Export("protection", _("Protection log"), Right.PROTECTION_LOG, protection),
    Export("faq", pgettext_lazy("menu", "FAQ"), Right.FAQ_READ, faq),
    Export("types", _("Inquiry types"), Right.SETTINGS, types),
)


def register_all() -> None:
    """Called once the apps are loaded."""
    register(*EXPORTS)
