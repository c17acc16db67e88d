"""One answer of a question counts: survey before API before import, the desk's never."""

from __future__ import annotations

import pytest

from crm.core import clock
from crm.people.models import User
from interactions.models import Consultation, SurveyAnswer
from interactions.services.answers import NotOnScale, record_answer
from interactions.services.consultations import log_consultation
from interactions.services.entries import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(ann: User) -> Consultation:
    return log_consultation(ann, entry=Entry("phone", clock.now(), result="resolved"))


def answer(record: Consultation, source: str, value: int = 5) -> SurveyAnswer:
    return record_answer(
        None, consultation=record, question="csat", value=value, scale="1-5", source=source
    )


def test_it_works(record: Consultation) -> None:
    assert answer(record, "crm-export").counted
    assert answer(record, "api").counted
    assert answer(record, "survey", 2).counted
    assert not answer(record, "desk").counted
    counted = SurveyAnswer.objects.counted().get()
    assert (counted.source, counted.value, counted.answered_at) == ("survey", 2, record.ended_at)


def test_a_source_corrects_its_own_answer(record: Consultation) -> None:
    answer(record, "survey", 2)
    answer(record, "survey", 3)
    assert SurveyAnswer.objects.get().value == 3


def test_a_value_off_the_scale_is_refused(record: Consultation) -> None:
    with pytest.raises(NotOnScale):
        answer(record, "survey", 6)
    with pytest.raises(NotOnScale):
        record_answer(
            None, consultation=record, question="nps", value=3, scale="1-5", source="survey"
        )
