"""What a file looks like: its mark, its head, moments, formulas kept texts, many sheets."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils.safestring import SafeString
from python_calamine import CalamineWorkbook

from crm.core.exports import files, tables
from crm.core.exports.files import csv_pieces, write_csv, write_xlsx
from crm.core.exports.tables import Table, moments, of_objects, texts

AT = datetime(2026, 11, 19, 3, 0, 5, 999, tzinfo=UTC)
ROWS = [("=1+1", AT, date(2026, 11, 19), 3), ("+82 10", None, None, None), ("안녕", AT, None, -4)]


def table(rows: Any = ROWS) -> Table:
    columns = [
        ("글", lambda row: row[0]),
        ("Moment", lambda row: tables.moment(row[1])),
        ("Day", lambda row: row[2]),
        ("@n", lambda row: row[3]),
    ]
    return of_objects(rows, columns)


@pytest.mark.django_db
def test_it_works(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    assert write_csv(table(), path) == 3
    data = path.read_bytes()
    assert data == "".join(csv_pieces(table())).encode()
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert lines == [
        ["글", "Moment", "Day", "'@n"],
        ["'=1+1", "2026-11-19 12:00:05+09:00", "2026-11-19", "3"],
        ["'+82 10", "", "", ""],
        ["안녕", "2026-11-19 12:00:05+09:00", "", "-4"],
    ]


@pytest.mark.django_db
def test_a_workbook_holds_numbers_days_and_moments(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert write_xlsx(table(), path) == 3
    lines = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert lines[0] == ["글", "Moment", "Day", "'@n"]
    assert lines[1] == ["'=1+1", datetime(2026, 11, 19, 12, 0, 5), date(2026, 11, 19), 3.0]
    assert lines[3][3] == -4.0


@pytest.mark.django_db
def test_rows_beyond_a_sheet_go_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SHEET_ROWS", 3)
    write_xlsx(table(ROWS + ROWS[:1]), tmp_path / "a.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    assert [len(book.get_sheet_by_index(n).to_python()) for n in (0, 1)] == [3, 3]


@pytest.mark.parametrize("start", [*"=+-@\t\r\n", "\uff1d", "\uff20"])
def test_nothing_runs_as_a_formula(start: str) -> None:
    line = "".join(csv_pieces(of_objects([start + "x"], [("a", str)])))
    cells = list(csv.reader(io.StringIO(line.removeprefix("\ufeff"), newline="")))
    assert cells[1] == [f"'{start}x"]
    marked = "".join(csv_pieces(of_objects([SafeString(start + "x")], [("a", lambda row: row)])))
    assert marked == line


def test_texts_are_masked_and_blanks_stay_blank() -> None:
    assert texts(["010-1234-5678로", "", None, "말"]) == ["010-****-5678로", "", "", "말"]


@pytest.mark.django_db
def test_a_moment_unknown_is_a_blank() -> None:
    assert moments([None]) == [None]
