"""What an issue's row owes to rules, to the centre's calendar and to the present moment.

What has been stamped stays: rules, hours and holidays that change later do not reach back while the
moments they were applied to are the same (`restamping` does it for the month that is still open).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from crm.core import clock

from ..channels import CHANNELS
from ..models import InquiryType
from .channels import channel_states
from .issue_facts import Facts, kept_by, owner_at
from .issues import Contact


class IssueClocks:
    """For many issues: the rules of types and channels are read once, the moment is the same."""

    def __init__(self) -> None:
        self._types: dict[int, int] | None = None
        self._channels: dict[str, int | None] = {}
        self._now = clock.now()

    def due_at(self, facts: Facts, was: Facts | None, due_then: datetime | None) -> datetime | None:
        """When a human reply is due; kept (`due_then`) while the opening stays what it was."""
        channel = CHANNELS[facts.opened_channel]
        if channel.live or facts.is_outbound:
            return None
        if was is not None and _opening(was) == _opening(facts):
            return due_then
        if self._types is None:
            self._read()
        minutes = (self._types or {}).get(facts.opened_type_id or 0)
        if minutes is None:
            minutes = self._channels[channel.key]
        if minutes is None:
            return None
        if channel.reply_clock == "business":
            return clock.add_business_seconds(facts.opened_at, minutes * 60)
        return facts.opened_at + timedelta(minutes=minutes)

    def complete(
        self,
        facts: Facts,
        contacts: Sequence[Contact],
        due_at: datetime | None,
        was: Facts | None,
    ) -> Facts:
        """The facts with business time and with what the due time decides."""
        found: dict[str, object] = {}
        if facts.first_response_seconds is not None and facts.first_response_at is not None:
            found["first_response_business_seconds"] = _stamped_reply(facts, was)
        if facts.resolved_at is not None:
            found["resolution_business_seconds"] = _stamped_resolution(facts, was)
        if due_at is not None and facts.counts:
            found |= self._due(facts, contacts, due_at)
        return facts._replace(**found) if found else facts  # type: ignore[arg-type]  # by name

    def _due(
        self, facts: Facts, contacts: Sequence[Contact], due_at: datetime
    ) -> dict[str, object]:
        """Nobody's yet: of the team it reached."""
        owner, local = owner_at(contacts, due_at), clock.local(due_at)
        is_due = due_at <= self._now
        return {
            "due_day": local.date(),
            "due_hour": local.hour,
            "due_agent_id": owner.agent if owner else None,
            "due_team_id": owner.team if owner else facts.opened_team_id,
            "is_reply_due": is_due,
            "reply_kept": kept_by(contacts, due_at) if is_due else None,
        }

    def _read(self) -> None:
        ruled = InquiryType.objects.filter(reply_due_minutes__isnull=False)
        self._types = {row.pk: row.reply_due_minutes or 0 for row in ruled}
        self._channels = {key: one.reply_due_minutes for key, one in channel_states().items()}


def _opening(facts: Facts) -> tuple[object, ...]:
    return (facts.opened_at, facts.opened_channel, facts.opened_type_id, facts.is_outbound)


def _stamped_reply(facts: Facts, was: Facts | None) -> int:
    known = was.first_response_business_seconds if was is not None else None
    same = was is not None and (
        (was.opened_at, was.first_response_at) == (facts.opened_at, facts.first_response_at)
    )
    if same and known is not None:
        return known
    assert facts.first_response_at is not None, "asked only of replied issues"
    return clock.business_seconds(facts.opened_at, facts.first_response_at)


def _stamped_resolution(facts: Facts, was: Facts | None) -> int:
    known = was.resolution_business_seconds if was is not None else None
    same = was is not None and (
        (was.opened_at, was.resolved_at) == (facts.opened_at, facts.resolved_at)
    )
    if same and known is not None:
        return known
    assert facts.resolved_at is not None, "asked only of resolved issues"
    return clock.business_seconds(facts.opened_at, facts.resolved_at)
