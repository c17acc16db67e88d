"""Opening a CSV or XLSX file as a header and rows, a piece at a time."""

from __future__ import annotations

import codecs
import csv
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from .cells import text_of
from .problems import FileProblem

Numbered = tuple[int, Sequence[Any]]
_BLOCK = 1 << 20
_LONGEST_CELL = 10_000_000
#: A workbook is unpacked in memory: one that would grow beyond this (bytes) is refused.
MOST_UNPACKED = 1 << 30
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: What a byte that no encoding explains becomes; a row that holds one is not taken.
UNREADABLE = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Source:
    """A file's header and its rows with their numbers; blank rows are left out, the header is 1."""

    header: list[str]
    rows: Iterator[Numbered]

    def pieces(self, size: int) -> Iterator[list[Numbered]]:
        while piece := list(islice(self.rows, size)):
            yield piece


def open_source(path: Path) -> Source:
    """The file's first sheet, or its lines; raises `FileProblem`."""
    if not path.is_file():
        raise FileProblem(_("There is no file %(path)s.") % {"path": path})
    rows = _sheet_rows(path) if zipfile.is_zipfile(path) else _lines(path)
    for cells in rows:
        header = [text_of(cell) for cell in cells]
        if any("\0" in name for name in header):
            raise FileProblem(_("%(path)s cannot be read as CSV.") % {"path": path.name})
        if any(header):
            return Source(header, _numbered(rows))
    raise FileProblem(_("%(path)s is empty.") % {"path": path.name})


def _numbered(rows: Iterator[Sequence[Any]]) -> Iterator[Numbered]:
    for number, cells in enumerate(rows, start=2):
        if any(cells) or any(cell not in ("", None) for cell in cells):
            yield number, cells


def _sheet_rows(path: Path) -> Iterator[Sequence[Any]]:
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > MOST_UNPACKED:
            message = _("%(path)s is too large a workbook; save it as CSV.") % {"path": path.name}
            raise FileProblem(message)
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    except (CalamineError, OSError, zipfile.BadZipFile) as problem:
        message = _("%(path)s cannot be read as a workbook.") % {"path": path.name}
        raise FileProblem(message) from problem
    yield from sheet.iter_rows()


def _lines(path: Path) -> Iterator[Sequence[Any]]:
    encoding = detect_encoding(path)
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        delimiter = _delimiter(file.readline(_BLOCK))
        file.seek(0)
        try:
            yield from csv.reader(file, delimiter=delimiter)
        except csv.Error as problem:
            message = _("%(path)s cannot be read as CSV.") % {"path": path.name}
            raise FileProblem(message) from problem


def _delimiter(first_line: str) -> str:
    return max(",;\t|", key=first_line.count)


def detect_encoding(path: Path) -> str:
    """By its mark, else UTF-8 where every byte fits, else CP949; a broken byte spoils neither.

    Where neither fits, the one with fewer bytes that it cannot explain.
    """
    with path.open("rb") as file:
        start = file.read(4)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    broken = {encoding: _broken_bytes(path, encoding) for encoding in ("utf-8", "cp949")}
    return min(broken, key=lambda encoding: broken[encoding])


def _broken_bytes(path: Path, encoding: str) -> int:
    decoder, count = codecs.getincrementaldecoder(encoding)(errors="replace"), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            count += decoder.decode(block).count(UNREADABLE)
    return count + decoder.decode(b"", final=True).count(UNREADABLE)
