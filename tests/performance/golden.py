"""The fifteen-contact log of KPI.md."""

from __future__ import annotations

from crm.people.models import User
from customers.models import Customer
from interactions.models import Consultation
from interactions.services.threading import rethread_many
from tests.interactions.contacts import contact, customer, day, inquiry_type

from .records import covered, rating


def write_log(ann: User, otto: User) -> None:
    """Agents A and B are ann and otto; types a and b are siblings."""
    family = inquiry_type("things", inquiry_type("family"))
    a = inquiry_type("a", family, fcr_window_days=7)
    b = inquiry_type("b", family, fcr_window_days=14)
    c = {n: customer() for n in range(1, 7)}
    team = ann.memberships.get().team
    by_ann = {"agent": ann, "team": team}

    first = contact(
        day(0),
        customer=c[1],
        type=a,
        wait_seconds=10,
        talk_seconds=200,
        result="resolved",
        **by_ann,
    )
    rating(first, 5)
    contact(day(0), customer=c[2], answered=False, result="abandoned", wait_seconds=3)
    third = contact(day(0), customer=c[2], type=a, talk_seconds=150, result="transferred", **by_ann)
    leg = contact(
        day(0), customer=c[2], type=a, agent=otto, transferred_from=third, result="resolved"
    )
    rating(leg, 9, "1-10")
    contact(day(1), customer=c[2], direction="outbound")
    contact(day(1), customer=c[3], direction="outbound", answered=False, result="no_answer")
    contact(day(2), customer=c[3], channel="email", answered=False)
    contact(day(3), customer=c[4], type=b, channel="email", result="in_progress", window_days=14)
    contact(day(5), customer=c[4], type=a, wait_seconds=30, result="resolved")
    contact(day(6), customer=c[1], type=a, channel="chat", wait_seconds=50, result="in_progress")
    contact(day(7), answered=False, result="abandoned")
    contact(day(8), exclusion="spam")
    abuse = contact(day(9), customer=c[5], exclusion="abuse", wait_seconds=5)
    rating(abuse, 1)
    contact(day(2), customer=c[1], type=a, result="resolved")
    contact(day(10), customer=c[6], channel="visit", result="callback")
    covered("phone")


def thread_log() -> None:
    """Every contact finds its issue and its neighbours, as if saved one by one."""
    rethread_many(
        customers=Customer.objects.values_list("pk", flat=True),
        consultations=Consultation.objects.values_list("pk", flat=True),
    )
