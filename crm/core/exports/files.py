"""Tables as CSV (UTF-8 with the mark spreadsheets look for) and XLSX, piece by piece."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import xlsxwriter

from ..spreadsheets import FORMULA, escaped
from .tables import Table

Format = Literal["csv", "xlsx"]
TYPES: dict[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: What a sheet takes: rows beyond go to the next one, letters of a cell beyond are cut.
SHEET_ROWS, CELL_LETTERS = 1_048_576, 32_767
Tell = Callable[[int], None]
_SIGNS = frozenset(FORMULA)


def _silent(rows: int) -> None:
    """Nobody listens."""


class _Line:
    """What the csv writer writes to: it hands the text back."""

    def write(self, text: str) -> str:
        return text


def csv_pieces(table: Table) -> Iterator[str]:
    """The head, then the lines of a piece at a time."""
    write = csv.writer(_Line()).writerow
    yield "\ufeff" + str(write(_safe(table.head)))
    for piece in table.pieces():
        yield "".join([str(write(_safe(row))) for row in piece])


def write_csv(table: Table, path: Path, tell: Tell = _silent) -> int:
    """The file; returns its rows without the head, and tells them after each piece."""
    done = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_safe(table.head))
        for piece in table.pieces():
            writer.writerows(map(_safe, piece))
            done += len(piece)
            tell(done)
    return done


def _safe(row: Sequence[Any]) -> list[Any]:
    return [escaped(cell) if isinstance(cell, str) and cell[:1] in _SIGNS else cell for cell in row]


def write_xlsx(table: Table, path: Path, tell: Tell = _silent) -> int:
    """The workbook, a row in memory at a time; `path` must lie where temporary files may be big."""
    done, room = 0, SHEET_ROWS - 1
    options = {"constant_memory": True, "tmpdir": str(path.parent), "default_date_format": DAY}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = _Sheet(book, table.head)
        for piece in table.pieces():
            for row in piece:
                if sheet.rows == room:
                    sheet = _Sheet(book, table.head)
                sheet.add(row)
            done += len(piece)
            tell(done)
    return done


DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"


class _Sheet:
    """One sheet of the workbook; `rows` without the head."""

    def __init__(self, book: Any, head: Sequence[str]) -> None:
        self._sheet = book.add_worksheet()
        self._moment = book.add_format({"num_format": MOMENT})
        self._day = book.add_format({"num_format": DAY})
        self._sheet.freeze_panes(1, 0)
        self.rows = 0
        bold = book.add_format({"bold": True})
        for column, label in enumerate(head):
            self._sheet.write_string(0, column, escaped(label), bold)

    def add(self, row: Sequence[Any]) -> None:
        self.rows += 1
        for column, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                self._sheet.write_string(self.rows, column, escaped(cell)[:CELL_LETTERS])
            elif isinstance(cell, bool):
                self._sheet.write_boolean(self.rows, column, cell)
            elif isinstance(cell, datetime):
                wall = cell.replace(tzinfo=None)
                self._sheet.write_datetime(self.rows, column, wall, self._moment)
            elif isinstance(cell, date):
                self._sheet.write_datetime(self.rows, column, cell, self._day)
            else:
                self._sheet.write_number(self.rows, column, cell)


WRITERS: dict[str, Callable[[Table, Path, Tell], int]] = {"csv": write_csv, "xlsx": write_xlsx}
