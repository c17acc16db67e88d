"""Who does what, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from crm.core import clock
from crm.people.models import User, WorkStatus
from crm.people.statuses import Status

from .sight import Sight

#: In the order a lead looks for somebody to help or to ask.
ORDER = (
    Status.CONTACT, Status.WRAP_UP, Status.READY, Status.TRAINING, Status.BREAK, Status.AWAY,
)  # fmt: skip
NONE = "none"
NO_STATUS = pgettext_lazy("work status", "No status")


@dataclass(frozen=True)
class Person:
    """An agent; `seconds` since the status began, `None` without one."""

    code: str
    name: str
    since: datetime | None
    seconds: int | None
    is_marked: bool
    url: str


@dataclass(frozen=True)
class Group:
    """The agents of one status, the longest first; `url` opens their periods."""

    key: str
    label: str | Promise
    people: list[Person]
    url: str

    @property
    def count(self) -> int:
        return len(self.people)


def groups(sight: Sight) -> list[Group]:
    """Every agent of the teams once; who has set no status stands last."""
    day = clock.local_day(sight.now)
    users = list(User.objects.active().members_of(sight.shown, day).order_by("name", "code"))
    running = WorkStatus.objects.running().filter(user__in=users)
    periods = {period.user_id: period for period in running}
    found: dict[str, list[Person]] = {key: [] for key in (*ORDER, NONE)}
    for user in users:
        period = periods.get(user.pk)
        found[period.status if period else NONE].append(_person(user, period, sight.now))
    path = reverse("staff:periods")
    labels = {**dict(Status.choices), NONE: NO_STATUS}
    return [
        Group(
            key,
            labels[key],
            sorted(people, key=lambda person: (person.since or sight.now, person.name)),
            "" if key == NONE else sight.addressed(path, status=key, running="yes"),
        )
        for key, people in found.items()
    ]


def _person(user: User, period: WorkStatus | None, now: datetime) -> Person:
    since = period.started_at if period is not None else None
    return Person(
        code=user.code,
        name=user.name,
        since=since,
        seconds=int((now - since).total_seconds()) if since is not None else None,
        is_marked=period is not None and period.marked_reason is not None,
        url=reverse("performance:agent", kwargs={"code": user.code}),
    )
