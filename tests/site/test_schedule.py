"""beat's stored schedule follows the code."""

from __future__ import annotations

import pytest
from django_celery_beat.models import PeriodicTask

from crm.core import periodic
from crm.site.schedule import write_schedule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "_known", {})


def test_it_works() -> None:
    periodic.every(5, "a.sweep")
    periodic.daily("03:30", "a.reconcile")
    write_schedule()
    sweep, nightly = (PeriodicTask.objects.get(name=name) for name in ("a.sweep", "a.reconcile"))
    assert (sweep.interval.every, sweep.queue, sweep.expire_seconds) == (5, "fast", 5)
    assert (nightly.crontab.hour, nightly.crontab.minute, nightly.queue) == ("3", "30", "long")
    assert str(nightly.crontab.timezone) == "Asia/Seoul"


def test_twice_is_once_and_a_changed_pace_arrives() -> None:
    periodic.every(5, "a.sweep")
    write_schedule()
    periodic.every(7, "a.sweep")
    write_schedule()
    assert PeriodicTask.objects.get().interval.every == 7


def test_what_left_the_code_leaves_the_schedule() -> None:
    periodic.every(5, "a.sweep")
    write_schedule()
    periodic._known.clear()
    write_schedule()
    assert not PeriodicTask.objects.exists()


def test_what_an_operator_switched_off_stays_off() -> None:
    periodic.every(5, "a.sweep")
    write_schedule()
    PeriodicTask.objects.update(enabled=False)
    write_schedule()
    assert not PeriodicTask.objects.get().enabled
