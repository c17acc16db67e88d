"""Figures of any days, broken down by any dimension, for people and programs."""

from __future__ import annotations

from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from crm.core import printing
from performance.dimensions import DIMENSIONS
from performance.document import FIGURE, columns, document, lines
from performance.kpis.catalogue import BUILT_IN
from performance.questions import BadQuestion, ask


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"not a day: {text!r} (write 2021-03-31)") from None


class Command(BaseCommand):
    help = (
        "Print KPI figures of the days --from to --to, both inclusive, local days of the centre.\n"
        "Durations are seconds, proportions 0 to 1. Exit code 0, or 2 for a wrong question.\n\n"
        f"KPIs: {', '.join(BUILT_IN)}, and the centre's own (c-…)\n"
        f"Dimensions: {', '.join(DIMENSIONS)}\n"
        "Example: kpis --from 2021-01-01 --to 2021-03-31 --kpis aht,csat --by agent,month "
        "--filter channel=phone,chat --format json"
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        kwargs.setdefault("formatter_class", RawDescriptionHelpFormatter)
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="first", type=_day, required=True, help="first day")
        parser.add_argument("--to", dest="last", type=_day, required=True, help="last day")
        parser.add_argument("--kpis", help="ids joined by commas; all when left out")
        parser.add_argument("--by", help="dimensions joined by commas; one row when left out")
        parser.add_argument(
            "--filter",
            dest="filters",
            action="append",
            default=[],
            metavar="DIMENSION=VALUE,…",
            help="by code, commas mean or; may be given several times; none: nobody, no type",
        )
        parser.add_argument("--format", choices=printing.FORMATS, default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            question = ask(
                options["first"],
                options["last"],
                kpis=options["kpis"],
                by=options["by"],
                filters=options["filters"],
            )
        except BadQuestion as error:
            raise CommandError(str(error), returncode=2) from error
        style = options["format"]
        self.stdout.write(
            printing.render(
                style,
                [*columns(question), "kpi", *FIGURE],
                [] if style == "json" else lines(question),
                document(question) if style == "json" else {},
            )
        )
