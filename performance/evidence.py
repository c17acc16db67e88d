"""The evidence of a feedback: a figure as it stood, and consultations in a few words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from crm.core import formats
from crm.core.formats import Unit
from interactions.channels import CHANNELS
from interactions.models import Consultation, SurveyAnswer

from . import figures
from .kpis.catalogue import KPIS
from .slices import Slice
from .units import Shown, shown

if TYPE_CHECKING:
    from crm.people.models import User


@dataclass(frozen=True)
class FigureNote:
    """A kept figure, ready to be shown; `url` opens its records as they are today."""

    name: str
    value: str
    interval: str
    n: int
    first: date
    last: date
    url: str


@dataclass(frozen=True)
class RecordNote:
    """A consultation in a few words: number, day, channel and length, what stood out."""

    number: str
    day: date
    words: str
    url: str


def snapshot(kpi: str, agent: User, first: date, last: date, *, author: User) -> dict[str, Any]:
    """The agent's figure of a period as it stands now, with all it takes to open it again.

    It counts what the author may count: the agent's records in the teams led.
    """
    piece = Slice(first=first, last=last, agents=frozenset({agent.pk})).clipped(author)
    figure = figures.read_one(piece, [kpi])[kpi]
    return {
        "kpi": kpi,
        "version": KPIS[kpi].version,
        "agent": agent.code,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "value": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "n": figure.n,
        "low": figure.low,
        "high": figure.high,
        "provisional": figure.provisional,
        "reason": figure.reason,
        "scale": figure.scale,
    }


def figure_note(kept: Mapping[str, Any] | None) -> FigureNote | None:
    """A kept figure in words; none for feedback that rests on records alone."""
    if not kept or kept.get("kpi") not in KPIS:
        return None
    kpi, shape = str(kept["kpi"]), shown(str(kept["kpi"]), kept.get("scale"))
    return FigureNote(
        name=str(KPIS[kpi].name),
        value=shape.text(kept["value"]),
        interval=interval_words(shape, kept.get("low"), kept.get("high")),
        n=int(kept["n"]),
        first=date.fromisoformat(kept["from"]),
        last=date.fromisoformat(kept["to"]),
        url=kpi_url(kpi, first=kept["from"], last=kept["to"], agent=kept["agent"]),
    )


def interval_words(shape: Shown, low: float | None, high: float | None) -> str:
    """`79.1–80.4%`: the unit once; nothing where there is no interval."""
    if low is None or high is None:
        return ""
    return f"{shape.digits(low)}–{shape.text(high)}"


def kpi_url(kpi: str, *, first: str, last: str, agent: str = "", team: str = "") -> str:
    """The KPI's page for a period and a scope, where its records are."""
    asked = {"from": first, "to": last, "team": team, "agent": agent}
    query = urlencode({key: value for key, value in asked.items() if value})
    try:
        return f"{reverse('performance:kpi', kwargs={'kpi': kpi})}?{query}"
    except NoReverseMatch:
        return ""


def record_notes(records: Iterable[Consultation]) -> list[RecordNote]:
    """What each record was, with its satisfaction answer; one query for the answers."""
    rows = list(records)
    found = SurveyAnswer.objects.counted().filter(consultation__in=rows, question="csat")
    answers = {answer.consultation_id: answer for answer in found}
    return [_record_note(row, answers.get(row.pk)) for row in rows]


def _record_note(record: Consultation, rating: SurveyAnswer | None) -> RecordNote:
    channel = CHANNELS.get(record.channel)
    words = [str(channel.label) if channel else record.channel]
    if record.handling_seconds is not None:
        words[0] = f"{words[0]} {formats.number(record.handling_seconds, Unit.DURATION)}"
    if record.result:
        words.append(str(record.get_result_display()))
    if rating is not None:
        words.append(_("Satisfaction %(value)s") % {"value": rating.value})
    return RecordNote(
        number=record.number,
        day=record.started_day,
        words=" · ".join(words),
        url=_record_url(record.number),
    )


def _record_url(number: str) -> str:
    try:
        return reverse("consultations:detail", kwargs={"number": number})
    except NoReverseMatch:
        return f"/consultations/{number}/"
