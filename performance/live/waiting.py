"""Contacts nobody has taken yet: how many, which the longest, and which are past their time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise

from interactions.channels import CHANNELS
from interactions.models import Consultation

from .sight import Sight

SHOWN = 8


@dataclass(frozen=True)
class Waiting:
    """One contact; `is_over`: its reply was due before now."""

    record: Consultation
    icon: str
    channel: str | Promise
    since: datetime
    seconds: int
    due_at: datetime | None
    is_over: bool


@dataclass(frozen=True)
class Queue:
    """`count` of all, the first `rows` of them, by channel; `over` are past their time."""

    count: int
    over: int
    by_channel: list[tuple[str | Promise, int]]
    rows: list[Waiting]
    url: str

    @property
    def longest(self) -> Waiting | None:
        return self.rows[0] if self.rows else None


def queue(sight: Sight) -> Queue:
    rows = Consultation.objects.waiting().listed_for(sight.user)
    if sight.team is not None:
        rows = rows.filter(team=sight.team)
    facts = rows.order_by().values_list("channel", "inquiry__reply_due_at")
    channels: Counter[str] = Counter()
    over = 0
    for channel, due_at in facts:
        channels[channel] += 1
        over += due_at is not None and due_at < sight.now
    first = rows.with_names().select_related("inquiry").order_by("started_at", "pk")[:SHOWN]
    return Queue(
        count=channels.total(),
        over=over,
        by_channel=[(CHANNELS[key].label, n) for key, n in channels.most_common()],
        rows=[_waiting(record, sight.now) for record in first],
        url=sight.addressed(reverse("consultations:list"), waiting="true"),
    )


def _waiting(record: Consultation, now: datetime) -> Waiting:
    channel = CHANNELS[record.channel]
    due_at = record.inquiry.reply_due_at if record.inquiry is not None else None
    return Waiting(
        record=record,
        icon=channel.icon,
        channel=channel.label,
        since=record.started_at,
        seconds=int((now - record.started_at).total_seconds()),
        due_at=due_at,
        is_over=due_at is not None and due_at < now,
    )
