"""Filters of lists that no page has; where a page has the list, its own FilterSet is used."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core import clock
from crm.core.days import DayFilter

from ..channels import channel_choices
from ..choices import FollowUpState, inquiry_states, questions
from ..filters import FollowUpFilter, TeamFilter, TypeFilter
from ..models import FollowUp, Inquiry, InquiryType, SurveyAnswer
from ..querysets.follow_ups import TABS, FollowUpQuerySet


class InquiryFilter(django_filters.FilterSet):
    """Days are local days on which the issue was opened."""

    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("issue", "State"), choices=inquiry_states
    )
    customer = django_filters.CharFilter(
        label=_("Customer number"), field_name="customer__number", lookup_expr="iexact"
    )
    type = TypeFilter(
        label=_("Inquiry type"),
        queryset=InquiryType.objects.order_by("path"),
        to_field_name="code",
    )
    channel = django_filters.ChoiceFilter(
        label=_("Channel"), field_name="opened_channel", choices=channel_choices
    )
    team = TeamFilter(label=_("Team"), field_name="opened_team", to_field_name="code")
    first = DayFilter(
        label=pgettext_lazy("period", "From"), field_name="opened_day", lookup_expr="gte"
    )
    last = DayFilter(
        label=pgettext_lazy("period", "To"), field_name="opened_day", lookup_expr="lte"
    )

    class Meta:
        model = Inquiry
        fields: list[str] = []


class AnswerFilter(django_filters.FilterSet):
    """Days are local days on which it was answered."""

    question = django_filters.ChoiceFilter(
        label=pgettext_lazy("survey", "Question"), choices=questions
    )
    consultation = django_filters.CharFilter(
        label=pgettext_lazy("survey", "Consultation number"),
        field_name="consultation__number",
        lookup_expr="iexact",
    )
    counted = django_filters.BooleanFilter(label=pgettext_lazy("survey", "Counted"))
    first = DayFilter(
        label=pgettext_lazy("period", "From"), field_name="answered_day", lookup_expr="gte"
    )
    last = DayFilter(
        label=pgettext_lazy("period", "To"), field_name="answered_day", lookup_expr="lte"
    )

    class Meta:
        model = SurveyAnswer
        fields: list[str] = []


class ApiFollowUpFilter(FollowUpFilter):
    """The page shows the open ones, tab by tab; here all of them can be asked for."""

    due = django_filters.ChoiceFilter(
        label=pgettext_lazy("follow-ups", "Due"),
        choices=[(tab, tab) for tab in TABS],
        method="by_tab",
    )
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("follow-up", "State"), choices=FollowUpState.choices
    )
    consultation = django_filters.CharFilter(
        label=pgettext_lazy("survey", "Consultation number"),
        field_name="consultation__number",
        lookup_expr="iexact",
    )

    class Meta:
        model = FollowUp
        fields: list[str] = []

    def by_tab(self, rows: FollowUpQuerySet, name: str, value: str) -> FollowUpQuerySet:
        return rows.of_tab(value, clock.now())


class TypeTreeFilter(django_filters.FilterSet):
    """The tree, or a part of it."""

    level = django_filters.ChoiceFilter(
        label=pgettext_lazy("inquiry type", "Level"), choices=[(n, str(n)) for n in (1, 2, 3)]
    )
    parent = django_filters.ModelChoiceFilter(
        label=pgettext_lazy("inquiry type", "Below"),
        queryset=InquiryType.objects.all(),
        to_field_name="code",
    )
    retired = django_filters.BooleanFilter(
        label=pgettext_lazy("inquiry type", "Retired"), method="by_retired"
    )

    class Meta:
        model = InquiryType
        fields: list[str] = []

    def by_retired(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return rows.filter(retired_on__isnull=not value)
