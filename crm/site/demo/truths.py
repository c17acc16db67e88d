"""What is planted in the demo centre, so that the product can be seen to find it.

The same constants act in the simulation and are read by tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .people import FAST_BUT_RETURNING, NEW_AGENT
from .tree import GROWING, Leaf

PROCESS_TEAM = "support-1"
PROCESS_DAYS = 42
"""Days before the end when support-1 began to announce pick-up times in advance."""

TRUTHS: dict[str, str] = {
    "fast_but_returning": f"{FAST_BUT_RETURNING} is fast, and more of the customers come back.",
    "new_agent": f"{NEW_AGENT} joined 42 days before the end and takes longer.",
    "growing_type": f"The share of {GROWING} about doubles over the last quarter.",
    "process_change": (
        f"From {PROCESS_DAYS} days before the end, {PROCESS_TEAM} announces pick-up times in "
        "advance: pick-up contacts take about 8 % longer there and fewer customers return."
    ),
    "late_callbacks": "woojin.jeon keeps about seven of ten callbacks in time, others nine.",
}
PUNCTUAL = {"woojin.jeon": 0.68}

_SUMMER = {"누수", "앱 연결"}
_WINTER = {"전원 불량", "소음"}


@dataclass(frozen=True)
class Truths:
    """Multipliers the simulation draws with; `until` is the last day of the demo centre's time."""

    until: date

    @property
    def process_start(self) -> date:
        return self.until - timedelta(days=PROCESS_DAYS)

    def share(self, leaf: Leaf, day: date) -> float:
        """Of a type among new issues: the season; the growing type from 90 days before the end."""
        left = (self.until - day).days
        if leaf.name == GROWING and left < 90:
            return 1.0 + 2.6 * (90 - left) / 90
        if leaf.name in _SUMMER and day.month in (6, 7, 8):
            return 1.5
        if leaf.name in _WINTER and day.month in (11, 12, 1):
            return 1.4
        return 1.0

    def _announced(self, team: str, leaf: Leaf, moment: datetime) -> bool:
        return (
            team == PROCESS_TEAM and leaf.middle == "회수" and moment.date() >= self.process_start
        )

    def pace(self, team: str, leaf: Leaf, moment: datetime) -> float:
        return 1.08 if self._announced(team, leaf, moment) else 1.0

    def care(self, team: str, leaf: Leaf, moment: datetime) -> float:
        return 1.25 if self._announced(team, leaf, moment) else 1.0

    def returning(self, team: str, leaf: Leaf, moment: datetime) -> float:
        return 0.55 if self._announced(team, leaf, moment) else 1.0
