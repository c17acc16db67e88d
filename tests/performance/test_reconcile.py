"""Every stored sum is compared with its records; what differs is told and repaired."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from crm.people.models import User
from interactions.models import Consultation
from performance import tasks
from performance.kpis.measures import MEASURES
from performance.models import AgentDay, DirtyMark, DurationCount, TeamHour, TypeDay
from performance.rollups import marking
from performance.rollups.reconcile import reconcile_days

from .golden import write_log
from .records import FIRST, LAST, count_everything
from .stored import cells


@pytest.fixture(autouse=True)
def _counted(ann: User, otto: User) -> None:
    write_log(ann, otto)
    count_everything()


def run(*words: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("rollups", "reconcile", *words, stdout=out, stderr=StringIO())
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


def test_it_works() -> None:
    assert run("--format", "json") == (0, '{\n  "differences": []\n}\n')


@pytest.mark.parametrize("table", [AgentDay, TeamHour, TypeDay])
def test_every_measure_is_compared(table: type[AgentDay]) -> None:
    right = cells()
    for measure in MEASURES:
        cell = table.objects.earliest("day")
        table.objects.filter(pk=cell.pk).update(**{measure: 99})
    code, told = run("--format", "json")
    assert code == 1
    found = json.loads(told)["differences"]
    assert {row["measure"] for row in found} == set(MEASURES)
    assert {row["stored"] for row in found} == {99}
    assert cells() == right


def test_missing_and_needless_cells_are_differences() -> None:
    right = cells()
    DurationCount.objects.earliest("day").delete()
    TypeDay.objects.create(day=FIRST, team_id=5, channel="phone", type_id=0, handled=2)
    code, told = run()
    assert code == 1
    assert "durationcount" in told
    assert "typeday" in told
    assert cells() == right


def test_what_a_mark_will_count_is_no_difference() -> None:
    record = Consultation.objects.filter(answered=True, exclusion=None).first()
    assert record is not None
    Consultation.objects.filter(pk=record.pk).update(exclusion="spam")
    marking.append(marking.of_consultation(record))
    assert reconcile_days(FIRST, LAST) == []
    assert DirtyMark.objects.exists()
    assert run("--format", "json")[0] == 0


def test_the_nightly_proof_repairs() -> None:
    right = cells()
    AgentDay.objects.update(handled=9)
    tasks.prove()
    assert cells() == right
