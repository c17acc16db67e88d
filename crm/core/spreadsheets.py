"""Cells that leave for a spreadsheet."""

from __future__ import annotations

#: A text that begins with one of these would run as a formula; the wide ones do in Korean settings.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def escaped(text: str) -> str:
    """A text that a spreadsheet would take for a formula stays a text."""
    return f"'{text}" if text.startswith(FORMULA) else text
