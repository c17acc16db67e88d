"""Cells as text: dates and times become ISO, whole numbers lose `.0`, blanks are empty."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

#: A spreadsheet's day 0: a time longer than a day, shown as a date, counts from here.
DAY_ZERO = datetime(1899, 12, 31)
_FIRST_REAL_YEAR = 1902
_WHOLE = re.compile(r"-?\d+\.0+")


class Native(str):
    """Text made from cells that were dates or times: ISO already, whatever format the text has."""

    __slots__ = ()


def text_of(cell: Any) -> str:
    """One cell as text; a time or date of a spreadsheet as `Native`."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return Native(_datetime(cell))
    if isinstance(cell, timedelta):
        return Native(_clock(round(cell.total_seconds())))
    if isinstance(cell, time):
        return Native(_rounded(datetime.combine(DAY_ZERO, cell)).time().isoformat())
    if isinstance(cell, date):
        return Native(cell.isoformat())
    return "" if cell is None else str(cell).strip()


def without_point_zero(text: str) -> str:
    """`1001.0` is 1001: some tools write whole numbers so."""
    return text.split(".", 1)[0] if _WHOLE.fullmatch(text) else text


def joined(cells: Sequence[Any], separator: str) -> str:
    """Several cells as one text, blanks left out; a date and a time cell combine, in any order."""
    texts = [text for text in (text_of(cell) for cell in cells) if text]
    if texts and all(isinstance(text, Native) for text in texts):
        return Native(separator.join(sorted(texts, key=lambda text: "-" not in text)))
    return separator.join(texts)


def _datetime(cell: datetime) -> str:
    if cell.year < _FIRST_REAL_YEAR:
        return _clock(round((cell - DAY_ZERO).total_seconds()))
    return _rounded(cell).isoformat(sep=" ")


def _rounded(moment: datetime) -> datetime:
    """Spreadsheets keep times as fractions of a day; a millisecond off a second is that second."""
    whole = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    return whole if abs(whole - moment) <= timedelta(milliseconds=1) else moment


def _clock(seconds: int) -> str:
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
