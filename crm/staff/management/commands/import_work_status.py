"""Periods of work status out of a CSV or XLSX file, by a mapping file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from crm.core.imports.command import ImportCommand
from crm.core.imports.mapping import FileMapping
from crm.core.imports.result import Result
from crm.staff.imports.run import import_work_status
from crm.staff.imports.targets import RULES, TARGETS, check


class Command(ImportCommand):
    rules = RULES
    help = (
        "Import work status from a CSV (any encoding of UTF-8, UTF-16, CP949) or XLSX file.\n"
        "The same content again is unchanged; what a lead has corrected since is left alone.\n"
        "Exit code 0: all rows taken; 1: some rejected; 2: the mapping or the call is wrong.\n\n"
        f"Targets: {', '.join(TARGETS)}\n\n"
        "A mapping file:\n"
        '  timezone = "Asia/Seoul"\n'
        '  [columns]\n  agent = "Login"\n  status = "State"\n'
        '  started_at = "From"\n  ended_at = "To"\n'
        '  [values.status]\n  ACD = "contact"\n  ACW = "wrap_up"\n  AVAIL = "ready"\n'
        '  LUNCH = "break"\n  TRAIN = "training"\n  AUX = "away"'
    )

    def take(
        self, file: Path, mapping: FileMapping, source: str, options: dict[str, Any]
    ) -> Result:
        check(mapping)
        return import_work_status(
            file, mapping, source=source, dry_run=options["dry_run"], errors=options["errors"]
        )
