"""What a customer answered about a contact, and which answer of a question counts.

Valid is an answer on its scale. One answer a contact and question counts, survey before API before
import; what the agent who handled the contact typed is shown and never counted (KPI.md §2).
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from crm.core import audit, clock
from crm.people.models import User

from ..models import Consultation, SurveyAnswer
from ..signals import consultation_changed, slices_changed
from .touched import of_answer

SCALES: dict[str, tuple[int, int]] = {
    "1-5": (1, 5),
    "1-10": (1, 10),
    "0-10": (0, 10),
    "1-7": (1, 7),
    "yes-no": (0, 2),
}
#: Values of `customer_resolved` on the scale yes-no.
NO, YES, STILL_OPEN = 0, 1, 2
SCALES_OF: dict[str, frozenset[str]] = {
    "csat": frozenset({"1-5", "1-10"}),
    "resolution_csat": frozenset({"1-5", "1-10"}),
    "nps": frozenset({"0-10"}),
    "ces": frozenset({"1-7"}),
    "customer_resolved": frozenset({"yes-no"}),
}
#: Typed at the desk: by the agent who handled the contact, or by somebody else.
SURVEY, API, DESK, COLLEAGUE = "survey", "api", "desk", "desk-other"
_RANK = {SURVEY: 0, API: 1, COLLEAGUE: 3}
_IMPORT_RANK = 2


@dataclass(frozen=True)
class Given:
    """One answer as somebody states it."""

    question: str
    value: int
    scale: str


class NotOnScale(ValueError):
    """The value does not exist on that scale, or the question is not asked on it."""


def is_valid(question: str, value: int, scale: str) -> bool:
    low, high = SCALES.get(scale, (1, 0))
    return scale in SCALES_OF.get(question, frozenset()) and low <= value <= high


def rank(source: str) -> int | None:
    """Smaller counts first; `None` never counts. Every other source is an import."""
    return None if source == DESK else _RANK.get(source, _IMPORT_RANK)


def counted_one(sources: Iterable[tuple[int, str]]) -> int | None:
    """Which of one question's answers (id, source) counts: the best source, then the oldest."""
    ranked = [(found, key) for key, source in sources if (found := rank(source)) is not None]
    return min(ranked)[1] if ranked else None


@transaction.atomic
def record_answer(
    actor: User | None,
    *,
    consultation: Consultation,
    question: str,
    value: int,
    scale: str,
    source: str,
    answered_at: datetime | None = None,
    is_relational: bool = False,
    comment: str = "",
) -> SurveyAnswer:
    """Write or correct the answer of one source; a blank time is the contact's end."""
    if not is_valid(question, value, scale):
        raise NotOnScale(f"{value} is not on {scale} for {question}")
    held = Consultation.objects.select_for_update().get(pk=consultation.pk)
    at = answered_at or held.ended_at
    known = SurveyAnswer.objects.filter(consultation=held, question=question)
    old = known.filter(source=source).first()
    answer = old or SurveyAnswer(consultation=held, question=question, source=source)
    before, was_on = (_spoken(answer), answer.answered_day) if old else ({}, None)
    answer.value, answer.scale, answer.comment = value, scale, comment
    answer.is_relational, answer.answered_at = is_relational, at
    answer.answered_day, answer.answered_hour = clock.local_day(at), clock.local_hour(at)
    answer.counted = bool(old and old.counted)
    answer.save()
    _count_again(answer)
    changes = audit.diff(before, _spoken(answer))
    audit.record(actor, "consultation.answered", held, changes=changes, label=held.number)
    consultation_changed.send(sender=Consultation, before=copy.copy(held), after=held)
    if was_on is not None and was_on != answer.answered_day:
        gone = of_answer(was_on, held.team_id, held.agent_id)
        slices_changed.send(sender=SurveyAnswer, slices=gone)
    return answer


@transaction.atomic
def note_answers(actor: User | None, *, consultation: Consultation, given: Sequence[Given]) -> None:
    """What was typed at the desk becomes exactly this. The agent's own notes never count."""
    source = desk_source(actor, consultation)
    known = {
        one.question: one
        for one in SurveyAnswer.objects.filter(consultation=consultation, source=source)
    }
    for one in given:
        before = known.pop(one.question, None)
        if before is None or (before.value, before.scale) != (one.value, one.scale):
            record_answer(
                actor,
                consultation=consultation,
                question=one.question,
                value=one.value,
                scale=one.scale,
                source=source,
            )
    for gone in known.values():
        _take_back(actor, consultation, gone)


def desk_source(actor: User | None, consultation: Consultation) -> str:
    handled = actor is None or actor.pk == consultation.agent_id
    return DESK if handled else COLLEAGUE


def _take_back(actor: User | None, consultation: Consultation, answer: SurveyAnswer) -> None:
    slices = of_answer(answer.answered_day, consultation.team_id, consultation.agent_id)
    changes = audit.diff(_spoken(answer), {})
    answer.delete()
    _count_again(answer)
    audit.record(
        actor, "consultation.answered", consultation, changes=changes, label=consultation.number
    )
    consultation_changed.send(
        sender=Consultation, before=copy.copy(consultation), after=consultation
    )
    slices_changed.send(sender=SurveyAnswer, slices=slices)


def _count_again(answer: SurveyAnswer) -> None:
    """One counted row a question at any moment: the constraint holds, so uncount first."""
    known = SurveyAnswer.objects.filter(
        consultation_id=answer.consultation_id, question=answer.question
    )
    best = counted_one(known.values_list("pk", "source"))
    others = known.filter(counted=True)
    (others.exclude(pk=best) if best else others).update(counted=False)
    if best:
        known.filter(pk=best, counted=False).update(counted=True)
    answer.counted = answer.pk == best


def _spoken(answer: SurveyAnswer) -> dict[str, object]:
    return {f"answer_{answer.question}": f"{answer.value} ({answer.scale})"}
