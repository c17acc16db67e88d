"""What commands print: one document on standard output, as a table, CSV or JSON.

Everything else a command says goes to standard error, so that the document can be piped.
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

FORMATS = ("table", "csv", "json")


def as_json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2, default=_plain)


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Blank is `null`; numbers keep their full precision."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return out.getvalue().rstrip("\n")


def as_table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Columns as wide as their widest cell on a terminal; numbers to the right."""
    body = [[row.get(column) for column in columns] for row in rows]
    cells = [list(columns), *([_cell(value) or "-" for value in line] for line in body)]
    widths = [max(_width(line[n]) for line in cells) for n in range(len(columns))]
    right = [all(_is_number(line[n]) for line in body) for n in range(len(columns))]
    lines = [
        "  ".join(_padded(cell, widths[n], right[n]) for n, cell in enumerate(line)).rstrip()
        for line in cells
    ]
    return "\n".join(lines)


def render(
    wanted: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]], document: Any
) -> str:
    """The document in one of `FORMATS`; JSON may be shaped otherwise than the lines."""
    if wanted == "json":
        return as_json(document)
    return as_csv(columns, rows) if wanted == "csv" else as_table(columns, rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(_plain(value)) if isinstance(value, date | datetime) else str(value)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _width(text: str) -> int:
    """Hangul and Hanja take two columns of a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int, right: bool) -> str:
    blank = " " * (width - _width(text))
    return blank + text if right else text + blank
