"""Reads of feedback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from crm.people.roles import AGENT, MANAGER

if TYPE_CHECKING:
    from crm.people.models import User

    from ..models import Feedback  # noqa: F401 - used inside the generic parameter


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def visible_to(self, user: User) -> FeedbackQuerySet:
        """Only the two it is between: the author, and the agent once it is sent."""
        if user.role == MANAGER:
            return self.filter(author_id=user.pk)
        if user.role == AGENT:
            return self.filter(~Q(state="draft"), agent_id=user.pk)
        return self.none()

    def listed_for(self, user: User) -> FeedbackQuerySet:
        return self.visible_to(user)

    def drafts(self) -> FeedbackQuerySet:
        return self.filter(state="draft")

    def waiting_for_agent(self) -> FeedbackQuerySet:
        """The agent's turn: unread, or a dispute that was answered."""
        return self.filter(state__in=["sent", "answered"])

    def waiting_for_author(self) -> FeedbackQuerySet:
        return self.filter(state="disputed")

    def promised(self) -> FeedbackQuerySet:
        """Acknowledged, with a next step that has a day."""
        return self.filter(state="acknowledged", next_step_due__isnull=False)

    def with_people(self) -> FeedbackQuerySet:
        return self.select_related("agent", "author", "team")
