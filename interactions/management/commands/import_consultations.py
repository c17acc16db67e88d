"""Consultations out of a CSV or XLSX file, by a mapping file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from crm.core import printing
from crm.core.imports.command import ImportCommand
from crm.core.imports.mapping import FileMapping
from crm.core.imports.result import Result
from interactions.choices import Fault
from interactions.imports.run import import_consultations
from interactions.imports.targets import RULES, TARGETS, check


class Command(ImportCommand):
    rules = RULES
    help = (
        "Import consultations from a CSV (any encoding of UTF-8, UTF-16, CP949) or XLSX file.\n"
        "The same content again is unchanged, so an import that was cut off is simply run again.\n"
        "Of several rows with one external id the last one is the record; earlier ones count as "
        "unchanged.\n"
        "Exit code 0: all rows taken; 1: some rejected; 2: the mapping or the call is wrong.\n\n"
        f"Targets: {', '.join(TARGETS)}\n\n"
        "A mapping file:\n"
        '  timezone = "Asia/Seoul"\n'
        '  [columns]\n  external_id = "Call Id"\n  started_at = ["Date", "Time"]\n'
        "  [values.answered]\n  Y = true\n  N = false\n"
        '  [formats]\n  started_at = "%%d/%%m/%%Y %%H:%%M"\n'
        '  [skip]\n  Outcome = ["PHANTOM"]\n'
        '  [defaults]\n  channel = "phone"\n  csat_scale = "1-5"\n'
        "  [create]\n  agents = true  (also teams, inquiry_types, customers)"
    )

    def take(
        self, file: Path, mapping: FileMapping, source: str, options: dict[str, Any]
    ) -> Result:
        check(mapping)
        return import_consultations(
            file,
            mapping,
            source=source,
            dry_run=options["dry_run"],
            errors=options["errors"],
            tell=self._tell,
        )

    def _tell(self, rows: int) -> None:
        self.stderr.write(_("%(n)s rows read") % {"n": rows})

    def rendered(self, result: Result, style: str) -> str:
        lines = [{"count": key, "rows": n} for key, n in result.counts().items()]
        words = {str(key): str(label) for key, label in Fault.choices if style == "table"}
        document = result.as_dict()
        lines += [
            {"count": f"left_out: {words.get(key, key)}", "rows": n}
            for key, n in document["left_out"].items()
        ]
        return printing.render(style, ["count", "rows"], lines, document)
