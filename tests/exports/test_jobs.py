"""A long list is a job: its file, its owner, its end, and a worker killed in the middle."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, connections
from django.test import Client

from crm.core import clock, jobs
from crm.core.exports import running, tables
from crm.core.models import AuditEntry, Job, Notice
from crm.core.tasks import make_export, remove_old_files
from crm.people.models import Membership, Role, Team, User
from tests.factories import UserFactory
from tests.interactions.contacts import contact, day

KEPT = Path(settings.DATA_DIR) / "exports"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of more than two rows are long; pieces are of one row."""
    monkeypatch.setattr(running, "AT_ONCE", 2)
    monkeypatch.setattr(tables, "PIECE", 1)


@pytest.fixture
def asked(client: Client, ada: User) -> Job:
    for _n in range(4):
        UserFactory()
    return ask(client, ada)


def ask(client: Client, ada: User) -> Job:
    client.force_login(ada)
    answer = client.post("/exports/users/", {"purpose": "audit", "query": "sort=code"})
    assert (answer.status_code, answer["Location"]) == (302, "/me/jobs/")
    return Job.objects.get(kind=running.KIND)


def path_of(job: Job) -> Path:
    job.refresh_from_db()
    found = running.file_of(job)
    assert found is not None
    return found


def test_it_works(asked: Job, client: Client, ada: User) -> None:
    assert [line.is_open for line in client.get("/me/jobs/").context["lines"]] == [True]
    assert client.get(f"/me/jobs/{asked.pk}/file/").status_code == 404
    make_export(asked.pk)
    path = path_of(asked)
    assert (asked.state, asked.done, asked.total) == ("done", 5, 5)
    assert [found.name for found in path.parent.iterdir()] == [path.name]
    taken = client.get(f"/me/jobs/{asked.pk}/file/")
    assert b"".join(taken).count(b"\r\n") == 6  # type: ignore[arg-type]
    assert taken["Content-Disposition"] == f'attachment; filename="{path.name}"'
    assert Notice.objects.get(user=ada, kind=running.READY).facts == {"what": "사용자"}
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions[-3:] == ["list.export_asked", "list.exported", "job.file_taken"]
    page = client.get("/me/jobs/")
    assert page.context["lines"][0].has_file
    assert not page.context["any_open"]


def test_another_has_no_such_job(asked: Job, client: Client, lea: User) -> None:
    make_export(asked.pk)
    client.force_login(lea)
    assert client.get(f"/me/jobs/{asked.pk}/file/").status_code == 404
    assert client.post(f"/me/jobs/{asked.pk}/cancel/").status_code == 404
    assert client.get("/me/jobs/").context["lines"] == []


