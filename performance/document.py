"""The answer to a question for figures, as programs read it: by command and by API alike."""

from __future__ import annotations

from typing import Any

from . import figures
from .dimensions import SPANS, Key
from .figures import Figure, Row
from .questions import Question

#: What is said of a figure, in this order.
FIGURE = (
    *("value", "numerator", "denominator", "n", "low", "high"),
    *("provisional", "final_until", "reason"),
)


def answer(question: Question) -> list[Row]:
    """The rows in which something counts; without a breakdown the one row in any case."""
    rows = figures.read(question.piece, question.kpis, question.by)
    return [row for row in rows if not question.by or any(map(_counts, row.figures.values()))]


def _counts(figure: Figure) -> bool:
    """Also where everything there is waits for its days to be final."""
    return figure.n > 0 or figure.reason == figures.NOT_FINAL


def columns(question: Question) -> list[str]:
    """What each line begins with: the codes of its dimensions, then their names."""
    return [*question.by, *(f"{name}_name" for name in question.by)]


def document(question: Question) -> dict[str, Any]:
    """All rows with their figures by KPI."""
    return {"rows": [_row(row) for row in answer(question)]}


def lines(question: Question) -> list[dict[str, Any]]:
    """One line a row and KPI."""
    return [
        _keys(row) | {"kpi": kpi} | _figure(one)
        for row in answer(question)
        for kpi, one in row.figures.items()
    ]


def _row(row: Row) -> dict[str, Any]:
    return _keys(row) | {"kpis": {kpi: _figure(one) for kpi, one in row.figures.items()}}


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
    return {name: getattr(figure, name) for name in FIGURE}
