"""What the records of a figure divide into: counted and how the rest ended, or answer by answer.

Each part is a condition on the records of the figure, so that its number and the list it opens
(`?list=denominator&part=…`) are the same question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interactions.choices import Result
from interactions.models import SurveyAnswer

from . import drilldown
from .kpis.facts import CONTACT_ENDED
from .kpis.measures import MEASURES
from .kpis.measures.returns import OWN
from .kpis.measures.values import DAY_SECONDS
from .kpis.types import Kpi, Shape
from .rollups import source
from .slices import Slice

ANSWERS = "interactions.SurveyAnswer"
#: Days after which a repeat contact came, told one by one; later ones together.
DAYS_TOLD = 7
#: Values of the scales, the best first.
_SCALES = {"1-5": range(5, 0, -1), "1-10": range(10, 0, -1), "0-10": range(10, -1, -1),
           "1-7": range(7, 0, -1), "yes-no": (1, 0)}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """`where` is on the records the KPI's lists hold; `counted`: above the line."""

    code: str
    label: str
    where: Q
    counted: bool = False


def parts_of(kpi: Kpi, piece: Slice) -> list[Part]:
    """The parts a figure divides into without a rest; none where it does not divide."""
    if kpi.base_fact is not None:
        return []
    if kpi.fact.model == ANSWERS:
        return _answers(kpi, piece)
    if kpi.shape is not Shape.SHARE:
        return []
    hit = MEASURES[kpi.numerator].counts
    found = [Part("hit", _("Counted above the line"), hit, counted=True)]
    if kpi.fact is not CONTACT_ENDED:
        return [*found, Part("rest", _("The rest"), ~hit)]
    return [*found, *_ends(kpi, hit)]


def returns_of(kpi: Kpi) -> list[Part]:
    """On which day customers came back, for figures that watch for it."""
    if not _watches_returns(kpi):
        return []
    again = _again(kpi)
    found = [
        Part(f"day-{day}", ngettext("%(n)s day later", "%(n)s days later", day) % {"n": day},
             again & _within(day - 1, day))
        for day in range(1, DAYS_TOLD + 1)
    ]  # fmt: skip
    found[0] = Part("day-1", _("within a day"), again & Q(next_seconds__lte=DAY_SECONDS))
    later = again & Q(next_seconds__gt=DAYS_TOLD * DAY_SECONDS)
    return [*found, Part("later", _("later"), later)]


def part_of(kpi: Kpi, piece: Slice, list_name: str, code: str) -> Part | None:
    """The part a list is kept to; only that of the denominator divides."""
    if not code or list_name != "denominator":
        return None
    parts = (*parts_of(kpi, piece), *returns_of(kpi))
    return next((part for part in parts if part.code == code), None)


def sizes(piece: Slice, kpi: Kpi, parts: Sequence[Part]) -> dict[str, int]:
    """How many records each part holds, in one query."""
    rows = drilldown.records(piece, kpi.id, "denominator").order_by()
    counts = {f"n{i}": Count("pk", filter=part.where) for i, part in enumerate(parts)}
    found = rows.aggregate(**counts)
    return {part.code: int(found[f"n{i}"] or 0) for i, part in enumerate(parts)}


def _ends(kpi: Kpi, hit: Q) -> list[Part]:
    """How contacts ended that are not above the line; a repeat contact decides before the word."""
    rest, found = ~hit, []
    if _watches_returns(kpi):
        again = _again(kpi)
        found.append(Part("again", _("Came back within the window"), rest & again))
        rest &= ~again
    for result in Result:
        found.append(Part(f"result-{result.value}", str(result.label), rest & Q(result=result)))
    return [*found, Part("unknown", _("Result unknown"), rest & Q(result__isnull=True))]


def _watches_returns(kpi: Kpi) -> bool:
    return kpi.fact is CONTACT_ENDED and kpi.window is not None


def _again(kpi: Kpi) -> Q:
    window = kpi.window * DAY_SECONDS if isinstance(kpi.window, int) else OWN
    return Q(next_seconds__lte=window)


def _within(first: int, last: int) -> Q:
    return Q(next_seconds__gt=first * DAY_SECONDS, next_seconds__lte=last * DAY_SECONDS)


def _answers(kpi: Kpi, piece: Slice) -> list[Part]:
    """One part for each answer on the scale, where all were given on one scale."""
    base = MEASURES[kpi.base]
    where = kpi.fact.where & base.counts & piece.resolved().records(kpi.fact)
    answers = source.records(kpi.fact).filter(where)
    scales = list(answers.values_list("scale", flat=True).distinct()[:2])
    if len(scales) != 1 or scales[0] not in _SCALES:
        return []
    found = []
    for value in _SCALES[scales[0]]:
        same = SurveyAnswer.objects.filter(kpi.fact.where & base.counts, value=value)
        label = _yes_or_no(value) if scales[0] == "yes-no" else str(value)
        found.append(Part(f"answer-{value}", label, Q(pk__in=same.values("consultation_id"))))
    return found


def _yes_or_no(value: int) -> str:
    return _("yes") if value else _("no")
