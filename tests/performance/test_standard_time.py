"""A type's standard time is stamped on its contacts; an edit reaches the open month alone."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine

from crm.core.models import Job
from crm.people.models import User
from interactions.models import Consultation
from interactions.services import restamping
from interactions.services.types import TypeRules, set_rules
from performance import drilldown
from performance.rollups.refresh import refresh
from tests.interactions.contacts import inquiry_type

from .records import WHOLE, contact, count_everything, day, figure, status_time


def test_it_works(ada: User, ann: User) -> None:
    kind = inquiry_type("a", standard_minutes=Decimal(6))
    closed = datetime(2026, 10, 6, 12, tzinfo=day(0).tzinfo)
    for moment in (closed, day(0)):
        contact(moment, agent=ann, type=kind, standard_tenths=kind.standard_tenths)
    status_time(ann, "ready", 1)
    count_everything()
    assert figure("productivity_standard").value == pytest.approx(12 / 60)
    with time_machine.travel(day(10), tick=False):
        set_rules(ada, node=kind, rules=TypeRules(standard_minutes=Decimal("9.5")))
        restamping.work(Job.objects.get(kind=restamping.KIND).pk)
        refresh()
    stamped = Consultation.objects.order_by("started_at").values_list("standard_tenths", flat=True)
    assert list(stamped) == [60, 95]
    found = figure("productivity_standard")
    assert (found.numerator, found.denominator) == (155, 3600)
    assert WHOLE.first <= date(2026, 10, 6)


def test_a_standard_time_that_nobody_has_set_is_unknown(ann: User) -> None:
    status_time(ann, "ready", 1)
    count_everything()
    assert figure("productivity_standard").value == 0  # nothing was handled
    contact(day(0), agent=ann, type=inquiry_type("a"))
    count_everything()
    found = figure("productivity_standard")
    assert (found.value, found.reason, found.low) == (None, "no_standard", None)
    assert figure("productivity").value == pytest.approx(1.0)
    contact(day(0), agent=ann, standard_tenths=60)
    count_everything()
    assert figure("productivity_standard").value == pytest.approx(6 / 60)
    told = drilldown.counts(WHOLE, "productivity_standard")
    assert (told.numerator, told.total) == (1, 60)
    assert told.left_out == {"no_standard": 1}
