"""`migrate`, one at a time: several machines of one centre may be upgraded at once."""

from __future__ import annotations

from typing import Any

from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import connections

from crm.site.time_zone import OtherTimeZone, check_time_zone, has_centre_table

LOCK = 7_205_759_401  # an arbitrary number that is this lock's name


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        alias = options["database"]
        with connections.create_connection(alias).temporary_connection() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            super().handle(*args, **options)
        if not has_centre_table(using=alias):
            return
        try:
            check_time_zone(using=alias)
        except OtherTimeZone as error:
            raise CommandError(str(error)) from None
