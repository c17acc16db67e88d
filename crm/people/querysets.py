"""Reads of people and teams."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from .models import Membership, Team, User  # noqa: F401 - used inside the generic parameters


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date) -> MembershipQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)

    def from_day(self, day: date) -> MembershipQuerySet:
        """In force on the day or beginning later."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))

    def overlapping(self, starts_on: date, ends_on: date | None) -> MembershipQuerySet:
        """Sharing at least one day with the range; `ends_on` is the first day outside."""
        rows = self.from_day(starts_on)
        return rows if ends_on is None else rows.filter(starts_on__lt=ends_on)


class TeamQuerySet(models.QuerySet["Team"]):
    def active(self) -> TeamQuerySet:
        return self.filter(is_active=True)


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def agents(self) -> UserQuerySet:
        return self.filter(role="agent")
