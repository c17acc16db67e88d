"""What happens here when something below changes."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from crm.core.signals import calendar_changed

from .services.restamping import restamp_calendar


@receiver(calendar_changed)
def stamp_business_time_again(**kwargs: Any) -> None:
    restamp_calendar()
