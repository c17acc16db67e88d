"""What customers of the demo centre answered: the survey's questions, and notes from the desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random

from crm.core import clock
from crm.core.rows import copy_objects
from interactions.models import Consultation, SurveyAnswer
from interactions.services.answers import DESK, NO, STILL_OPEN, SURVEY, YES

from .simulate import Contact

ASKED_AFTER = timedelta(minutes=20)
#: Answers to the other questions, by the satisfaction they go with.
NPS = {5: (10, 10, 9, 9, 8), 4: (9, 8, 8, 7, 6), 3: (7, 6, 5, 5), 2: (5, 4, 3), 1: (3, 1, 0)}
CES = {5: (7, 7, 6, 6, 5), 4: (6, 6, 5, 4), 3: (5, 4, 3), 2: (4, 3, 2), 1: (3, 2, 1)}
SOLVED = {5: (YES,) * 9 + (STILL_OPEN,), 4: (YES,) * 8 + (NO, STILL_OPEN)}
NOT_SOLVED = (YES, YES, NO, NO, STILL_OPEN)


def write(contacts: Sequence[Contact], rows: Sequence[Consultation], seed: int = 0) -> None:
    """The survey of each contact that was rated, and few notes of agents, which never count."""
    rng = Random(seed)
    answers = [
        answer
        for contact, row in zip(contacts, rows, strict=True)
        for answer in _answers(contact, row, rng)
    ]
    copy_objects(SurveyAnswer, answers)


def _answers(contact: Contact, row: Consultation, rng: Random) -> Iterator[SurveyAnswer]:
    rated = contact.csat
    if rated is None:
        if contact.answered and rng.random() < 0.004:
            yield _answer(row, "customer_resolved", YES, "yes-no", source=DESK)
        return
    yield _answer(row, "csat", rated, "1-5", comment=contact.comment)
    if rng.random() < 0.6:
        relational = rng.random() < 0.15
        yield _answer(row, "nps", rng.choice(NPS[rated]), "0-10", relational=relational)
    if rng.random() < 0.5:
        yield _answer(row, "ces", rng.choice(CES[rated]), "1-7")
    if rng.random() < 0.4:
        near = max(1, min(5, rated + rng.choice((-1, 0, 0, 0, 1))))
        yield _answer(row, "resolution_csat", near, "1-5")
    if rng.random() < 0.6:
        said = rng.choice(SOLVED.get(rated, NOT_SOLVED))
        yield _answer(row, "customer_resolved", said, "yes-no")


def _answer(
    row: Consultation,
    question: str,
    value: int,
    scale: str,
    *,
    source: str = SURVEY,
    comment: str = "",
    relational: bool = False,
) -> SurveyAnswer:
    at = row.ended_at + (ASKED_AFTER if source == SURVEY else timedelta())
    local = clock.local(at)
    return SurveyAnswer(
        consultation=row,
        question=question,
        value=value,
        scale=scale,
        source=source,
        is_relational=relational,
        answered_at=at,
        answered_day=local.date(),
        answered_hour=local.hour,
        comment=comment,
        counted=source == SURVEY,
    )
