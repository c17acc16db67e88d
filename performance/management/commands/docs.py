"""Writes the pages that are generated from the code, or says which are out of date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from performance.kpis.page import page


class Command(BaseCommand):
    help = (
        "Write docs/kpis.md from the KPI catalogue, in both languages. With --check nothing is "
        "written: exit code 1 when it is out of date."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare, do not write")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "kpis.md"
        wanted = page()
        if path.exists() and path.read_text(encoding="utf-8") == wanted:
            return
        if options["check"]:
            raise CommandError(f"{path.name} is out of date: run manage.py docs", returncode=1)
        path.write_text(wanted, encoding="utf-8")
        self.stderr.write(f"{path} written.")
