"""The filters of the customer list."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core import clock
from crm.people.models import User

from . import facts
from .models import Customer, Tier
from .querysets import CustomerQuerySet


def _date() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CustomerFilter(django_filters.FilterSet):
    tier = django_filters.ChoiceFilter(
        label=pgettext_lazy("customer", "Tier"),
        choices=Tier.choices,
        empty_label=_("All tiers"),
    )
    since = django_filters.DateFilter(
        "acquired_on",
        "gte",
        label=_("Customer since, from"),
        widget=_date(),
        validators=[clock.possible_day],
    )
    until = django_filters.DateFilter(
        "acquired_on",
        "lte",
        label=_("Customer since, until"),
        widget=_date(),
        validators=[clock.possible_day],
    )
    issues = django_filters.ChoiceFilter(
        label=_("Open issues"),
        choices=[("open", pgettext_lazy("customers with open issues", "With open issues"))],
        empty_label=_("With or without"),
        method="with_issues",
    )

    class Meta:
        model = Customer
        fields: list[str] = []

    def with_issues(self, rows: CustomerQuerySet, name: str, value: Any) -> CustomerQuerySet:
        user = self.request.user if self.request is not None else None
        assert isinstance(user, User)
        return facts.with_open_issues(user, rows)
