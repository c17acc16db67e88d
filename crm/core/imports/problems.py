"""What is wrong: with a value, with the mapping file, with the file itself."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ..spreadsheets import escaped
from .cells import text_of

Words = str | Promise


class Unreadable(ValueError):
    """A value that cannot be taken; the message says why, in words."""

    def __init__(self, reason: Words) -> None:
        super().__init__(str(reason))
        self.reason = reason


class FileProblem(Exception):
    """The file cannot be read at all."""


class MappingProblem(Exception):
    """The mapping file is wrong; every mistake is listed."""

    def __init__(self, mistakes: Sequence[Words]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row was not taken. `row` counts as a spreadsheet does: the header is row 1."""

    row: int
    column: str
    value: str
    reason: Words


#: In every language, so that programs find them.
ERROR_COLUMNS = ("row", "column", "value", "reason")


class ErrorFile:
    """Row, column, value and reason of every problem, then the source cells; or nothing."""

    def __init__(self, path: Path | None, header: Sequence[str]) -> None:
        try:
            self._file = None if path is None else path.open("w", encoding="utf-8-sig", newline="")
        except OSError as problem:
            raise FileProblem(_("%(path)s cannot be written.") % {"path": path}) from problem
        if self._file is not None:
            self._writer = csv.writer(self._file)
            self._writer.writerow([*ERROR_COLUMNS, *header])

    def write(self, problems: Sequence[Problem], cells: Sequence[Any]) -> None:
        if self._file is None:
            return
        source = [text_of(cell) for cell in cells]
        for one in problems:
            found = [one.row, one.column, one.value, str(one.reason)]
            self._writer.writerow([harmless(text) for text in (*found, *source)])

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def harmless(text: Any) -> Any:
    """A cell that a spreadsheet would take for a formula is quoted; a number stays a number."""
    if isinstance(text, str) and not _is_number(text):
        return escaped(text)
    return text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
