"""Reads of follow-ups."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from crm.core import clock
from crm.people.scope import scope_of

if TYPE_CHECKING:
    from crm.people.models import User

    from ..models import FollowUp  # noqa: F401 - used inside the generic parameter

#: What the tabs of the page are called in the address.
TABS = ("overdue", "today", "week", "later", "no-answer")


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def open(self) -> FollowUpQuerySet:
        return self.filter(state="open")

    def visible_to(self, user: User) -> FollowUpQuerySet:
        """Own ones of an agent, those of led or assigned teams, or all."""
        scope = scope_of(user, clock.today())
        if scope.everything:
            return self.all()
        if scope.agent_id is not None:
            return self.filter(assignee_id=scope.agent_id)
        return self.filter(team_id__in=scope.team_ids)

    def listed_for(self, user: User) -> FollowUpQuerySet:
        """The same rows in lists and counts."""
        return self.visible_to(user)

    def of_tab(self, tab: str, now: datetime) -> FollowUpQuerySet:
        """The open ones under a tab; `later` is after this week (it starts on Monday)."""
        return self.open().filter(_when(tab, now))

    def by_tab(self, now: datetime) -> dict[str, int]:
        """How many stand under each tab, in one statement."""
        counts = {tab.replace("-", "_"): models.Count("pk", filter=_when(tab, now)) for tab in TABS}
        found = self.open().order_by().aggregate(**counts)
        return {tab: found[tab.replace("-", "_")] for tab in TABS}


def _when(tab: str, now: datetime) -> Q:
    from ..models import FollowUpAttempt  # the models are built on this module

    today = clock.local_day(now)
    tonight = clock.day_bounds(today)[1]
    week_ends = clock.day_bounds(today + timedelta(days=7 - today.isoweekday()))[1]
    if tab == "no-answer":
        tried = FollowUpAttempt.objects.filter(follow_up=OuterRef("pk"), outcome="no_answer")
        return Q(Exists(tried))
    return {
        "overdue": Q(due_at__lt=now),
        "today": Q(due_at__gte=now, due_at__lt=tonight),
        "week": Q(due_at__gte=tonight, due_at__lt=week_ends),
        "later": Q(due_at__gte=max(tonight, week_ends)),
    }[tab]
