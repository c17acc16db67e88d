"""Filters of the user list, of the change log and of work status."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core import audit, clock
from crm.core.days import FromDay, UntilDay
from crm.core.models import AuditEntry
from crm.core.querysets import AuditQuerySet
from crm.people.models import Role, Team, User, WorkStatus
from crm.people.querysets import UserQuerySet, WorkStatusQuerySet
from crm.people.roles import AGENT
from crm.people.statuses import Mark, Status

STATES = [
    ("never", _("Never signed in")),
    ("teamless", _("Without a team")),
    ("inactive", pgettext_lazy("account", "Deactivated")),
    ("all", _("All, deactivated ones too")),
]


class UserFilter(django_filters.FilterSet):
    """Without a state the list holds active accounts."""

    q = django_filters.CharFilter(
        label=_("Name, user name, e-mail or number"), method="by_text", strip=True
    )
    role = django_filters.ChoiceFilter(
        label=_("Role"), choices=Role.choices, empty_label=_("All roles")
    )
    team = django_filters.ModelChoiceFilter(
        label=_("Team"),
        queryset=Team.objects.active(),
        to_field_name="code",
        method="by_team",
        empty_label=_("All teams"),
        widget=forms.Select(attrs={"data-content": ""}),
    )
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("account", "State"),
        choices=STATES,
        method="by_state",
        empty_label=pgettext_lazy("account", "Active"),
    )

    class Meta:
        model = User
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("state") else rows.filter(is_active=True)

    def by_text(self, rows: UserQuerySet, name: str, value: str) -> UserQuerySet:
        return rows.matching(value)

    def by_team(self, rows: UserQuerySet, name: str, value: Team) -> UserQuerySet:
        return rows.in_team(value, clock.today())

    def by_state(self, rows: UserQuerySet, name: str, value: str) -> UserQuerySet:
        if value == "never":
            return rows.never_signed_in()
        if value == "teamless":
            return rows.without_team(clock.today())
        return rows.filter(is_active=False) if value == "inactive" else rows


def _actions() -> list[tuple[str, str]]:
    return sorted(((key, str(words)) for key, words in audit.actions().items()), key=lambda p: p[1])


def _subjects() -> list[tuple[str, str]]:
    return sorted(
        ((key, str(words)) for key, words in audit.subjects().items()), key=lambda pair: pair[1]
    )


class AuditFilter(django_filters.FilterSet):
    """Who, what, about what, when; days are local, both included."""

    who = django_filters.CharFilter(label=_("Who"), method="by_who", strip=True)
    action = django_filters.ChoiceFilter(
        label=_("What"), choices=_actions, empty_label=_("Everything")
    )
    subject_type = django_filters.ChoiceFilter(
        label=_("Kind of thing"), choices=_subjects, empty_label=_("All kinds")
    )
    subject = django_filters.CharFilter(
        label=_("Number, code or name"), method="by_subject", strip=True
    )
    first = FromDay(label=_("From"), field_name="at")
    last = UntilDay(label=_("Until"), field_name="at")

    class Meta:
        model = AuditEntry
        fields: list[str] = []
        form = forms.Form

    def by_who(self, rows: AuditQuerySet, name: str, value: str) -> AuditQuerySet:
        return rows.by(value)

    def by_subject(self, rows: AuditQuerySet, name: str, value: str) -> AuditQuerySet:
        return rows.about(value)


def _marks() -> list[tuple[str, object]]:
    return [("none", pgettext_lazy("work status", "Counts")), *Mark.choices]


class PeriodFilter(django_filters.FilterSet):
    """Whose, what, when (by the local day it began); running ones alone; what does not count."""

    who = django_filters.CharFilter(label=_("Who"), method="by_who", strip=True)
    team = django_filters.ModelChoiceFilter(
        label=_("Team"),
        queryset=Team.objects.all(),
        to_field_name="code",
        empty_label=_("All teams"),
        widget=forms.Select(attrs={"data-content": ""}),
    )
    status = django_filters.ChoiceFilter(
        label=pgettext_lazy("work status", "Status"),
        choices=Status.choices,
        empty_label=pgettext_lazy("work status", "All"),
    )
    running = django_filters.ChoiceFilter(
        label=pgettext_lazy("work status", "Now"),
        choices=[("yes", pgettext_lazy("work status", "Running"))],
        method="by_running",
        empty_label=pgettext_lazy("work status", "All"),
    )
    mark = django_filters.ChoiceFilter(
        label=_("Does not count because of"),
        choices=_marks,
        method="by_mark",
        empty_label=pgettext_lazy("work status", "All"),
    )
    first = FromDay(label=_("From"), field_name="started_at")
    last = UntilDay(label=_("Until"), field_name="started_at")

    class Meta:
        model = WorkStatus
        fields: list[str] = []
        form = forms.Form

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user if self.request is not None else None
        if isinstance(user, User) and user.role == AGENT:
            del self.filters["who"], self.filters["team"]

    def by_who(self, rows: WorkStatusQuerySet, name: str, value: str) -> WorkStatusQuerySet:
        return rows.filter(user__in=User.objects.matching(value).values("pk"))

    def by_running(self, rows: WorkStatusQuerySet, name: str, value: str) -> WorkStatusQuerySet:
        return rows.running()

    def by_mark(self, rows: WorkStatusQuerySet, name: str, value: str) -> WorkStatusQuerySet:
        return rows.filter(marked_reason=None if value == "none" else value)
