"""Periods of work status out of a CSV or XLSX file, by a mapping file."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from crm.core import clock, printing
from crm.core.imports.mapping import read_mapping
from crm.core.imports.problems import FileProblem, MappingProblem
from crm.staff.imports.run import Result, import_work_status
from crm.staff.imports.targets import RULES, TARGETS, check

_SOURCE_LENGTH = 40
#: What is set in the top bar has this source.
DESK = "desk"


class Command(BaseCommand):
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
        counts = result.as_dict()
        lines = [{"count": key, "rows": n} for key, n in counts.items()]
        self.stdout.write(printing.render(options["format"], ["count", "rows"], lines, counts))
        if result.rejected:
            for (column, reason), (count, values) in result.refusals.items():
                where = f"{column}: " if column else ""
                self.stderr.write(f"{count} × {where}{reason} {', '.join(values)}".rstrip())
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
        return import_work_status(
            options["file"],
            mapping,
            source=source,
            dry_run=options["dry_run"],
            errors=options["errors"],
        )
