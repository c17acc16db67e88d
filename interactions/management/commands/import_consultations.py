"""Consultations out of a CSV or XLSX file, by a mapping file."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from crm.core import clock, printing
from crm.core.imports.mapping import read_mapping
from crm.core.imports.problems import FileProblem, MappingProblem
from interactions.choices import Fault
from interactions.imports.result import Result
from interactions.imports.run import import_consultations
from interactions.imports.targets import RULES, TARGETS, check
from interactions.services.consultations import DESK

_SOURCE_LENGTH = 40


class Command(BaseCommand):
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

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        kwargs.setdefault("formatter_class", RawDescriptionHelpFormatter)
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV or XLSX")
        parser.add_argument("--mapping", type=Path, required=True, help="TOML")
        parser.add_argument("--dry-run", action="store_true", help="count, and write nothing")
        parser.add_argument("--errors", type=Path, help="write the rejected rows to this CSV file")
        parser.add_argument("--source", default="import", help="the system the file comes from")
        parser.add_argument("--format", choices=printing.FORMATS, default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = self._run(options)
        except (FileProblem, MappingProblem) as problem:
            raise CommandError(str(problem), returncode=2) from problem
        self.stdout.write(self._rendered(result, options["format"]))
        if result.rejected:
            self._list_refusals(result)
            raise SystemExit(1)

    def _run(self, options: dict[str, Any]) -> Result:
        source = options["source"].strip()
        if not source or len(source) > _SOURCE_LENGTH or source == DESK:
            raise FileProblem(
                _("--source needs a name of 1 to %(n)s characters, other than “%(desk)s”.")
                % {"n": _SOURCE_LENGTH, "desk": DESK}
            )
        mapping = read_mapping(options["mapping"], RULES, zone=clock.zone())
        check(mapping)
        return import_consultations(
            options["file"],
            mapping,
            source=source,
            dry_run=options["dry_run"],
            errors=options["errors"],
            tell=self._tell,
        )

    def _tell(self, rows: int) -> None:
        self.stderr.write(_("%(n)s rows read") % {"n": rows})

    def _list_refusals(self, result: Result) -> None:
        """Each reason once, with how often it came and some of the values."""
        for (column, reason), refusal in result.refusals.items():
            values = ", ".join(refusal.values)
            where = f"{column}: " if column else ""
            self.stderr.write(f"{refusal.count} × {where}{reason} {values}".rstrip())

    def _rendered(self, result: Result, style: str) -> str:
        counts = result.as_dict()
        left_out = counts.pop("left_out")
        lines = [{"count": key, "rows": n} for key, n in counts.items()]
        words = {str(key): str(label) for key, label in Fault.choices if style == "table"}
        lines += [
            {"count": f"left_out: {words.get(key, key)}", "rows": n} for key, n in left_out.items()
        ]
        document = {**counts, "left_out": left_out}
        return printing.render(style, ["count", "rows"], lines, document)