def test_rights_are_asked_again_by_the_worker(asked: Job, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(role=Role.AGENT)
    assert not running.work(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, running.file_of(asked)) == ("failed", None)


def test_a_file_is_given_only_while_its_rows_are_in_sight(
    client: Client, lea: User, ann: User, team: Team, other_team: Team
) -> None:
    for n in range(4):
        contact(day(n), agent=ann, team=team)
    client.force_login(lea)
    client.post("/exports/consultations/", {"purpose": "audit", "query": ""})
    job = Job.objects.get(kind=running.KIND)
    make_export(job.pk)
    assert client.get("/me/jobs/").context["lines"][0].has_file
    assert client.get(f"/me/jobs/{job.pk}/file/").status_code == 200
    Membership.objects.filter(user=lea).update(team=other_team)
    assert client.get("/me/jobs/").context["lines"][0].file_gone
    assert client.get(f"/me/jobs/{job.pk}/file/").status_code == 404


def test_what_was_typed_is_kept_masked_alone(client: Client, ada: User) -> None:
    client.force_login(ada)
    for _n in range(4):
        UserFactory()
    said = {"purpose": "audit", "query": "sort=code&x=010-1234-5678", "note": "010-1234-5678"}
    client.post("/exports/users/", said)
    job = Job.objects.get(kind=running.KIND)
    assert job.arguments["query"] == said["query"]
    make_export(job.pk)
    job.refresh_from_db()
    assert (job.state, job.arguments["query"], job.arguments["note"]) == ("done", "", "")
    changes = AuditEntry.objects.filter(action="list.exported").latest("id").changes
    assert changes["query"][1] == "sort=code&x=010-****-5678"
    assert changes["note"][1] == "010-****-5678"


def test_what_a_killed_request_left_goes_too(asked: Job) -> None:
    left = KEPT / "now" / "half.xlsx"
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_text("x")
    remove_old_files()
    assert left.exists()
    old = (clock.now() - running.KEPT - timedelta(hours=1)).timestamp()
    os.utime(left, (old, old))
    remove_old_files()
    assert not left.exists()


def test_a_nul_names_nothing(client: Client, ada: User) -> None:
    client.force_login(ada)
    answer = client.post("/exports/people-figures/", {"purpose": "audit", "query": "agent=%00"})
    assert answer.status_code == 400


def test_a_cancelled_job_leaves_nothing(
    asked: Job, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PACE", 0)
    beat = running._Beat.__call__

    def cancelled(self: Any, rows: int) -> None:
        if rows == 2:
            client.post(f"/me/jobs/{asked.pk}/cancel/")
        beat(self, rows)

    monkeypatch.setattr(running._Beat, "__call__", cancelled)
    assert not running.work(asked.pk)
    asked.refresh_from_db()
    assert asked.state == "cancelled"
    assert list((KEPT / str(asked.pk)).iterdir()) == []
    assert AuditEntry.objects.filter(action="job.cancelled").count() == 1
    client.post(f"/me/jobs/{asked.pk}/cancel/")
    assert AuditEntry.objects.filter(action="job.cancelled").count() == 1


def test_files_go_after_a_week(asked: Job, client: Client) -> None:
    running.work(asked.pk)
    path = path_of(asked)
    remove_old_files()
    assert path.exists()
    old = clock.now() - running.KEPT - timedelta(hours=1)
    Job.objects.filter(pk=asked.pk).update(ended_at=old)
    for found in (path, path.parent):
        os.utime(found, (old.timestamp(), old.timestamp()))
    remove_old_files()
    assert not path.parent.exists()
    assert client.get("/me/jobs/").context["lines"][0].file_gone
    assert client.get(f"/me/jobs/{asked.pk}/file/").status_code == 404


def test_what_remains_is_told_at_the_pace_so_far(asked: Job, client: Client, frozen: Any) -> None:
    began = {"began": clock.now().isoformat()}
    frozen.shift(30)
    Job.objects.filter(pk=asked.pk).update(state="running", done=2, total=8, cursor=began)
    assert client.get("/me/jobs/").context["lines"][0].left == 90


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_no_half_file(
    client: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in the middle, reaped, taken up by another: one whole file, no part left."""
    for _n in range(9):
        UserFactory()
    job = ask(client, ada)
    with _worker(job.pk, monkeypatch) as child:
        _wait(lambda: Job.objects.get(pk=job.pk).done >= 3)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert [path.name for path in (KEPT / str(job.pk)).iterdir()] == ["1.part"]
    job.refresh_from_db()
    assert running.file_of(job) is None
    Job.objects.filter(pk=job.pk).update(seen_at=clock.now() - timedelta(minutes=3))
    jobs.reap()
    assert running.work(job.pk)
    assert path_of(job).read_bytes().count(b"\r\n") == 11
    assert [path.suffix for path in (KEPT / str(job.pk)).iterdir()] == [".csv"]
    assert AuditEntry.objects.filter(action="list.exported").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_leaves_the_job_to_the_reaper(
    client: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _n in range(5):
        UserFactory()
    job = ask(client, ada)
    beat = running._Beat.__call__

    def cut(self: Any, rows: int) -> None:
        if rows == 2:
            connection.connection.close()
        beat(self, rows)

    monkeypatch.setattr(running, "PACE", 0)
    monkeypatch.setattr(running._Beat, "__call__", cut)
    with pytest.raises((OperationalError, InterfaceError)):
        running.work(job.pk)
    connection.close()
    monkeypatch.setattr(running._Beat, "__call__", beat)
    assert list((KEPT / str(job.pk)).iterdir()) == []
    assert Job.objects.filter(pk=job.pk, state="running").update(
        seen_at=clock.now() - timedelta(minutes=3)
    )
    jobs.reap()
    assert running.work(job.pk)
    assert path_of(job).read_bytes().count(b"\r\n") == 7


class _worker:
    """A process of its own that writes the file a row every twentieth of a second."""

    def __init__(self, job_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.job_id = job_id
        monkeypatch.setattr(running, "PACE", 0)

    def __enter__(self) -> int:
        connections.close_all()
        child = os.fork()
        if child:
            return child
        beat = running._Beat.__call__
        try:
            running._Beat.__call__ = lambda me, rows: (time.sleep(0.05), beat(me, rows))  # type: ignore[method-assign,assignment,return-value]
            running.work(self.job_id)
        finally:
            connection.close()
            os._exit(0)

    def __exit__(self, *raised: object) -> None:
        return None


def _wait(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
