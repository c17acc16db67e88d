"""What is due by tonight: promises to customers, and replies nobody has given yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from crm.core import clock
from crm.people.roles import Right, holds
from customers.models import Customer
from interactions.models import FollowUp, Inquiry, InquiryType

from .sight import Sight

SHOWN = 8
SOON = timedelta(hours=1)
REPLY, PROMISE = "reply", "promise"


@dataclass(frozen=True)
class Due:
    """One thing to do; `left` in seconds, negative once it is late."""

    kind: str
    due_at: datetime
    left: int
    what: str
    type: InquiryType | None
    customer: Customer | None
    who: str
    url: str

    @property
    def is_late(self) -> bool:
        return self.left < 0

    @property
    def late(self) -> int:
        return -self.left

    @property
    def is_soon(self) -> bool:
        return 0 <= self.left <= SOON.total_seconds()


@dataclass(frozen=True)
class Agenda:
    """Counts of everything due by tonight; the first `rows` in order of time."""

    late: int
    soon: int
    today: int
    promises: int
    replies: int
    rows: list[Due]
    follow_ups_url: str

    @property
    def count(self) -> int:
        return self.late + self.soon + self.today

    @property
    def following(self) -> Due | None:
        """The next one still in time."""
        return next((row for row in self.rows if not row.is_late), None)


def agenda(sight: Sight) -> Agenda:
    """Promises are shown to whoever may see follow-ups."""
    tonight = clock.day_bounds(clock.local_day(sight.now))[1]
    promises = _promises(sight, tonight)
    replies = _replies(sight, tonight)
    moments = [*promises.values_list("due_at", flat=True)] if promises is not None else []
    count = len(moments)
    moments += [at for at in replies.values_list("reply_due_at", flat=True) if at is not None]
    late = sum(at < sight.now for at in moments)
    soon = sum(sight.now <= at <= sight.now + SOON for at in moments)
    rows = [*_replies_of(replies, sight.now)]
    if promises is not None:
        rows += _promises_of(promises, sight.now)
    return Agenda(
        late=late,
        soon=soon,
        today=len(moments) - late - soon,
        promises=count,
        replies=len(moments) - count,
        rows=sorted(rows, key=lambda row: row.due_at)[:SHOWN],
        follow_ups_url=(
            sight.addressed(reverse("follow_ups:list"), due="overdue" if late else "today")
            if promises is not None
            else ""
        ),
    )


def _promises(sight: Sight, until: datetime) -> QuerySet[FollowUp] | None:
    if not holds(sight.user, Right.FOLLOW_UPS_READ):
        return None
    rows = FollowUp.objects.listed_for(sight.user).open().filter(due_at__lt=until)
    return rows if sight.team is None else rows.filter(team=sight.team)


def _replies(sight: Sight, until: datetime) -> QuerySet[Inquiry]:
    rows = Inquiry.objects.listed_for(sight.user).owing_reply(until)
    return rows if sight.team is None else rows.filter(opened_team=sight.team)


def _promises_of(rows: QuerySet[FollowUp], now: datetime) -> Iterator[Due]:
    named = rows.select_related("customer", "assignee", "consultation__type")
    for one in named.order_by("due_at", "pk")[:SHOWN]:
        yield Due(
            kind=PROMISE,
            due_at=one.due_at,
            left=int((one.due_at - now).total_seconds()),
            what=one.note,
            type=one.consultation.type,
            customer=one.customer,
            who=one.assignee.name,
            url=reverse("follow_ups:detail", kwargs={"pk": one.pk}),
        )


def _replies_of(rows: QuerySet[Inquiry], now: datetime) -> Iterator[Due]:
    named = rows.select_related("customer", "owner", "type")
    for one in named.order_by("reply_due_at", "pk")[:SHOWN]:
        assert one.reply_due_at is not None, "asked for above"
        yield Due(
            kind=REPLY,
            due_at=one.reply_due_at,
            left=int((one.reply_due_at - now).total_seconds()),
            what="",
            type=one.type,
            customer=one.customer,
            who=one.owner.name if one.owner is not None else "",
            url=f"{reverse('consultations:list')}?issue={one.pk}",
        )
