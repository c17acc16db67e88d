"""What the row of an issue holds, derived from its contacts (KPI.md §2, "Credit of an issue")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from ..choices import InquiryState
from .issues import Contact, Issue

LONGEST_REPLY = timedelta(days=3650)
ONE_SECOND = timedelta(seconds=1)


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
    resolved_hour: int | None
    resolved_channel: str | None
    resolved_type_id: int | None
    resolution_seconds: int | None
    resolved_window_days: int | None
    resolved_next_seconds: int | None
    handling_total_seconds: int | None
    first_response_business_seconds: int | None = None
    resolution_business_seconds: int | None = None
    due_day: date | None = None
    due_hour: int | None = None
    due_agent_id: int | None = None
    due_team_id: int | None = None
    is_reply_due: bool = False
    reply_kept: bool | None = None


def facts_of(
    issue: Issue, waiting_since: datetime | None = None, *, next_seconds: int | None = None
) -> Facts | None:
    """The row's values; null when no contact is left in it (excluded, or moved away).

    `next_seconds`: from its resolution to the next re-contact. What depends on the calendar and on
    the present moment is left to `issue_clocks`.
    """
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
        resolved_hour=resolver.ended_hour if resolver else None,
        resolved_channel=resolver.channel if resolver else None,
        resolved_type_id=resolver.type if resolver else None,
        resolution_seconds=_elapsed(first.started_at, resolver.ended_at) if resolver else None,
        resolved_window_days=resolver.window if resolver else None,
        resolved_next_seconds=next_seconds if resolver else None,
        handling_total_seconds=_handling(contacts) if resolver else None,
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
        resolved_hour=None,
        resolved_channel=None,
        resolved_type_id=None,
        resolution_seconds=None,
        resolved_window_days=None,
        resolved_next_seconds=None,
        handling_total_seconds=None,
        first_response_business_seconds=None,
        resolution_business_seconds=None,
        due_day=None,
        due_hour=None,
        due_agent_id=None,
        due_team_id=None,
        reply_kept=None,
        is_reply_due=False,
    )


def _seconds(start: datetime, end: datetime | None) -> int | None:
    """A reply ten years later is a mistaken date: its time is unknown."""
    if end is None or end - start > LONGEST_REPLY:
        return None
    return max(0, round((end - start).total_seconds()))


def _elapsed(start: datetime, end: datetime) -> int:
    return max(0, (end - start) // ONE_SECOND)


def _handling(contacts: Sequence[Contact]) -> int | None:
    """What all its handled contacts cost; null when one of them is unknown (KPI.md R11: a partly
    excluded one adds nothing, and an issue of such ones alone has no time).
    """
    counted = [one.handling for one in contacts if one.answered and not one.partial]
    known = [seconds for seconds in counted if seconds is not None]
    return sum(known) if known and len(known) == len(counted) else None


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


def owner_at(contacts: Iterable[Contact], moment: datetime) -> Contact | None:
    """Whose the issue was at a moment: what came later changed hands later."""
    return _owner(
        sorted((one for one in contacts if one.started_at <= moment), key=lambda one: one.order)
    )


def kept_by(contacts: Iterable[Contact], due_at: datetime) -> bool | None:
    """Whether a human had replied by then; null where a reply of unknown time may have been it.

    A live contact has replied by its end, whatever is not known of its beginning.
    """
    may_be = False
    for contact in contacts:
        if not contact.answered or contact.started_at > due_at:
            continue
        at = contact.reply_at or (contact.ended_at if contact.live else None)
        if at is not None and at <= due_at:
            return True
        may_be = may_be or contact.reply_at is None
    return None if may_be else False


def _owner(contacts: list[Contact]) -> Contact | None:
    """Whoever took the last answered contact; before any, the last one it was offered to."""
    with_agent = [contact for contact in contacts if contact.agent is not None]
    taken = [contact for contact in with_agent if contact.answered]
    found = taken or with_agent
    return found[-1] if found else None
