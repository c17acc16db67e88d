"""A KPI of the centre keeps its meaning once it is used, is retired, and known to every process."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import translation

from crm.core import clock
from crm.core.models import AuditEntry
from crm.people.models import User
from performance import custom
from performance.kpis.catalogue import BUILT_IN, KPIS
from performance.models import CustomKpi, Target
from performance.questions import BadQuestion, ask
from performance.remembered import Remembered
from performance.services.custom import change_kpi, make_kpi, retire_kpi
from performance.services.targets import Lines, Place, set_target

from .records import WHOLE, day, figure
from .test_custom import SHARE, made

pytestmark = pytest.mark.django_db


def _row(code: str) -> CustomKpi:
    return CustomKpi.objects.get(code=code)


def test_what_is_used_keeps_its_meaning(ada: User) -> None:
    code = made(ada)
    changed = change_kpi(ada, kpi=_row(code), choice=replace(SHARE, channels=("phone",)))
    assert (changed.revision, changed.channels) == (2, ["phone"])
    today = clock.today()
    custom.keep(custom.stored())
    set_target(ada, place=Place(code), lines=Lines(0.8), starts_on=today)
    with pytest.raises(ValidationError):
        change_kpi(ada, kpi=_row(code), choice=SHARE)
    named = replace(SHARE, channels=("phone",), name_en="Other name", minimum_sample=50)
    assert change_kpi(ada, kpi=_row(code), choice=named).revision == 3
    assert _row(code).code == code
    assert AuditEntry.objects.filter(action="customkpi.changed").count() == 2


def test_a_closed_month_keeps_what_it_counted(ada: User) -> None:
    code = made(ada)
    CustomKpi.objects.update(created_at=day(-60))
    with pytest.raises(ValidationError):
        change_kpi(ada, kpi=_row(code), choice=replace(SHARE, channels=("phone",)))
    assert _row(code).revision == 1


def test_a_retired_one_is_found_and_not_offered(ada: User) -> None:
    code = made(ada)
    set_target(ada, place=Place(code), lines=Lines(0.8), starts_on=clock.today())
    retire_kpi(ada, kpi=_row(code))
    custom.keep(custom.stored())
    assert code in KPIS
    assert code not in list(KPIS)
    assert len(KPIS) == len(BUILT_IN)
    assert figure(code).kpi == code
    assert Target.objects.filter(kpi=code).exists()
    assert code not in ask(WHOLE.first, WHOLE.last, kpis=None, by=None, filters=()).kpis
    assert ask(WHOLE.first, WHOLE.last, kpis=code, by=None, filters=()).kpis == (code,)
    with pytest.raises(BadQuestion):
        ask(WHOLE.first, WHOLE.last, kpis="c-other", by=None, filters=())
    retire_kpi(ada, kpi=_row(code), active=True)
    custom.keep(custom.stored())
    assert code in list(KPIS)


def test_other_processes_read_them_again(
    ada: User, django_capture_on_commit_callbacks: Any
) -> None:
    """Another process: it has its own memory, and only the cache in common."""
    other = Remembered("performance:custom-kpis", custom.stored)
    assert other.known().kpis == {}
    with django_capture_on_commit_callbacks(execute=True):
        code = make_kpi(ada, choice=SHARE).code
    assert cache.get("performance:custom-kpis")
    assert list(custom.known().kpis) == [code]
    other.look()
    assert list(other.known().kpis) == [code]
    assert other.known().kpis[code].name == "해결" or translation.get_language() != "ko"
