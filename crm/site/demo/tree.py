"""Inquiry types of the demo company and what happens in each.

`share` is the relative number of new issues, `talk` the mean talk time in seconds, `solved` the
chance that a contact really ends the matter. Texts hold slots that `texts.fill` replaces.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Leaf:
    top: str
    middle: str
    name: str
    share: float
    talk: int
    solved: float
    asks: tuple[str, ...]
    answers: tuple[str, ...]


def leaves() -> tuple[Leaf, ...]:
    """All leaf types in a stable order."""
    found = []
    rows = Path(__file__).with_name("types.psv").read_text(encoding="utf-8").splitlines()
    for row in rows[1:]:
        top, middle, name, share, talk, solved, asks, answers = row.split("|")
        found.append(
            Leaf(
                top,
                middle,
                name,
                float(share),
                int(talk),
                float(solved),
                tuple(asks.split(";")),
                tuple(answers.split(";")),
            )
        )
    return tuple(found)


LEAVES = leaves()
GROWING = "회수 지연"
"""The type whose share grows in the last quarter of the demo centre's time."""
