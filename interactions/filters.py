"""The consultation list by any field; the same set answers the page and its export."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core import clock
from crm.core.days import FromDay, UntilDay
from crm.people.models import Team, User
from crm.people.roles import AGENT, EXECUTIVE
from crm.people.scope import scope_of

from .channels import channel_choices
from .choices import PARTIAL_EXCLUSIONS, Exclusion, directions, exclusions, results
from .forms.fields import TypeField
from .models import Consultation, FollowUp, InquiryType, SurveyAnswer
from .querysets.consultations import ConsultationQuerySet
from .services.types import branch_ids

UNKNOWN, ANY, NONE = "unknown", "any", "none"


def _result_choices() -> list[tuple[str, object]]:
    return [*results(), (UNKNOWN, pgettext_lazy("result", "Unknown"))]


def _exclusion_choices() -> list[tuple[str, object]]:
    return [
        (NONE, pgettext_lazy("exclusion", "Not excluded")),
        (ANY, pgettext_lazy("exclusion", "Excluded, any reason")),
        *exclusions(),
    ]


class TypeFilter(django_filters.Filter):
    """A node means its whole branch."""

    field_class = TypeField

    def filter(self, rows: QuerySet[Any], node: Any) -> QuerySet[Any]:
        return rows if node is None else rows.filter(type_id__in=branch_ids(node))


class TeamFilter(django_filters.ModelChoiceFilter):
    """Only teams whose records the user lists."""

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        return listed_teams(request.user)


class AgentFilter(django_filters.ModelChoiceFilter):
    """Only agents whose records the user lists."""

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        return listed_agents(request.user)


class ConsultationFilter(django_filters.FilterSet):
    """Days are local days of the contact's start."""

    text = django_filters.CharFilter(
        label=_("Words in question or answer"), method="by_text", max_length=80
    )
    first = FromDay(label=pgettext_lazy("period", "From"), field_name="started_at")
    last = UntilDay(label=pgettext_lazy("period", "To"), field_name="started_at")
    channel = django_filters.ChoiceFilter(
        label=_("Channel"), choices=channel_choices, empty_label=_("All channels")
    )
    direction = django_filters.ChoiceFilter(
        label=_("Direction"), choices=directions, empty_label=_("Both directions")
    )
    type = TypeFilter(
        label=_("Inquiry type"),
        queryset=InquiryType.objects.order_by("path"),
        to_field_name="code",
        empty_label=_("All types"),
        widget=forms.Select(attrs={"data-content": ""}),
    )
    result = django_filters.ChoiceFilter(
        label=_("Result"), choices=_result_choices, empty_label=_("All results"), method="by_result"
    )
    team = TeamFilter(
        label=_("Team"),
        to_field_name="code",
        empty_label=_("All teams"),
        widget=forms.Select(attrs={"data-content": ""}),
    )
    agent = AgentFilter(
        label=_("Agent"),
        to_field_name="code",
        empty_label=_("All agents"),
        widget=forms.Select(attrs={"data-content": ""}),
    )
    customer = django_filters.CharFilter(
        label=_("Customer number"), field_name="customer__number", lookup_expr="iexact"
    )
    issue = django_filters.NumberFilter(
        label=pgettext_lazy("link to an issue", "Issue"), field_name="inquiry_id"
    )
    answers = django_filters.BooleanFilter(
        label=_("Survey answer"),
        method="by_answers",
        widget=forms.Select(
            choices=[
                ("", _("With or without")),
                ("true", pgettext_lazy("survey", "Answered")),
                ("false", pgettext_lazy("survey", "No answer")),
            ]
        ),
    )
    exclusion = django_filters.ChoiceFilter(
        label=_("Exclusion"),
        choices=_exclusion_choices,
        empty_label=_("All records"),
        method="by_exclusion",
    )
    waiting = django_filters.BooleanFilter(
        label=_("Waiting for a reply"),
        method="by_waiting",
        widget=forms.Select(
            choices=[
                ("", _("All records")),
                ("true", pgettext_lazy("record", "Waiting for a reply")),
            ]
        ),
    )
    source = django_filters.CharFilter(label=_("Source"), lookup_expr="exact", max_length=40)

    class Meta:
        model = Consultation
        fields: list[str] = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        user = request.user
        assert isinstance(user, User)
        if user.role in (AGENT, EXECUTIVE):
            del self.filters["agent"]
        if user.role == AGENT:
            del self.filters["team"]

    # ---- one method a question -------------------------------------------------------------------

    def by_text(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        for word in value.split()[:5]:
            rows = rows.filter(Q(question__icontains=word) | Q(answer__icontains=word))
        return rows

    def by_result(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(result=None) if value == UNKNOWN else rows.filter(result=value)

    def by_answers(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        answered = Exists(SurveyAnswer.objects.filter(consultation=OuterRef("pk")))
        return rows.filter(answered if value else ~answered)

    def by_waiting(self, rows: ConsultationQuerySet, name: str, value: bool) -> QuerySet[Any]:
        return rows.waiting() if value else rows

    def by_exclusion(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value in (NONE, ANY):
            return rows.filter(exclusion__isnull=value == NONE)
        return rows.filter(exclusion=value)


def _protective_choices() -> list[tuple[str, object]]:
    return [(key, label) for key, label in Exclusion.choices if key in PARTIAL_EXCLUSIONS]


class ProtectionFilter(django_filters.FilterSet):
    """Days are local days on which a record was excluded."""

    first = FromDay(label=pgettext_lazy("period", "From"), field_name="excluded_at")
    last = UntilDay(label=pgettext_lazy("period", "To"), field_name="excluded_at")
    exclusion = django_filters.ChoiceFilter(
        label=pgettext_lazy("exclusion", "Reason"),
        choices=_protective_choices,
        empty_label=pgettext_lazy("exclusion", "All reasons"),
    )
    team = TeamFilter(
        label=_("Team"),
        to_field_name="code",
        empty_label=_("All teams"),
        widget=forms.Select(attrs={"data-content": ""}),
    )

    class Meta:
        model = Consultation
        fields: list[str] = []


def listed_teams(user: User) -> QuerySet[Team]:
    """The teams whose records this user lists."""
    scope = scope_of(user, clock.today())
    return Team.objects.all() if scope.everything else Team.objects.filter(pk__in=scope.team_ids)


def listed_agents(user: User) -> QuerySet[User]:
    """Whoever is or was a member of those teams: their records are listed, too."""
    scope = scope_of(user, clock.today())
    people = User.objects.order_by("name", "code")
    if scope.everything:
        return people.filter(role=AGENT)
    return people.filter(memberships__team_id__in=scope.team_ids).exclude(role="qa").distinct()


class FollowUpFilter(django_filters.FilterSet):
    """Whose follow-ups; an agent's own list has nothing to ask."""

    team = TeamFilter(
        label=_("Team"),
        to_field_name="code",
        empty_label=_("All teams"),
        widget=forms.Select(attrs={"data-content": ""}),
    )
    agent = AgentFilter(
        label=_("Agent"),
        field_name="assignee",
        to_field_name="code",
        empty_label=_("All agents"),
        widget=forms.Select(attrs={"data-content": ""}),
    )

    class Meta:
        model = FollowUp
        fields: list[str] = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        user = request.user
        assert isinstance(user, User)
        if user.role == AGENT:
            del self.filters["agent"], self.filters["team"]
