"""Figures of any days, broken down by any dimension, for people and programs."""

from __future__ import annotations

from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from crm.core import printing
from performance import figures
from performance.dimensions import DIMENSIONS, SPANS, Key
from performance.figures import Figure, Row
from performance.kpis.catalogue import KPIS
from performance.questions import BadQuestion, Question, ask

_FIGURE = (
    *("value", "numerator", "denominator", "n", "low", "high"),
    *("provisional", "final_until", "reason"),
)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"not a day: {text!r} (write 2021-03-31)") from None


class Command(BaseCommand):
    help = (
        "Print KPI figures of the days --from to --to, both inclusive, local days of the centre.\n"
        "Durations are seconds, proportions 0 to 1. Exit code 0, or 2 for a wrong question.\n\n"
        f"KPIs: {', '.join(KPIS)}\n"
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
        rows = answer(question)
        self.stdout.write(
            printing.render(
                options["format"],
                [*columns(question), "kpi", *_FIGURE],
                [line for row in rows for line in lines(row)],
                {"rows": [document(row) for row in rows]},
            )
        )


def answer(question: Question) -> list[Row]:
    """The rows in which something counts; without a breakdown the one row in any case."""
    rows = figures.read(question.piece, question.kpis, question.by)
    return [row for row in rows if not question.by or any(map(_counts, row.figures.values()))]


def _counts(figure: Figure) -> bool:
    return figure.n > 0


def columns(question: Question) -> list[str]:
    return [*question.by, *(f"{name}_name" for name in question.by)]


def _keys(row: Row) -> dict[str, Any]:
    return {
        column: value
        for name, key in row.keys.items()
        for column, value in ((name, key.code), (f"{name}_name", _label(name, key)))
    }


def _label(name: str, key: Key) -> str | None:
    """Spans of days are their own name."""
    return str(key.code) if name in SPANS else key.name


def _figure(figure: Figure) -> dict[str, Any]:
    return {name: getattr(figure, name) for name in _FIGURE}


def document(row: Row) -> dict[str, Any]:
    return _keys(row) | {"kpis": {kpi: _figure(one) for kpi, one in row.figures.items()}}


def lines(row: Row) -> list[dict[str, Any]]:
    return [_keys(row) | {"kpi": kpi} | _figure(one) for kpi, one in row.figures.items()]
