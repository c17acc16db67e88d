"""Work status from files: idempotent, no overlaps, whole pieces, exit codes."""

from __future__ import annotations

import csv
import json

import pytest
from django.core.management import CommandError, call_command

from crm.core.models import AuditEntry, Job
from crm.people.models import StatusPiece, WorkStatus
from crm.staff.services.status_corrections import Stated, correct_period
from crm.staff.services.work_status import switch
from performance.models import DirtyMark
from tests.interactions.imports.conftest import Files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

MAPPING = """
timezone = "Asia/Seoul"
[columns]
agent = "login"
status = "state"
started_at = "from"
ended_at = "to"
[values.status]
ACD = "contact"
ACW = "wrap_up"
AVAIL = "ready"
"""
DAY = "2026-11-18"


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


@pytest.fixture
def take(files, capsys):
    """Imports rows (agent, state, from, to, further cells); exit code and counts or a message."""

    def run(*rows, words=(), base=MAPPING, **columns):
        named = [
            {"login": who, "state": state, "from": f"{DAY} {start}", "to": f"{DAY} {end}", **more}
            for who, state, start, end, more in ((*row, {})[:5] for row in rows)
        ]
        mapping = files.mapping(base=base, **columns)
        capsys.readouterr()
        try:
            call_command(
                "import_work_status", str(files.csv(*named)), "--mapping", str(mapping),
                "--format", "json", "--errors", str(files.errors), *words,
            )  # fmt: skip
            code = 0
        except SystemExit as leaving:
            code = leaving.code
        except CommandError as problem:
            return problem.returncode, str(problem)
        return code, json.loads(capsys.readouterr().out)

    return run


def counts(**found):
    names = ("rows", "created", "updated", "unchanged", "rejected", "skipped")
    return {name: found.get(name, 0) for name in names}


def reasons(files):
    return [row["reason"] for row in csv.DictReader(files.errors.open(encoding="utf-8-sig"))]


def test_it_works(take, ann, lea, team):
    code, told = take(
        ("A-0001", "AVAIL", "09:00", "09:40"), (lea.name, "ACD", "09:50:00", "10:15:30")
    )
    assert (code, told) == (0, counts(rows=2, created=2))
    first, second = WorkStatus.objects.order_by("started_at")
    assert (first.user, first.team, first.status, first.source) == (ann, team, "ready", "import")
    assert (second.user, second.team) == (lea, team)
    pieces = StatusPiece.objects.filter(period=second).order_by("hour")
    assert [(row.hour, row.seconds) for row in pieces] == [(9, 600), (10, 930)]
    marks = set(DirtyMark.objects.values_list("team_id", "agent_id"))
    assert marks == {(team.pk, ann.pk), (team.pk, lea.pk)}
    assert Job.objects.get(kind="import_work_status").state == Job.State.DONE
    assert AuditEntry.objects.get(action="work_status.imported").changes == {"created": [None, 2]}


def test_the_same_again_is_unchanged(take, ann):
    row = ("A-0001", "AVAIL", "09:00", "09:40")
    take(row)
    DirtyMark.objects.all().delete()
    assert take(row, row) == (0, counts(rows=2, unchanged=2))
    assert not DirtyMark.objects.exists()


def test_a_changed_row_replaces_its_own(take, ann):
    take(("A-0001", "AVAIL", "09:00", "09:40"))
    key = WorkStatus.objects.get().pk
    assert take(("A-0001", "ACD", "09:00", "10:10")) == (0, counts(rows=1, updated=1))
    row = WorkStatus.objects.get()
    assert (row.pk, row.status) == (key, "contact")
    assert sum(StatusPiece.objects.values_list("seconds", flat=True)) == 70 * 60


def test_an_id_of_the_source_names_a_period(take, ann):
    ids = {"external_id": "id"}
    take(("A-0001", "AVAIL", "09:00", "09:40", {"id": "7"}), **ids)
    assert take(("A-0001", "AVAIL", "08:30", "09:40", {"id": "7"}), **ids)[1]["updated"] == 1
    assert WorkStatus.objects.count() == 1
    twice = [("A-0001", "ACD", start, "11:00", {"id": "8"}) for start in ("10:00", "10:30")]
    assert take(*twice, **ids)[1] == counts(rows=2, created=1, rejected=1)


