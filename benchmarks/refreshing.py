"""Budget 6: one changed record to all its cells, against counting its agent day alone."""

from __future__ import annotations

from interactions.models import Consultation
from performance.rollups import marking
from performance.rollups.grains import AGENT_DAY, Part, recount
from performance.rollups.refresh import refresh

from .measure import Result, paired


def measure(size: int) -> list[Result]:
    refresh()
    record = (
        Consultation.objects.filter(agent__isnull=False, team__isnull=False)
        .order_by("-started_at")
        .first()
    )
    assert record is not None
    assert record.team_id is not None
    assert record.agent_id is not None
    part = Part(record.ended_day, record.ended_day, record.team_id, frozenset({record.agent_id}))

    def change() -> None:
        marking.append(marking.of_consultation(record))
        refresh()

    took, bound = paired(change, lambda: recount(AGENT_DAY, part))
    what = "one changed record to all its cells, against a recount of its agent day"
    return [Result(6, what, size, took, bound, 8.0)]
