"""Reads of core's records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from crm.people.models import User

    from .models import (  # noqa: F401 - used inside the generic parameters
        ApiKey,
        AuditEntry,
        Holiday,
        SavedView,
    )


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def by(self, text: str) -> AuditQuerySet:
        """Written by somebody of that name, user name or employee number."""
        return self.filter(
            Q(actor__name__icontains=text)
            | Q(actor__username__iexact=text)
            | Q(actor__code__iexact=text)
        )

    def about(self, text: str) -> AuditQuerySet:
        """About the thing of that number or code, or with that name."""
        return self.filter(Q(subject__iexact=text) | Q(label__icontains=text))

    def of(self, subject_type: str, subject: str) -> AuditQuerySet:
        """Everything that happened to one row."""
        return self.filter(subject_type=subject_type, subject=subject)


class HolidayQuerySet(models.QuerySet["Holiday"]):
    def in_year(self, year: int) -> HolidayQuerySet:
        return self.filter(day__gte=date(year, 1, 1), day__lte=date(year, 12, 31))


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def alive(self) -> ApiKeyQuerySet:
        """Not revoked, and of somebody who still works here."""
        return self.filter(revoked_at=None, owner__is_active=True)

    def shown(self) -> ApiKeyQuerySet:
        """For the page: those in force first, the newest first."""
        in_force = models.Case(models.When(revoked_at=None, then=0), default=1)
        return self.select_related("owner", "created_by").order_by(in_force, "-created_at", "-pk")


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User, team_ids: Iterable[int]) -> SavedViewQuerySet:
        """Their own, and those shared with the teams they belong to."""
        return self.filter(Q(owner=user) | Q(team__in=list(team_ids)))

    def at(self, page: str) -> SavedViewQuerySet:
        """Of one page, with who made them."""
        return self.filter(page=page).select_related("owner", "team")
