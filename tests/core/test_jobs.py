"""Long work: taken by one worker, stoppable, and taken up again when its worker dies."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm.core import clock, jobs
from crm.core.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def started(monkeypatch):
    """Job ids handed to workers."""
    seen: list[int] = []
    monkeypatch.setitem(jobs._starters, "import", seen.append)
    return seen


def silent(job):
    Job.objects.filter(pk=job.pk).update(seen_at=clock.now() - timedelta(minutes=3))


def test_it_works(started, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.create("import", arguments={"file": "a.csv"}, total=10)
    assert started == [job.pk]
    mine = jobs.claim("import", job_id=job.pk)
    jobs.progress(mine, done=4, cursor={"row": 4})
    jobs.finish(mine, result={"created": 10})
    job.refresh_from_db()
    assert (job.state, job.done, job.cursor) == ("done", 4, {"row": 4})
    assert job.result == {"created": 10}
    assert job.ended_at is not None


def test_the_oldest_is_claimed_first_and_only_once():
    first, second = jobs.create("import"), jobs.create("import")
    assert jobs.claim("import") == first
    assert jobs.claim("import") == second
    assert jobs.claim("import") is None
    assert jobs.claim("import", job_id=first.pk) is None


def test_a_cancelled_job_stops_its_worker():
    mine = jobs.claim("import", job_id=jobs.create("import").pk)
    assert jobs.cancel(Job.objects.get(pk=mine.pk))
    with pytest.raises(jobs.Stopped):
        jobs.progress(mine, done=1)
    assert not jobs.cancel(mine)


def test_a_silent_worker_loses_its_job(started):
    slow = jobs.claim("import", job_id=jobs.create("import").pk)
    silent(slow)
    assert jobs.reap() == 1
    assert started == [slow.pk]
    fresh = jobs.claim("import")
    assert fresh == slow
    with pytest.raises(jobs.Stopped):
        jobs.heartbeat(slow)
    jobs.heartbeat(fresh)


def test_a_job_that_always_dies_is_given_up(started):
    job = jobs.claim("import", job_id=jobs.create("import").pk)
    Job.objects.filter(pk=job.pk).update(attempts=jobs.MAX_ATTEMPTS)
    silent(job)
    jobs.reap()
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.problem
    assert started == []
    assert jobs.resume(job)
    assert jobs.claim("import") == job


def test_a_job_whose_message_was_lost_is_started_again(started):
    job = jobs.create("import")
    jobs.reap()
    assert started == []
    Job.objects.filter(pk=job.pk).update(created_at=clock.now() - timedelta(minutes=3))
    jobs.reap()
    assert started == [job.pk]


def test_a_failed_job_says_why():
    mine = jobs.claim("import", job_id=jobs.create("import").pk)
    jobs.fail(mine, problem="The file cannot be read.")
    mine.refresh_from_db()
    assert (mine.state, mine.problem) == ("failed", "The file cannot be read.")
