"""What the row of an issue holds, derived from its contacts (KPI.md §2, "Credit of an issue")."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from ..choices import InquiryState
from .issues import Contact, Issue

LONGEST_REPLY = timedelta(days=3650)


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
    """A reply ten years later is a mistaken date: its time is unknown."""
    if end is None or end - start > LONGEST_REPLY:
        return None
    return max(0, round((end - start).total_seconds()))


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
