"""What happens here when something below changes."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from crm.core.signals import calendar_changed

from .models import FaqEntry, InquiryType
from .services.faq import index_entries
from .services.restamping import restamp_calendar
from .services.types import branch_ids
from .signals import types_changed


@receiver(calendar_changed)
def stamp_business_time_again(**kwargs: Any) -> None:
    restamp_calendar()


@receiver(types_changed)
def find_entries_by_their_new_path(node: InquiryType, **kwargs: Any) -> None:
    """Readers find an entry by its type too, and so by the names above it."""
    entries = FaqEntry.objects.filter(type__in=branch_ids(node), version__gt=0)
    index_entries(entries.select_related("type"))
