"""Reads of FAQ entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from crm.people.roles import Right, holds

if TYPE_CHECKING:
    from crm.people.models import User

    from ..models import FaqEntry  # noqa: F401 - used inside the generic parameter


class FaqQuerySet(models.QuerySet["FaqEntry"]):
    def visible_to(self, user: User) -> FaqQuerySet:
        """Published entries; who writes them sees drafts and retired ones too."""
        return self.all() if holds(user, Right.FAQ_WRITE) else self.filter(state="published")

    listed_for = visible_to
