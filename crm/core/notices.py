"""The bell: telling somebody once that something waits for them.

An app registers each kind of notice with its sentence (in its `apps.ready`); the facts fill it, so
that it reads in the language of whoever looks. Facts hold no contact data of customers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from . import clock
from .models import Notice

if TYPE_CHECKING:
    from crm.people.models import User

SHOWN_IN_BELL = 6


@dataclass(frozen=True)
class Kind:
    """How notices of a kind read: a sentence with `%(fact)s` places, and an icon."""

    sentence: str | Promise
    icon: str = "bell"


_kinds: dict[str, Kind] = {}


@dataclass(frozen=True)
class Told:
    """A notice ready to be shown."""

    pk: int
    text: str
    icon: str
    url: str
    at: datetime
    unread: bool


def register(kind: str, sentence: str | Promise, icon: str = "bell") -> None:
    _kinds[kind] = Kind(sentence, icon)


def notify(
    user: User, kind: str, *, key: str, url: str, facts: Mapping[str, Any] | None = None
) -> None:
    """Tell a user. The same `key` is told once, however often the event is handled."""
    if kind not in _kinds:
        raise ValueError(f"No notice kind {kind!r} is registered")
    Notice.objects.bulk_create(
        [Notice(user=user, kind=kind, key=key, url=url, facts=dict(facts or {}))],
        ignore_conflicts=True,
    )


def unread_count(user: User) -> int:
    return Notice.objects.filter(user=user, read_at=None).count()


def for_user(user: User) -> QuerySet[Notice]:
    return Notice.objects.filter(user=user).order_by("-at", "-pk")


def latest(user: User) -> list[Told]:
    return [told(notice) for notice in for_user(user)[:SHOWN_IN_BELL]]


def told(notice: Notice) -> Told:
    """The notice as a sentence; facts that are missing leave the sentence without them."""
    kind = _kinds.get(notice.kind, Kind("%(text)s"))
    facts: Mapping[str, Any] = _Facts(notice.facts)
    return Told(
        pk=notice.pk,
        text=str(kind.sentence) % facts,
        icon=kind.icon,
        url=notice.url,
        at=notice.at,
        unread=notice.read_at is None,
    )


def mark_read(user: User, notice_id: int | None = None) -> int:
    """One notice, or all of them; how many were unread."""
    unread = Notice.objects.filter(user=user, read_at=None)
    if notice_id is not None:
        unread = unread.filter(pk=notice_id)
    return unread.update(read_at=clock.now())


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"
