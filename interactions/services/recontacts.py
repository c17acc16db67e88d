"""Which contacts come again (KPI.md §4): how long until the next one, how long since the last one.

Pure, like `issues`: `threading` reads and writes the rows. A contact takes part when a human
answered it, it is inbound, not wholly excluded, no receiving leg, and its customer is known. Two of
a customer belong together in one issue or one family; order is `(started_at, id)`. Seconds count
from the end of the earlier to the start of the later one, 0 where they overlap, rounded up: so
that a window of W days is met exactly when seconds <= W * 86,400, whatever W is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta

from .issues import Contact, Issue

#: The window of a contact without a type, in days.
DEFAULT_WINDOW = 7
ONE_SECOND = timedelta(seconds=1)
#: Customer, whether by issue (else by family), and the id of that.
Key = tuple[int, bool, int]


def takes_part(contact: Contact) -> bool:
    """Whether it can be a first contact, and a re-contact of another."""
    return (
        contact.answered
        and contact.inbound
        and contact.customer is not None
        and contact.sender is None
        and not contact.gone
    )


def seconds_between(end: datetime, start: datetime) -> int:
    """From an end to a later start, rounded up; 0 when it began before the end."""
    return max(0, -((end - start) // ONE_SECOND))


class Trails:
    """What takes part, by customer and issue and by customer and family, in order.

    The contacts must be complete and placed: all of each customer, each with its issue.
    """

    def __init__(self, contacts: Iterable[Contact]) -> None:
        self._contacts = list(contacts)
        self._trails: dict[Key, list[Contact]] = {}
        taking_part = [contact for contact in self._contacts if takes_part(contact)]
        taking_part.sort(key=_order)
        for contact in taking_part:
            for key in _keys(contact.customer, contact.issue, contact.family):
                self._trails.setdefault(key, []).append(contact)

    def stamp(self) -> list[Contact]:
        """Set the outcomes of every contact; returns those whose outcomes were others before."""
        following, preceding = self._nearest()
        changed = []
        for contact in self._contacts:
            later, earlier = following.get(contact.id), preceding.get(contact.id)
            if later != contact.next_seconds or earlier != contact.previous_seconds:
                contact.next_seconds, contact.previous_seconds = later, earlier
                changed.append(contact)
        return changed

    def _nearest(self) -> tuple[dict[int, int], dict[int, int]]:
        """By contact: seconds to the next one and from the previous one, of either relation.

        The next one is the one that starts first, the previous one the one that ended last.
        """
        following: dict[int, int] = {}
        preceding: dict[int, int] = {}
        for trail in self._trails.values():
            last, latest_end = trail[0], trail[0].ended_at
            for contact in trail[1:]:
                _shorten(following, last.id, seconds_between(last.ended_at, contact.started_at))
                _shorten(preceding, contact.id, seconds_between(latest_end, contact.started_at))
                last, latest_end = contact, max(latest_end, contact.ended_at)
        return following, preceding

    def after_resolution(self, issue: Issue) -> int | None:
        """Seconds from an issue's resolution to the next re-contact; stamp first."""
        resolver = issue.resolver
        if resolver is None or issue.customer is None:
            return None
        if takes_part(resolver):
            return resolver.next_seconds
        found = [
            seconds_between(resolver.ended_at, later.started_at)
            for key in _keys(resolver.customer or issue.customer, issue.id, resolver.family)
            if (later := _first_after(self._trails.get(key, []), resolver)) is not None
        ]
        return min(found, default=None)


def _order(contact: Contact) -> tuple[datetime, int]:
    return (contact.started_at, contact.id)


def _keys(customer: int | None, issue: int | None, family: int | None) -> list[Key]:
    """An untyped contact matches by issue only."""
    if customer is None:
        return []
    relations = ((True, issue), (False, family))
    return [(customer, by_issue, key) for by_issue, key in relations if key is not None]


def _first_after(trail: list[Contact], contact: Contact) -> Contact | None:
    place = bisect_right(trail, _order(contact), key=_order)
    return trail[place] if place < len(trail) else None


def _shorten(found: dict[int, int], key: int, seconds: int) -> None:
    if seconds < found.get(key, seconds + 1):
        found[key] = seconds
