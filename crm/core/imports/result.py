"""What became of a file's rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .problems import Problem

COUNTS = ("rows", "created", "updated", "unchanged", "rejected", "skipped")
SHOWN_VALUES, SHOWN_PROBLEMS = 10, 20


@dataclass
class Refusal:
    """How often a column was refused for a reason, and some of the values."""

    count: int = 0
    values: dict[str, None] = field(default_factory=dict)

    def add(self, value: str) -> None:
        self.count += 1
        if value and len(self.values) < SHOWN_VALUES:
            self.values[value[:60]] = None


@dataclass
class Result:
    """Counts of rows: rows = created + updated + unchanged + rejected + skipped.

    `left_out`: values of taken rows that are impossible, by reason.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    skipped: int = 0
    refusals: dict[tuple[str, str], Refusal] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    first: list[Problem] = field(default_factory=list)

    def refuse(self, problem: Problem) -> None:
        """Count one reason of one row."""
        key = (problem.column, str(problem.reason))
        self.refusals.setdefault(key, Refusal()).add(problem.value)

    def show(self, problems: Sequence[Problem]) -> None:
        """Keep the first problems as they come; the error file holds them all."""
        self.first += problems[: max(0, SHOWN_PROBLEMS - len(self.first))]

    def correct(self, created: int, updated: int) -> None:
        """What an earlier attempt wrote was found unchanged by this one; it was not so before."""
        self.created, self.updated = self.created + created, self.updated + updated
        self.unchanged = max(0, self.unchanged - created - updated)

    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in COUNTS}

    def as_dict(self) -> dict[str, Any]:
        return {**self.counts(), "left_out": dict(sorted(self.left_out.items()))}
