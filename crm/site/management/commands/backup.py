"""`manage.py backup FILE`: the whole centre in one file, while it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from crm.site.backup.dump import back_up


class Command(BaseCommand):
    help = (
        "Write every table as it is now into one file (mode 0600), which `restore` takes into any "
        "PostgreSQL from 15 on. The product may go on running. Not in it: FIELD_KEYS, without "
        "which contact data cannot be read; sessions; files under DATA_DIR."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {path.absolute().parent}.")
        manifest = back_up(path, tell=lambda table, rows: self._tell(options, table, rows))
        rows = sum(facts.rows for facts in manifest.tables.values())
        size = path.stat().st_size
        self.stderr.write(f"{rows} rows of {len(manifest.tables)} tables, {size} bytes: {path}")
        self.stderr.write(
            "Keep FIELD_KEYS (DATA_DIR/secret.env where the environment does not set them) apart"
            " from this file: without them its phone numbers and e-mail addresses are lost."
        )

    def _tell(self, options: dict[str, Any], table: str, rows: int) -> None:
        if options["verbosity"] > 1:
            self.stderr.write(f"{table}: {rows}")
