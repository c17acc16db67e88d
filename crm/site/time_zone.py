"""The centre's time zone: stored with the first migration, then the stored one counts.

Every record carries the local day it belongs to, so the zone can change only while there is none.
"""

from __future__ import annotations

from zoneinfo import available_timezones

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from crm.core import audit, clock
from crm.core.models import Centre

DEFAULT = "Asia/Seoul"
RECORDS = (
    "customers.Customer",
    "interactions.Inquiry",
    "interactions.Consultation",
    "people.WorkStatus",
)


class OtherTimeZone(Exception):
    """TIME_ZONE and the centre disagree; the text names the way out."""


class CannotChange(Exception):
    """The zone stays as it is; the text says why."""


def store_time_zone(*, using: str = DEFAULT_DB_ALIAS) -> Centre:
    """Makes the centre's one row where there is none."""
    zone = settings.CENTRE_TIME_ZONE or DEFAULT
    return Centre.objects.using(using).get_or_create(id=1, defaults={"time_zone": zone})[0]


def has_centre_table(*, using: str = DEFAULT_DB_ALIAS) -> bool:
    """False before the first migration, and after a migration back to nothing."""
    return Centre._meta.db_table in connections[using].introspection.table_names()


def check_time_zone(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Refuses a TIME_ZONE that is not the stored one: silently using either would be wrong."""
    asked = settings.CENTRE_TIME_ZONE
    stored = store_time_zone(using=using).time_zone
    if not asked or asked == stored:
        return
    way_out = (
        "unset TIME_ZONE" if has_records() else f"run manage.py set_time_zone {asked}, or unset it"
    )
    raise OtherTimeZone(f"TIME_ZONE is {asked}, but this centre keeps time in {stored}: {way_out}.")


def has_records() -> bool:
    return any(apps.get_model(name).objects.exists() for name in RECORDS)


def change_time_zone(zone: str) -> None:
    """Sets another zone while there is no record."""
    if zone not in available_timezones():
        raise CannotChange(f"{zone} is no time zone: give one such as Asia/Seoul.")
    if has_records():
        stored = store_time_zone().time_zone
        raise CannotChange(f"Records carry local days of {stored}: the zone stays.")
    centre = store_time_zone()
    with transaction.atomic():
        changes = audit.diff({"time_zone": centre.time_zone}, {"time_zone": zone})
        Centre.objects.update(time_zone=zone)
        if changes:
            audit.record(None, "centre.changed", centre, changes=changes)
    clock.forget()
