"""Reads of inquiry types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from ..models import InquiryType  # noqa: F401 - used inside the generic parameter


class InquiryTypeQuerySet(models.QuerySet["InquiryType"]):
    def active(self) -> InquiryTypeQuerySet:
        return self.filter(retired_on=None)
