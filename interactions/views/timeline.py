"""A customer's history: contacts by day, newest first, and issues as threads.

Read for the customer page and for the panes beside the consultation form. What a user may not open
(a QA outside the assigned teams) is not in it, and executives see no agents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, Min, Prefetch
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from crm.core import clock
from crm.core.pages import Page
from crm.people.models import User
from crm.people.roles import EXECUTIVE, Right
from customers.models import Customer

from ..channels import CHANNELS
from ..choices import Direction, FollowUpState, InquiryState, Question, Result
from ..models import Consultation, FollowUp, Inquiry, SurveyAnswer

STEP = 20
MOST = 1000
MOST_LEGS = 12
MOST_RESOLVED = 5
TONES: dict[str | None, str] = {
    Result.RESOLVED: "good",
    Result.IN_PROGRESS: "warn",
    Result.CALLBACK: "acc",
    Result.ABANDONED: "bad",
}


@dataclass(frozen=True)
class Entry:
    """One contact as a line of the timeline or a leg of a thread."""

    contact: Consultation
    icon: str
    channel: str | Promise
    agent: str
    status: str | Promise
    tone: str
    rating: SurveyAnswer | None
    follow_up: FollowUp | None
    follow_up_tries: int

    @property
    def words(self) -> str:
        """The first line of what was asked, else of what was answered: names a leg."""
        text = self.contact.question.strip() or self.contact.answer.strip()
        return text.splitlines()[0] if text else ""


@dataclass(frozen=True)
class Day:
    day: date
    entries: Sequence[Entry]

    @property
    def is_today(self) -> bool:
        return self.day == clock.today()

    @property
    def is_this_year(self) -> bool:
        return self.day.year == clock.today().year


@dataclass(frozen=True)
class Thread:
    """An issue with its contacts in their order. `age_days` counts the opening day as the first."""

    issue: Inquiry
    entries: Sequence[Entry]
    hidden: int
    age_days: int
    owner: str
    due: FollowUp | None

    @property
    def ratings(self) -> list[SurveyAnswer]:
        return [entry.rating for entry in self.entries if entry.rating]


@dataclass(frozen=True)
class Timeline:
    """`counts`: contacts by channel, for the filter; `total` are those under the filter."""

    days: Sequence[Day]
    counts: Sequence[tuple[str, str | Promise, int]]
    everything: int
    total: int
    channel: str
    shown: int
    first_day: date | None
    pinned: Sequence[Thread] = field(default=())

    @property
    def left(self) -> int:
        return max(0, min(self.total, MOST) - self.shown)

    @property
    def next_step(self) -> int:
        return min(self.left, STEP)

    @property
    def wanted_next(self) -> int:
        return self.shown + STEP


def read_timeline(
    user: User, customer: Customer, *, channel: str = "", entries: int = STEP, pin: bool = True
) -> Timeline:
    """The newest `entries` contacts under a channel filter; `pin` puts open issues on top."""
    rows = Consultation.objects.visible_to(user).filter(customer=customer)
    tally = list(rows.order_by().values("channel").annotate(n=Count("pk"), first=Min("started_at")))
    by_channel = {row["channel"]: row["n"] for row in tally}
    channel = channel if channel in CHANNELS else ""
    if channel:
        rows = rows.filter(channel=channel)
    wanted = max(STEP, min(entries, MOST))
    listed = [entry_of(user, row) for row in _with_lines(rows)[:wanted]]
    grouped = groupby(listed, key=lambda entry: clock.local_day(entry.contact.started_at))
    oldest = min((row["first"] for row in tally), default=None)
    return Timeline(
        days=[Day(day, list(group)) for day, group in grouped],
        counts=[
            (key, kind.label, by_channel[key])
            for key, kind in CHANNELS.items()
            if key in by_channel
        ],
        everything=sum(by_channel.values()),
        total=by_channel.get(channel, 0) if channel else sum(by_channel.values()),
        channel=channel,
        shown=len(listed),
        first_day=clock.local_day(oldest) if oldest else None,
        pinned=open_threads(user, customer)[:2] if pin else (),
    )


def open_threads(user: User, customer: Customer) -> list[Thread]:
    rows = Inquiry.objects.visible_to(user).joinable(customer)
    return [_thread(user, issue) for issue in _with_legs(user, rows)]


def resolved_threads(user: User, customer: Customer, *, most: int) -> list[Thread]:
    rows = Inquiry.objects.visible_to(user).filter(customer=customer, state=InquiryState.RESOLVED)
    rows = rows.select_related("type", "owner").order_by("-last_contact_at", "-pk")
    return [_thread(user, issue) for issue in _with_legs(user, rows)[:most]]


def _with_lines(rows: Any) -> Any:
    """Everything a line prints, in a fixed number of statements."""
    answers = SurveyAnswer.objects.counted().filter(question=Question.CSAT)
    promises = FollowUp.objects.annotate(tries=Count("attempts")).order_by("-due_at")
    return rows.select_related("agent", "team", "type").prefetch_related(
        Prefetch("survey_answers", queryset=answers, to_attr="ratings"),
        Prefetch("follow_ups", queryset=promises, to_attr="promises"),
    )


def _with_legs(user: User, rows: Any) -> Any:
    legs = Consultation.objects.visible_to(user).order_by("started_at", "position", "pk")
    return rows.prefetch_related(Prefetch("consultations", queryset=_with_lines(legs)))


def _thread(user: User, issue: Inquiry) -> Thread:
    legs = [entry_of(user, row) for row in issue.consultations.all()]
    promised = [
        entry.follow_up
        for entry in legs
        if entry.follow_up is not None and entry.follow_up.state == FollowUpState.OPEN
    ]
    return Thread(
        issue=issue,
        entries=legs[-MOST_LEGS:],
        hidden=max(0, len(legs) - MOST_LEGS),
        age_days=(clock.today() - issue.opened_day).days + 1,
        owner=_named(user, issue.owner),
        due=min(promised, key=lambda promise: promise.due_at, default=None),
    )


def entry_of(user: User, row: Any) -> Entry:
    """A consultation as `user` may see it (read with `_with_lines`)."""
    channel = CHANNELS.get(row.channel)
    outbound_call = row.channel == "phone" and row.direction == Direction.OUTBOUND
    promise = row.promises[0] if row.promises else None
    status, tone = _status(row)
    return Entry(
        contact=row,
        icon="phone-outgoing" if outbound_call else channel.icon if channel else "circle-help",
        channel=channel.label if channel else row.channel,
        agent=_named(user, row.agent),
        status=status,
        tone=tone,
        rating=row.ratings[0] if row.ratings else None,
        follow_up=promise,
        follow_up_tries=promise.tries if promise else 0,
    )


def _status(row: Consultation) -> tuple[str | Promise, str]:
    if row.exclusion:
        return pgettext_lazy("record", "Not counted"), "out"
    if row.result:
        return Result(row.result).label, TONES.get(row.result, "")
    if not row.answered:
        return pgettext_lazy("record", "Waiting for a reply"), "warn"
    return pgettext_lazy("result", "Unknown"), "out"


def _named(user: User, agent: User | None) -> str:
    """The agent's name, for those who may know it."""
    return agent.name if agent is not None and user.role != EXECUTIVE else ""


