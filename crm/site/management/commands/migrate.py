"""`migrate`, one at a time: several machines of one centre may be upgraded at once."""

from __future__ import annotations

from typing import Any

from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import connections

from crm.site.starting import CannotStart, check_start

LOCK = 7_205_759_401  # an arbitrary number that is this lock's name


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        alias = options["database"]
        with connections.create_connection(alias).temporary_connection() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            super().handle(*args, **options)
        try:
            check_start(using=alias)
        except CannotStart as error:
            raise CommandError(str(error)) from None
