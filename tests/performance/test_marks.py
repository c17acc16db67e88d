"""A changed record leaves marks in its transaction, for every clock and credit of both versions."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from crm.people.models import User
from interactions.models import Consultation, FollowUp, Inquiry
from interactions.signals import (
    consultation_changed,
    follow_up_changed,
    inquiries_changed,
    slices_changed,
)
from performance import tasks
from performance.models import DirtyMark

from .records import contact, day, follow_up, issue


def marked() -> set[tuple[Any, ...]]:
    return set(DirtyMark.objects.values_list("day", "team_id", "agent_id"))


def test_it_works(ann: User, otto: User) -> None:
    made = contact(day(0), agent=ann, ended_at=day(0) + timedelta(hours=20))
    after = copy.copy(made)
    after.agent = otto
    consultation_changed.send(Consultation, before=made, after=after)
    days = (made.started_day, made.ended_day)
    assert days[0] != days[1]
    assert marked() == {(day, 0, agent.pk) for day in days for agent in (ann, otto)}


def test_an_issue_is_credited_to_opener_and_replier(ann: User, otto: User) -> None:
    made = issue(day(1), opened_agent=ann, response_agent=otto)
    inquiries_changed.send(Inquiry, changes=[(None, made)])
    assert marked() == {(made.opened_day, 0, ann.pk), (made.opened_day, 0, otto.pk)}


def test_a_promise_counts_once_it_is_due(ann: User) -> None:
    made = follow_up(contact(day(0), agent=ann), ann, is_due=False, kept=None)
    follow_up_changed.send(FollowUp, before=None, after=made)
    assert marked() == set()
    before = copy.copy(made)
    made.is_due, made.credited_agent = True, ann
    follow_up_changed.send(FollowUp, before=before, after=made)
    assert marked() == {(made.first_promised_day, 0, ann.pk)}


def test_a_changed_channel_reaches_the_promises_of_the_contact(ann: User, otto: User) -> None:
    made = contact(day(0), agent=ann)
    promise = follow_up(made, otto)
    after = copy.copy(made)
    after.channel = "chat"
    consultation_changed.send(Consultation, before=made, after=after)
    assert (promise.first_promised_day, 0, otto.pk) in marked()


def test_a_bulk_write_says_its_slices(db: None) -> None:
    slices = {(day(0).date(), 1, 2), (day(1).date(), 0, 0)}
    slices_changed.send(Consultation, slices=slices)
    assert marked() == slices


def test_a_write_that_is_undone_leaves_nothing(db: None) -> None:
    with transaction.atomic():
        consultation_changed.send(Consultation, before=None, after=contact(day(0)))
        transaction.set_rollback(True)
    assert marked() == set()


def test_a_dead_broker_does_not_break_a_save(
    db: None, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def dead(**options: Any) -> None:
        assert options["retry"] is False
        raise ConnectionError

    monkeypatch.setattr(tasks.refresh_marks, "apply_async", dead)
    with django_capture_on_commit_callbacks(execute=True):
        consultation_changed.send(Consultation, before=None, after=contact(day(0)))
    assert DirtyMark.objects.count() == 1


def test_a_busy_second_asks_twice(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.refresh_marks, "apply_async", lambda **options: sent.append(options))
    for _ in range(20):
        tasks.nudge()
    assert [options.get("countdown") for options in sent] == [None, 1]


def test_the_task_opens_its_door(db: None) -> None:
    consultation_changed.send(Consultation, before=None, after=contact(day(0)))
    tasks.refresh_marks()
    assert DirtyMark.objects.count() == 0
