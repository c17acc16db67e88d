"""The centre's time zone: given once, stored with the first migration, then the stored one counts."""

from __future__ import annotations

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from crm.core.models import Centre

DEFAULT = "Asia/Seoul"


def store_time_zone(*, using: str = DEFAULT_DB_ALIAS) -> Centre:
    """Makes the centre's one row where there is none."""
    zone = settings.CENTRE_TIME_ZONE or DEFAULT
    return Centre.objects.using(using).get_or_create(id=1, defaults={"time_zone": zone})[0]
