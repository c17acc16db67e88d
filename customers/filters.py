"""The filters of the customer list."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core.days import DayFilter
from crm.people.models import User

from . import facts
from .models import Customer, Tier
from .querysets import CustomerQuerySet


class CustomerFilter(django_filters.FilterSet):
    tier = django_filters.ChoiceFilter(
        label=pgettext_lazy("customer", "Tier"),
        choices=Tier.choices,
        empty_label=_("All tiers"),
    )
    since = DayFilter("acquired_on", "gte", label=_("Customer since, from"))
    until = DayFilter("acquired_on", "lte", label=_("Customer since, until"))
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
