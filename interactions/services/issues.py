"""Which contacts make one issue, and what follows for the issue (KPI.md §2, "Issue", "Credit").

Pure: plain values in, plain values out; `threading` reads and writes the rows. Everything follows
from the contacts in their order `(started_at, position, id)`, so that it does not matter in which
order they arrived. Links by ticket or agent are fixed; links by rule are made anew each time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from ..choices import InquiryState, Result

JOINS_WITHIN = timedelta(days=30)
RESOLVED = Result.RESOLVED.value

Order = tuple[datetime, int, int]


@dataclass(slots=True, eq=False)
class Contact:
    """A contact as threading sees it. `issue` is the id it is linked to now, and afterwards.

    `fixed`: that link is a ticket's or an agent's choice. `sender`: the contact it was transferred
    from. `gone`: excluded for every figure, so it does not exist here. `reply_at`: its first human
    reply, null where nobody replied or the time is unknown. `live`: of its channel.
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


class Facts(NamedTuple):
    """What an issue's row holds, all of it derived; named as the columns of `Inquiry`."""

    customer_id: int | None
    type_id: int | None
    state: str
    owner_id: int | None
    counts: bool
    is_outbound: bool
    opened_at: datetime
    opened_day: date
    opened_hour: int
    opened_channel: str
    opened_agent_id: int | None
    opened_team_id: int | None
    opened_type_id: int | None
    last_contact_at: datetime
    contact_count: int
    waiting_since: datetime | None
    first_response_at: datetime | None
    first_response_seconds: int | None
    is_answered: bool
    response_agent_id: int | None
    response_team_id: int | None
    resolved_at: datetime | None
    resolved_day: date | None
    resolved_agent_id: int | None
    resolved_team_id: int | None
    reopened_at: datetime | None


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


def facts_of(issue: Issue, waiting_since: datetime | None = None) -> Facts | None:
    """The row's values; null when no contact is left in it (excluded, or moved away)."""
    if not issue.contacts:
        return None
    contacts = sorted(issue.contacts, key=lambda contact: contact.order)
    first = issue.opener or contacts[0]
    counts, outbound = issue.opener is not None, not first.inbound
    replier, at = _reply(contacts)
    owner = _owner(contacts)
    credited = replier or owner
    resolver = issue.resolver
    known = at is not None and counts and not outbound
    waits = _still_waiting(issue, waiting_since)
    return Facts(
        customer_id=issue.customer,
        type_id=issue.type,
        state=_state(issue, waits),
        owner_id=owner.agent if owner else None,
        counts=counts,
        is_outbound=outbound,
        opened_at=first.started_at,
        opened_day=first.started_day,
        opened_hour=first.started_hour,
        opened_channel=first.channel,
        opened_agent_id=first.agent,
        opened_team_id=first.team,
        opened_type_id=first.type,
        last_contact_at=contacts[-1].started_at,
        contact_count=len(contacts),
        waiting_since=waiting_since if waits else None,
        first_response_at=at if known else None,
        first_response_seconds=_seconds(first.started_at, at) if known else None,
        is_answered=replier is not None,
        response_agent_id=credited.agent if credited else None,
        response_team_id=credited.team if credited else None,
        resolved_at=resolver.ended_at if resolver else None,
        resolved_day=resolver.ended_day if resolver else None,
        resolved_agent_id=resolver.agent if resolver else None,
        resolved_team_id=resolver.team if resolver else None,
        reopened_at=issue.reopened_at,
    )


def empty_facts(was: Facts | None, issue: Issue | None) -> Facts:
    """An issue without contacts that exist, kept since something points to it: counts nowhere."""
    if was is None and issue is not None:
        first = replace(issue.gone[0], gone=False)
        was = facts_of(Issue(issue.id, contacts=[first]))
    if was is None:
        raise ValueError("an issue needs a contact, or a row")
    return was._replace(
        state=InquiryState.RESOLVED.value,
        counts=False,
        contact_count=0,
        waiting_since=None,
        first_response_at=None,
        first_response_seconds=None,
        is_answered=False,
        resolved_at=None,
        resolved_day=None,
        resolved_agent_id=None,
        resolved_team_id=None,
        reopened_at=None,
    )


def _seconds(start: datetime, end: datetime | None) -> int | None:
    return None if end is None else max(0, round((end - start).total_seconds()))


def _state(issue: Issue, waits: bool) -> str:
    if issue.is_resolved:
        return InquiryState.RESOLVED.value
    return InquiryState.WAITING.value if waits else InquiryState.OPEN.value


def _still_waiting(issue: Issue, since: datetime | None) -> bool:
    """Waiting for the customer ends with the customer's next contact."""
    return since is not None and not any(
        contact.inbound and contact.sender is None and contact.started_at > since
        for contact in issue.contacts
    )


def _reply(contacts: list[Contact]) -> tuple[Contact | None, datetime | None]:
    """Who replied first, and when. A reply of unknown time that may be earlier makes it unknown."""
    answered = [contact for contact in contacts if contact.answered]
    timed = [(contact.reply_at, n) for n, contact in enumerate(answered) if contact.reply_at]
    if not answered:
        return None, None
    earliest = min(timed) if timed else None
    for contact in answered:
        if contact.reply_at is None and (earliest is None or contact.started_at <= earliest[0]):
            return contact, None
    return (answered[earliest[1]], earliest[0]) if earliest else (None, None)


def _owner(contacts: list[Contact]) -> Contact | None:
    """Whoever took the last answered contact; before any, the last one it was offered to."""
    with_agent = [contact for contact in contacts if contact.agent is not None]
    taken = [contact for contact in with_agent if contact.answered]
    found = taken or with_agent
    return found[-1] if found else None
