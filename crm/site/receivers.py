"""What follows a migration: the centre's row, and the public holidays of the years around."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from crm.core import calendar, clock

from .time_zone import has_centre_table, store_time_zone


@receiver(post_migrate, sender=apps.get_app_config("core"), dispatch_uid="site.centre")
def make_centre(*, using: str, plan: Any = None, **kwargs: Any) -> None:
    if has_centre_table(using=using):
        store_time_zone(using=using)
        calendar.load_missing_years(calendar.years_around(clock.today()))
