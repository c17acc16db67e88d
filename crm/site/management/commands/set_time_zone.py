"""Changes the centre's time zone, while nothing has happened in it."""

from __future__ import annotations

from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser

from crm.site.time_zone import CannotChange, change_time_zone


class Command(BaseCommand):
    help = "Set the time zone of a centre without records, for example Asia/Seoul."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("zone", help="An IANA name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            change_time_zone(options["zone"])
        except CannotChange as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"The centre keeps time in {options['zone']}.")
