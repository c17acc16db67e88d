"""What this app shows on the pages of customers, and what it knows about them for lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db.models import Count, Max
from django.http import HttpRequest
from django.urls import reverse

from crm.core import clock, lookup, slots
from crm.core.slots import Fragment
from crm.people.models import User
from customers import facts
from customers.facts import Facts
from customers.models import Customer
from customers.querysets import CustomerQuerySet

from .choices import InquiryState, Question
from .models import Consultation, Inquiry, SurveyAnswer
from .views.timeline import MOST_RESOLVED, open_threads, resolved_threads, timeline_context

RECENT = timedelta(days=90)
MOST_LISTED = 200


def register() -> None:
    """Called once the apps are loaded."""
    slots.fill("customer.actions", _actions)
    slots.fill("customer.facts", _facts)
    slots.fill("customer.history", _history)
    slots.fill("customer.issues", _issues)
    facts.register(_ListFacts())
    lookup.register(_consultation_address)


def _actions(request: HttpRequest, *, customer: Customer) -> Fragment:
    return Fragment("interactions/_customer_actions.html", {"customer": customer})


def _facts(request: HttpRequest, *, customer: Customer) -> Fragment:
    """The numbers of the header: contacts of 90 days, open issues, the last rating."""
    user = _user(request)
    contacts = Consultation.objects.visible_to(user).filter(customer=customer)
    open_issues = Inquiry.objects.visible_to(user).filter(customer=customer).unresolved()
    ratings = SurveyAnswer.objects.counted().filter(
        question=Question.CSAT, consultation__in=contacts
    )
    return Fragment(
        "interactions/_customer_facts.html",
        {
            "recent": contacts.filter(started_at__gte=clock.now() - RECENT).count(),
            "open_issues": open_issues.count(),
            "rating": ratings.order_by("-answered_at", "-pk").first(),
        },
    )


def _history(request: HttpRequest, *, customer: Customer) -> Fragment:
    return Fragment("interactions/_timeline.html", timeline_context(request, customer, pin=False))


def _issues(request: HttpRequest, *, customer: Customer) -> Fragment:
    user = _user(request)
    everything = request.GET.get("issues") == "all"
    mine = Inquiry.objects.visible_to(user).filter(customer=customer)
    return Fragment(
        "interactions/_threads.html",
        {
            "customer": customer,
            "open": open_threads(user, customer),
            "resolved": resolved_threads(
                user, customer, most=MOST_LISTED if everything else MOST_RESOLVED
            ),
            "resolved_count": mine.filter(state=InquiryState.RESOLVED).count(),
            "most_resolved": MOST_RESOLVED,
            "everything": everything,
        },
    )


class _ListFacts:
    """Last contact and open issues of a page of customers, in two statements."""

    def facts(self, user: User, ids: Sequence[int]) -> Mapping[int, Facts]:
        contacts = Consultation.objects.visible_to(user).filter(customer__in=ids).order_by()
        last = {
            row["customer"]: row["last"]
            for row in contacts.values("customer").annotate(last=Max("started_at"))
        }
        issues = Inquiry.objects.visible_to(user).filter(customer__in=ids).unresolved().order_by()
        open_ = {
            row["customer"]: row["n"]
            for row in issues.values("customer").annotate(n=Count("pk", distinct=True))
        }
        return {pk: Facts(last.get(pk), open_.get(pk, 0)) for pk in ids}

    def with_open_issues(self, user: User, rows: CustomerQuerySet) -> CustomerQuerySet:
        unresolved = Inquiry.objects.visible_to(user).unresolved().filter(customer__isnull=False)
        return rows.filter(pk__in=unresolved.values("customer"))


def _consultation_address(text: str, user: User) -> str | None:
    """`N-261119-0418` opens its record, where this user may open it."""
    number = text.strip().upper()
    if not number.startswith("N-"):
        return None
    if not Consultation.objects.visible_to(user).filter(number=number).exists():
        return None
    return reverse("consultations:detail", args=[number])


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
