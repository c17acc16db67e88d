"""Everything on the board, and a stamp that moves when anything but the running seconds does."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from .due import Agenda, agenda
from .level import Levels, levels
from .people import Group, groups
from .sight import Sight
from .waiting import Queue, queue

MINUTE = 60


@dataclass(frozen=True)
class LiveBoard:
    """The present of some teams; `at` is when it was read."""

    at: datetime
    groups: list[Group]
    queue: Queue
    agenda: Agenda
    levels: Levels

    @property
    def people(self) -> int:
        return sum(group.count for group in self.groups)

    @property
    def ready(self) -> int:
        return sum(group.count for group in self.groups if group.key == "ready")

    @property
    def stamp(self) -> str:
        """Running times go on by themselves on the page; minutes left move once a minute."""
        people = [(g.key, [(p.code, p.name, p.since, p.is_marked) for p in g.people])
                  for g in self.groups]  # fmt: skip
        waiting = [(row.record.pk, row.record.revision, row.is_over) for row in self.queue.rows]
        due = [(row.url, row.left // MINUTE, row.who, row.what) for row in self.agenda.rows]
        level = (self.levels.today, self.levels.recent.sample, self.levels.target)
        chart = self.levels.chart.table.rows
        counts = (self.queue.count, self.queue.over, self.agenda.late, self.agenda.soon,
                  self.agenda.today)  # fmt: skip
        whole = repr((people, waiting, due, level, chart, counts))
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


def read(sight: Sight) -> LiveBoard:
    return LiveBoard(sight.now, groups(sight), queue(sight), agenda(sight), levels(sight))