class CustomerTimeline(Page):
    """The timeline alone, for htmx; any other request belongs to the customer's page."""

    permission = Right.CUSTOMERS_READ
    title = pgettext_lazy("of a customer", "History")
    template = "interactions/timeline.html"
    menu = "customers:list"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_fragment:
            page = reverse("customers:page", args=[self.kwargs["number"]])
            return redirect(f"{page}?{request.GET.urlencode()}")
        return super().get(request, *args, **kwargs)

    def get_context(self) -> dict[str, Any]:
        number = self.kwargs["number"]
        customer = Customer.objects.visible_to(self.user).filter(number=number).first()
        if customer is None:
            raise Http404
        return {**super().get_context(), **timeline_context(self.request, customer)}


def timeline_context(
    request: HttpRequest, customer: Customer, *, pin: bool = True
) -> dict[str, Any]:
    """What `interactions/_timeline.html` needs; filter and length stand in the address."""
    entries = request.GET.get("entries", "")
    user = request.user
    assert isinstance(user, User)
    return {
        "customer": customer,
        "timeline": read_timeline(
            user,
            customer,
            channel=request.GET.get("channel", ""),
            entries=int(entries) if entries.isdecimal() and len(entries) < 6 else STEP,
            pin=pin,
        ),
        "timeline_url": reverse("timeline:of", args=[customer.number]),
        "timeline_query": _rest_of(request),
    }


def _rest_of(request: HttpRequest) -> str:
    """The page's address without what this fragment changes: its links keep everything else."""
    htmx = getattr(request, "htmx", None)
    shown = htmx.current_url if htmx else request.get_full_path()
    query = QueryDict(urlsplit(shown or "").query, mutable=True)
    for name in ("channel", "entries", "view"):
        query.pop(name, None)
    return f"{query.urlencode()}&" if query else ""
