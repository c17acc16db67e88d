"""Reads of FAQ entries."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Q, Value, When

from crm.core import search
from crm.people.roles import Right, holds

if TYPE_CHECKING:
    from crm.people.models import User

    from ..models import FaqEntry  # noqa: F401 - used inside the generic parameter

MOST_FOUND = 100


class FaqQuerySet(models.QuerySet["FaqEntry"]):
    def visible_to(self, user: User) -> FaqQuerySet:
        """Published entries; who writes them sees drafts and retired ones too."""
        return self.all() if holds(user, Right.FAQ_WRITE) else self.filter(state="published")

    def listed_for(self, user: User) -> FaqQuerySet:
        return self.visible_to(user)

    def published(self) -> FaqQuerySet:
        return self.filter(state="published")

    def answering(self, words: str) -> FaqQuerySet:
        """What fits the words, the best first; not every word has to occur."""
        keys = search.best("faq", words, limit=MOST_FOUND)
        if not keys:
            return self.none()
        places = [When(pk=key, then=Value(place)) for place, key in enumerate(keys)]
        return self.filter(pk__in=keys).order_by(Case(*places), "pk")

    def about(self, type_ids: Collection[int]) -> FaqQuerySet:
        return self.filter(type__in=type_ids)

    def with_draft(self) -> FaqQuerySet:
        return self.filter(Q(state="draft") | ~Q(draft_body=""))

    def review_due(self, day: date) -> FaqQuerySet:
        return self.filter(review_on__lte=day)
