"""What must hold before anybody is served; the sentence of an error is for the operator."""

from __future__ import annotations

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from . import seeding
from .time_zone import OtherTimeZone, check_time_zone, has_centre_table


class CannotStart(Exception):
    """Said as it is, in one line."""


def check_start(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Refuses a zone that is not the stored one, and in production the demo's public passwords."""
    if not has_centre_table(using=using):
        return
    try:
        check_time_zone(using=using)
    except OtherTimeZone as error:
        raise CannotStart(str(error)) from None
    if settings.PRODUCTION and (seeding.is_finished() or seeding.is_unfinished()):
        raise CannotStart(
            "This database holds the demo centre, whose passwords everybody knows:"
            " production needs a database of its own in DATABASE_URL."
        )
