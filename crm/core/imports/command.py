"""What every command that imports a file has in common: its call, its report, its exit codes."""

from __future__ import annotations

from abc import abstractmethod
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from .. import clock, printing
from .mapping import FileMapping, Rules, read_mapping
from .problems import FileProblem, MappingProblem
from .result import Result

#: What is written by hand has this source; no file may claim it.
DESK = "desk"
_SOURCE_LENGTH = 40


class ImportCommand(BaseCommand):
    """Exit code 0: all rows taken; 1: some rejected; 2: the mapping or the call is wrong."""

    rules: ClassVar[Rules]

    @abstractmethod
    def take(
        self, file: Path, mapping: FileMapping, source: str, options: dict[str, Any]
    ) -> Result:
        """Import the file. Raises `FileProblem` or `MappingProblem` before anything is written."""

    def rendered(self, result: Result, style: str) -> str:
        counts = result.counts()
        lines = [{"count": key, "rows": n} for key, n in counts.items()]
        return printing.render(style, ["count", "rows"], lines, counts)

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
            source = _source(options["source"])
            mapping = read_mapping(options["mapping"], self.rules, zone=clock.zone())
            result = self.take(options["file"], mapping, source, options)
        except (FileProblem, MappingProblem) as problem:
            raise CommandError(str(problem), returncode=2) from problem
        self.stdout.write(self.rendered(result, options["format"]))
        if result.rejected:
            self._list_refusals(result)
            raise SystemExit(1)

    def _list_refusals(self, result: Result) -> None:
        """Each reason once, with how often it came and some of the values."""
        for (column, reason), refusal in result.refusals.items():
            values = ", ".join(refusal.values)
            where = f"{column}: " if column else ""
            self.stderr.write(f"{refusal.count} × {where}{reason} {values}".rstrip())


def _source(text: str) -> str:
    source = text.strip()
    if not source or len(source) > _SOURCE_LENGTH or source == DESK:
        raise FileProblem(
            _("--source needs a name of 1 to %(n)s characters, other than “%(desk)s”.")
            % {"n": _SOURCE_LENGTH, "desk": DESK}
        )
    return source
