"""Reads of issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from ..models import Inquiry  # noqa: F401 - used inside the generic parameter


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def unresolved(self) -> InquiryQuerySet:
        return self.exclude(state="resolved")