def test_what_overlaps_is_refused_and_the_clash_named(take, files, ann):
    code, told = take(
        ("A-0001", "AVAIL", "09:00", "10:00"),
        ("A-0001", "ACD", "09:59", "10:30"),
        ("A-0001", "ACW", "10:00", "10:20"),
    )
    assert (code, told) == (1, counts(rows=3, created=2, rejected=1))
    (reason,) = reasons(files)
    assert "Ready" in reason
    assert take(("A-0001", "ACD", "08:00", "12:00"))[1]["rejected"] == 1


def test_what_a_row_gives_up_another_may_take(take, ann):
    take(("A-0001", "AVAIL", "09:00", "10:00"))
    code, told = take(("A-0001", "ACD", "09:30", "10:00"), ("A-0001", "AVAIL", "09:00", "09:30"))
    assert (code, told) == (0, counts(rows=2, created=1, updated=1))


def test_what_runs_at_the_desk_is_in_the_way(take, ann, frozen):
    frozen.move_to("2026-11-18T09:30:00+09:00")
    switch(ann, status="ready")
    frozen.move_to("2026-11-18T12:00:00+09:00")
    assert take(("A-0001", "ACD", "10:00", "11:00"))[1]["rejected"] == 1


def test_a_correction_by_a_lead_stands(take, ann, lea):
    row = ("A-0001", "AVAIL", "09:00", "09:40")
    take(row)
    period = WorkStatus.objects.get()
    stated = Stated(status="training", started_at=period.started_at, ended_at=period.ended_at)
    correct_period(lea, period=period, stated=stated, reason="Was in a course")
    assert take(row)[1] == counts(rows=1, unchanged=1)
    assert WorkStatus.objects.get().status == "training"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("A-0001", "FAX", "09:00", "09:40"), "values.status"),
        (("Nobody", "ACD", "09:00", "09:40"), "No agent"),
        (("A-0005", "ACD", "09:00", "09:40"), "Only agents and team leads"),
        (("A-0001", "ACD", "09:40", "09:40"), "does not lie after"),
        (("A-0001", "ACD", "soon", "09:40"), "not ISO"),
        (("A-0001", "", "09:00", "09:40"), "blank"),
    ],
)
def test_what_cannot_be_is_rejected(take, files, ann, ada, row, reason):
    assert take(row) == (1, counts(rows=1, rejected=1))
    assert reason in " ".join(reasons(files))


def test_the_future_is_rejected(take, files, ann, frozen):
    frozen.move_to("2026-11-18T09:30:00+09:00")
    assert take(("A-0001", "ACD", "09:00", "09:40"))[0] == 1
    assert "future" in reasons(files)[0]


def test_a_dry_run_writes_nothing(take, ann):
    told = take(("A-0001", "ACD", "09:00", "09:40"), words=("--dry-run",))
    assert told == (0, counts(rows=1, created=1))
    assert not WorkStatus.objects.exists()
    assert not Job.objects.exists()


def test_a_team_of_the_file_wins(take, ann, other_team):
    row = ("A-0001", "ACD", "09:00", "09:40", {"group": "support-2"})
    take(row, team="group")
    assert WorkStatus.objects.get().team == other_team


def test_a_mapping_without_an_end_is_refused(take, ann):
    base = MAPPING.replace('ended_at = "to"\n', "")
    code, message = take(("A-0001", "ACD", "09:00", "09:40"), base=base)
    assert code == 2
    assert "ended_at" in message


def test_the_name_of_the_desk_is_refused(take, ann):
    row = ("A-0001", "ACD", "09:00", "09:40")
    assert take(row, words=("--source", "desk"))[0] == 2


def test_a_whole_day_sums_up(take, ann):
    rows = [("A-0001", "ACD", f"{hour:02d}:07", f"{hour:02d}:53") for hour in range(24)]
    take(*rows)
    assert sum(StatusPiece.objects.values_list("seconds", flat=True)) == 24 * 46 * 60
