"""Files as headers and rows: encodings, delimiters, workbooks, broken bytes."""

from __future__ import annotations

from datetime import date, time

import pytest
import xlsxwriter

from crm.core.imports import reading
from crm.core.imports.problems import FileProblem
from crm.core.imports.reading import detect_encoding, open_source

TEXT = "이름,값\n홍길동,1\n\n김서연,2\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "euc-kr", "utf-16"])
def test_encodings_are_detected(tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode(encoding))
    source = open_source(path)
    assert source.header == ["이름", "값"]
    assert list(source.rows) == [(2, ["홍길동", "1"]), (4, ["김서연", "2"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_are_detected(tmp_path, delimiter):
    path = tmp_path / "a.csv"
    path.write_text(TEXT.replace(",", delimiter), encoding="utf-8")
    assert open_source(path).header == ["이름", "값"]


def test_a_broken_byte_does_not_spoil_the_encoding(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode() + b"\xff\xfe,3\n" + "박,4\n".encode() * 50)
    assert detect_encoding(path) == "utf-8"


def test_cells_may_hold_line_breaks(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('a,b\n"one\ntwo",2\n', encoding="utf-8")
    assert list(open_source(path).rows) == [(2, ["one\ntwo", "2"])]


def test_pieces_have_a_size(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a\n" + "1\n" * 25, encoding="utf-8")
    assert [len(piece) for piece in open_source(path).pieces(10)] == [10, 10, 5]


def test_a_workbook_gives_dates_and_times(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["날짜", "시각", "수"])
    sheet.write_number(1, 0, 44197, book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_number(1, 1, 0.5, book.add_format({"num_format": "hh:mm:ss"}))
    sheet.write_number(1, 2, 12)
    book.close()
    source = open_source(path)
    assert source.header == ["날짜", "시각", "수"]
    assert list(source.rows) == [(2, [date(2021, 1, 1), time(12), 12.0])]


@pytest.mark.parametrize("content", [None, b"", b"\n\n"])
def test_no_file_or_an_empty_one(tmp_path, content):
    path = tmp_path / "a.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileProblem):
        open_source(path)


def test_a_broken_workbook(tmp_path):
    import zipfile

    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "no sheet")
    with pytest.raises(FileProblem):
        open_source(path)


def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_row(0, 0, ["a" * 5000])
    monkeypatch.setattr(reading, "MOST_UNPACKED", 4000)
    with pytest.raises(FileProblem, match=r"CSV"):
        open_source(path)


def test_what_is_no_table_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\x89PNG\x1a\0\0IHDR\0,\n1,2\n")
    with pytest.raises(FileProblem):
        open_source(path)
