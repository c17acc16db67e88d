"""A type's window that was edited: days it held on wait as long as their records do (KPI.md R3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import time_machine

from crm.core.models import Job
from crm.people.models import User
from interactions.models import InquiryType
from interactions.services import restamping
from interactions.services.types import TypeRules, set_rules
from performance import figures
from performance.slices import Slice
from tests.interactions.contacts import customer, inquiry_type

from .records import contact, count_everything, day, figure

#: The contact's day, and later days of the next months.
NOVEMBER = Slice(date(2026, 11, 1), date(2026, 11, 30))
DECEMBER = Slice(date(2026, 12, 1), date(2026, 12, 31))


@pytest.fixture
def kind(ann: User) -> InquiryType:
    made = inquiry_type("a", fcr_window_days=30)
    contact(day(26), agent=ann, type=made, customer=customer(), window_days=30)
    return made


def edit(ada: User, kind: InquiryType, days: int) -> None:
    set_rules(ada, node=kind, rules=TypeRules(fcr_window_days=days))
    for job in Job.objects.filter(kind=restamping.KIND, state=Job.State.QUEUED):
        restamping.work(job.pk)


def test_a_shortened_window_still_holds_for_the_months_before(ada: User, kind: InquiryType) -> None:
    with time_machine.travel(day(40), tick=False):  # 12 December
        edit(ada, kind, 7)
        contact(day(30), type=kind, customer=customer(), window_days=7)
        count_everything()
        found = figure("fcr", NOVEMBER)
        assert (found.final_until, found.provisional) == (date(2026, 11, 11), True)
        assert (found.value, found.reason) == (None, "not_final")
        assert figure("fcr", DECEMBER).final_until == date(2026, 12, 4)
        both = replace(NOVEMBER, last=DECEMBER.last)
        assert figure("fcr", both).final_until == date(2026, 11, 11)
        months = figures.read(both, ["fcr"], ("month",))
        assert [row.figures["fcr"].final_until for row in months] == [
            date(2026, 11, 11),
            date(2026, 12, 4),
        ]
    with time_machine.travel(day(60), tick=False):
        assert figure("fcr", NOVEMBER).value == 1


def test_editing_twice_in_a_month_keeps_what_held_before_it(ada: User, kind: InquiryType) -> None:
    with time_machine.travel(day(40), tick=False):
        edit(ada, kind, 90)
        edit(ada, kind, 7)
        assert figure("fcr", NOVEMBER).final_until == date(2026, 11, 11)
        assert figure("fcr", DECEMBER).final_until == date(2026, 12, 4)
