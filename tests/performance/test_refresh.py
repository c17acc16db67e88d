"""Working off marks leaves exactly what a rebuild would."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from crm.people.models import User
from interactions.models import Consultation
from interactions.signals import consultation_changed
from performance.models import AgentDay, DirtyMark, MeasureState
from performance.rollups import fingerprints
from performance.rollups.refresh import refresh

from .golden import write_log
from .records import contact, count_everything, day, figure, follow_up, issue
from .stored import assert_as_rebuilt, cells


def test_it_works(ann: User, otto: User) -> None:
    write_log(ann, otto)
    issue(day(3), opened_agent=ann, response_agent=otto, is_answered=True, first_response_seconds=9)
    follow_up(contact(day(1), agent=ann), otto, kept=True)
    count_everything()
    assert DirtyMark.objects.count() == 0
    assert all(cells().values())
    assert_as_rebuilt()


def test_a_moved_record_leaves_its_old_cell(ann: User, otto: User) -> None:
    made = contact(day(0), agent=ann, talk_seconds=60)
    count_everything()
    before = copy.copy(made)
    made.agent = otto
    made.save()
    consultation_changed.send(Consultation, before=before, after=made)
    assert refresh().slices == 1
    assert [cell.agent_id for cell in AgentDay.objects.all()] == [otto.pk]
    assert_as_rebuilt()


def test_an_excluded_record_leaves_no_cell(ann: User) -> None:
    made = contact(day(0), agent=ann)
    count_everything()
    Consultation.objects.update(exclusion="spam")
    consultation_changed.send(Consultation, before=made, after=made)
    refresh()
    assert cells() == {name: [] for name in cells()}


def test_many_agents_of_one_day_are_counted_together(ann: User, otto: User) -> None:
    for agent in (ann, otto, None, ann):
        contact(day(0), agent=agent)
    count_everything()
    assert sorted(AgentDay.objects.values_list("agent_id", "handled")) == sorted(
        [(ann.pk, 2), (otto.pk, 1), (0, 1)]
    )


def test_a_refresh_that_fails_gives_its_marks_back(
    ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact(day(0), agent=ann)
    monkeypatch.setattr("performance.rollups.refresh.recount", _broken)
    with pytest.raises(RuntimeError):
        count_everything()
    assert DirtyMark.objects.count() == 1
    assert figure("handled").value == 0


def _broken(*args: Any) -> int:
    raise RuntimeError


def test_a_new_centre_follows_todays_definitions(db: None) -> None:
    refresh()
    assert fingerprints.stale() == []
    MeasureState.objects.filter(measure="handled").update(fingerprint="another")
    MeasureState.objects.filter(measure="reply").delete()
    assert fingerprints.stale() == ["handled", "reply"]
