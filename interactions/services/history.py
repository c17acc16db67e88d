"""The audit entries of one record as sentences with before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.core import audit, formats
from crm.core.models import AuditEntry

from ..choices import Exclusion

_DURATIONS = {"wait_seconds", "talk_seconds", "hold_seconds", "wrap_up_seconds"}
_MOMENTS = {"started_at", "ended_at", "first_response_at", "due_at"}
#: May name an agent, as typed or by number.
_NAMING = {"transfer_target", "assignee"}
#: Stated at the first writing; the history tells what changed since.
_FIRST = {"consultation.logged"}


@dataclass(frozen=True)
class Change:
    label: Any
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str
    what: Any
    changes: list[Change]
    reason: str


def lines_of(
    entries: Iterable[AuditEntry], *, names: bool, opens_disputes: bool = True
) -> list[Line]:
    """Without `opens_disputes` what agent and lead said to each other in a dispute is left out."""
    return [
        Line(
            at=entry.at,
            who=entry.actor.name if names and entry.actor else "",
            what=audit.label(entry.action),
            changes=[]
            if entry.action in _FIRST
            else _changes(entry.changes, names=names, talk=opens_disputes or not _is_talk(entry)),
            reason=_reason(entry) if opens_disputes or not _is_talk(entry) else "",
        )
        for entry in entries
    ]


def _reason(entry: AuditEntry) -> str:
    return str(entry.changes.get("reason", ["", ""])[1] or "")


def _is_talk(entry: AuditEntry) -> bool:
    """Of a dispute, or the exclusion that one led to: its note is the lead's answer."""
    excluded = Exclusion.DISPUTE in entry.changes.get("exclusion", ())
    return excluded or entry.action.startswith("consultation.dispute")


def _changes(changes: dict[str, list[Any]], *, names: bool, talk: bool) -> list[Change]:
    return [
        Change(audit.field_label(key), shown(key, old), shown(key, new))
        for key, (old, new) in changes.items()
        if key != "reason" and (names or key not in _NAMING) and (talk or key != "exclusion_note")
    ]


def shown(key: str, value: Any) -> str:
    """A stored value as people read it."""
    if value in (None, ""):
        return formats.MISSING
    word = audit.value_label(key, value)
    if word is not None:
        return str(word)
    if key in _DURATIONS:
        return formats.number(value, "duration")
    if key in _MOMENTS:
        return formats.moment(datetime.fromisoformat(value))
    return str(value)
