"""`manage.py restore FILE`: the centre as a backup holds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from crm.site.backup.archive import BadBackup
from crm.site.backup.restore import bring_back


class Command(BaseCommand):
    help = (
        "Take a file of `backup` into this database, then bring it up to this version. All of it "
        "or nothing. Stop the product first. Exit code 1: refused, nothing was changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="also where the centre has data, which is lost"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        def tell(table: str, rows: int) -> None:
            if options["verbosity"] > 1:
                self.stderr.write(f"{table}: {rows}")

        try:
            manifest = bring_back(options["file"], replace=options["replace"], tell=tell)
        except BadBackup as problem:
            raise CommandError(str(problem)) from None
        rows = sum(facts.rows for facts in manifest.tables.values())
        self.stderr.write(f"{rows} rows as of {manifest.made_at}.")
