"""Counting everything again, month by month: stopped, resumed, and by the command."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from crm.core import heartbeats, jobs
from crm.core.models import Job
from crm.people.models import User
from performance import tasks
from performance.models import AgentDay, MeasureState, TeamHour
from performance.rollups import fingerprints, rebuild

from .records import contact, count_everything, day
from .stored import cells


@pytest.fixture(autouse=True)
def _three_months(ann: User) -> None:
    for n in (0, 30, 60):
        contact(day(n), agent=ann, talk_seconds=60)


def test_it_works() -> None:
    count_everything()
    right = cells()
    AgentDay.objects.update(handled=7)
    TeamHour.objects.all().delete()
    MeasureState.objects.all().delete()
    told: list[tuple[int, int]] = []
    rebuild.rebuild_inline(tell=lambda done, total: told.append((done, total)))
    assert cells() == right
    assert told[-1] == (3, 3)
    assert fingerprints.stale() == []


def test_some_days_leave_the_rest_alone() -> None:
    count_everything()
    AgentDay.objects.update(handled=7)
    rebuild.rebuild_inline(date(2026, 12, 1), date(2026, 12, 31))
    assert sorted(AgentDay.objects.values_list("handled", flat=True)) == [1, 7, 7]


def test_a_stopped_run_goes_on_where_it_was() -> None:
    run = rebuild.begin(None, None)
    assert run is not None
    first = run.jobs[0]
    assert rebuild.work(first.pk)
    run.cancel()
    assert sorted(run.states()) == ["cancelled", "cancelled", "done"]
    again = rebuild.begin(None, None)
    assert again == run
    assert sorted(again.states()) == ["done", "queued", "queued"]
    for job in again.jobs:
        tasks.rebuild_month(job.pk)
    assert again.states() == ["done"] * 3
    assert AgentDay.objects.count() == 3
    assert rebuild.begin(None, None) != run


def test_this_process_takes_over_what_a_killed_one_had() -> None:
    run = rebuild.begin(None, None, here=True)
    assert run is not None
    jobs.claim(rebuild.KIND, job_id=run.jobs[1].pk)
    assert rebuild.rebuild_inline() > 0
    assert run.states() == ["done"] * 3


def test_a_failed_month_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    run = rebuild.begin(None, None)
    assert run is not None
    monkeypatch.setattr(rebuild, "rebuild_days", lambda first, last: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        rebuild.work(run.jobs[0].pk)
    job = run.jobs[0]
    assert job.state == Job.State.FAILED
    assert "ZeroDivisionError" in job.problem


def test_without_a_worker_the_command_exits_3() -> None:
    with pytest.raises(CommandError, match="--inline") as told:
        call_command("rollups", "rebuild")
    assert told.value.returncode == 3
    assert Job.objects.count() == 0


def test_the_command_waits_for_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    heartbeats.sign("worker-long")

    def work(seconds: float) -> None:
        waiting = Job.objects.filter(state="queued").order_by("pk").first()
        assert waiting is not None
        rebuild.work(waiting.pk)

    monkeypatch.setattr("time.sleep", work)
    out = StringIO()
    call_command("rollups", "rebuild", "--format", "json", stdout=out, stderr=StringIO())
    assert '"cells":' in out.getvalue()
    assert AgentDay.objects.count() == 3


def test_stopping_the_command_cancels_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    heartbeats.sign("worker-long")

    def stop(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", stop)
    with pytest.raises(CommandError, match="goes on") as told:
        call_command("rollups", "rebuild", stderr=StringIO())
    assert told.value.returncode == 130
    assert set(Job.objects.values_list("state", flat=True)) == {"cancelled"}
