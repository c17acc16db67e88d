"""What follows a migration: the centre's row."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from .time_zone import store_time_zone


@receiver(post_migrate, sender=apps.get_app_config("core"), dispatch_uid="site.centre")
def make_centre(*, using: str, plan: Any = None, **kwargs: Any) -> None:
    store_time_zone(using=using)
