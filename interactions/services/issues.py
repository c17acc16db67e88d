"""Which contacts make one issue (KPI.md §2, "Issue"); what follows for it is in `issue_facts`.

Pure: plain values in, plain values out; `threading` reads and writes the rows. Everything follows
from the contacts in their order `(started_at, position, id)`, so that it does not matter in which
order they arrived. Links by ticket or agent are fixed; links by rule are made anew each time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from ..choices import Result

JOINS_WITHIN = timedelta(days=30)
RESOLVED = Result.RESOLVED.value

Order = tuple[datetime, int, int]


@dataclass(slots=True, eq=False)
class Contact:
    """A contact as threading sees it. `issue` is the id it is linked to now, and afterwards.

    `fixed`: that link is a ticket's or an agent's choice. `sender`: the contact it was transferred
    from. `gone`: excluded for every figure, so it does not exist here. `reply_at`: its first human
    reply, null where nobody replied or the time is unknown. `live`: of its channel. `partial`:
    excluded from handling and satisfaction alone. `family` and `window` (days): of its type
    (KPI.md §4), as `standard`, the tenths of a minute that one of its type should take.
    `next_seconds` and `previous_seconds`: as `recontacts` has stamped them.
    """

    id: int
    customer: int | None
    agent: int | None
    team: int | None
    type: int | None
    channel: str
    live: bool
    inbound: bool
    answered: bool
    result: str | None
    started_at: datetime
    started_day: date
    started_hour: int
    ended_at: datetime
    ended_day: date
    reply_at: datetime | None
    position: int
    issue: int | None
    fixed: bool
    sender: int | None
    gone: bool
    partial: bool = False
    ended_hour: int = 0
    handling: int | None = None
    family: int | None = None
    window: int = 7
    standard: int | None = None
    next_seconds: int | None = None
    previous_seconds: int | None = None

    @property
    def order(self) -> Order:
        return (self.started_at, self.position, self.id)

    @property
    def opens(self) -> bool:
        """Missed contacts (abandoned, or outbound without answer) join an issue, never open one."""
        return self.answered or (self.inbound and not self.live)


@dataclass(slots=True, eq=False)
class Issue:
    """An issue while contacts join it. `id` is null for one that has no row yet."""

    id: int | None
    customer: int | None = None
    type: int | None = None
    opener: Contact | None = None
    resolver: Contact | None = None
    is_resolved: bool = False
    reopened_at: datetime | None = None
    last_at: datetime | None = None
    contacts: list[Contact] = field(default_factory=list)
    gone: list[Contact] = field(default_factory=list)

    def take(self, contact: Contact) -> None:
        self.contacts.append(contact)
        started = contact.started_at
        self.last_at = started if self.last_at is None else max(self.last_at, started)
        if self.customer is None:
            self.customer = contact.customer
        if self.type is None:
            self.type = contact.type
        if self.opener is None and contact.opens:
            self.opener = contact
        if self.is_resolved and contact.inbound and contact.sender is None:
            self.is_resolved = False
            self.reopened_at = self.reopened_at or started
        if contact.result == RESOLVED:
            self.is_resolved = True
            self.resolver = self.resolver or contact


def thread(contacts: Iterable[Contact], *, tickets: Collection[int] = ()) -> list[Issue]:
    """Assign every contact to its issue; a missed one alone, or a gone one, to none by rule.

    `tickets` are the ids of issues named by a ticket. The contacts must be complete: all of each
    customer among them, and all of each issue that a fixed link among them names. Issues of fixed
    links exist also when all their contacts are gone.
    """
    return _Threading(contacts, tickets).run()


class _Threading:
    def __init__(self, contacts: Iterable[Contact], tickets: Collection[int]) -> None:
        self.contacts = list(contacts)
        self.by_id = {contact.id: contact for contact in self.contacts}
        self.tickets = tickets
        self.issues: list[Issue] = []
        self.named: dict[int, Issue] = {}
        self.placed: dict[int, Issue] = {}
        self.unresolved: dict[int, list[Issue]] = {}

    def run(self) -> list[Issue]:
        for contact in self._in_order():
            if contact.fixed and contact.issue is not None:
                issue: Issue | None = self._issue_named(contact.issue)
            else:
                issue = None if contact.gone else self._by_rule(contact)
            if issue is not None and contact.gone:
                issue.gone.append(contact)
            elif issue is not None:
                self._put(contact, issue)
        return self.issues

    def _in_order(self) -> list[Contact]:
        """By time; a receiving leg never before its sender, whatever the clocks said."""

        def key(contact: Contact) -> tuple[Order, int, Order]:
            latest, depth, seen, at = contact.order, 0, {contact.id}, contact
            while at.sender is not None and at.sender not in seen and at.sender in self.by_id:
                at = self.by_id[at.sender]
                seen.add(at.id)
                if at.order > latest:
                    latest, depth = at.order, len(seen) - 1
            return latest, depth, contact.order

        if any(contact.sender is not None for contact in self.contacts):
            return sorted(self.contacts, key=key)
        return sorted(self.contacts, key=lambda contact: contact.order)

    def _by_rule(self, contact: Contact) -> Issue | None:
        sent = self.by_id.get(contact.sender) if contact.sender is not None else None
        if sent is not None and sent.customer == contact.customer and sent.id in self.placed:
            return self.placed[sent.id]
        return self._joined(contact) or (self._opened(contact) if contact.opens else None)

    def _joined(self, contact: Contact) -> Issue | None:
        """The newest unresolved issue of its type, else an untyped one; untyped: of any type."""
        if contact.customer is None:
            return None
        untyped: Issue | None = None
        for issue in reversed(self.unresolved.get(contact.customer, ())):
            if issue.last_at is None or contact.started_at - issue.last_at >= JOINS_WITHIN:
                continue
            if contact.type is None or issue.type == contact.type:
                return issue
            if issue.type is None and untyped is None:
                untyped = issue
        return untyped

    def _opened(self, contact: Contact) -> Issue:
        issue = Issue(None)
        self.issues.append(issue)
        return issue

    def _issue_named(self, issue_id: int) -> Issue:
        if issue_id not in self.named:
            self.named[issue_id] = Issue(issue_id)
            self.issues.append(self.named[issue_id])
        return self.named[issue_id]

    def _put(self, contact: Contact, issue: Issue) -> None:
        was_open = issue.opener is not None and not issue.is_resolved
        known = issue.customer
        issue.take(contact)
        self.placed[contact.id] = issue
        if issue.id is None:
            self._adopt(contact, issue)
        is_open = issue.opener is not None and not issue.is_resolved
        if issue.customer is None or (was_open == is_open and known == issue.customer):
            return
        waiting = self.unresolved.setdefault(issue.customer, [])
        if is_open:
            waiting.append(issue)
            waiting.sort(key=lambda one: one.opener.order if one.opener else contact.order)
        elif issue in waiting:
            waiting.remove(issue)

    def _adopt(self, contact: Contact, issue: Issue) -> None:
        """Keep the row a contact was in, so that an issue stays itself when contacts move."""
        was = contact.issue
        if was is not None and was not in self.named and was not in self.tickets:
            issue.id = was
            self.named[was] = issue
