"""Corrections of work status by a lead, with a reason: what, when, and whether it counts (R11).

Each writes an audit entry with before and after: the evidence of time that left the figures.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crm.core import audit, clock, formats
from crm.core.masking import mask_contacts
from crm.people.models import User, WorkStatus
from crm.people.statuses import Mark, Status

from .status_pieces import cut, hour_start, take_out, tell, whole

LONGEST = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What the period should say. A running one has no end; a mark takes its time out."""

    status: str
    started_at: datetime
    ended_at: datetime | None
    marked_reason: str | None = None


@transaction.atomic
def correct_period(actor: User, *, period: WorkStatus, stated: Stated, reason: str) -> WorkStatus:
    """Set the period right; a reason is asked for whatever changes."""
    User.objects.select_for_update(no_key=True).get(pk=period.user_id)
    held = WorkStatus.objects.select_for_update(of=("self",)).select_related("user")
    period = held.get(pk=period.pk)
    before, after = _shown(period), asdict(stated)
    changes = audit.diff(before, after)
    if not changes:
        return period
    if not reason.strip():
        raise ValidationError({"reason": _("Say why you correct this.")})
    _refuse(period, stated)
    touched = take_out(period)
    for name, value in after.items():
        setattr(period, name, value)
    period.corrected_at = clock.now()
    period.save(update_fields=[*after, "cut_until", "corrected_at"])
    now = whole(clock.now())
    touched |= cut([period], until=period.ended_at or hour_start(now))
    action = "work_status.marked" if set(changes) == {"marked_reason"} else "work_status.corrected"
    audit.record(
        actor,
        action,
        period,
        changes={**changes, "reason": [None, mask_contacts(reason.strip())]},
        label=period.user.name,
    )
    tell(touched)
    return period


def _refuse(period: WorkStatus, stated: Stated) -> None:
    now = clock.now()
    if stated.status not in Status.values:
        raise ValidationError({"status": _("There is no such work status.")})
    if stated.marked_reason is not None and stated.marked_reason not in Mark.values:
        raise ValidationError({"marked_reason": _("There is no such reason.")})
    if stated.started_at > now:
        raise ValidationError({"started_at": _("This lies in the future.")})
    if stated.ended_at is None:
        if period.ended_at is not None:
            raise ValidationError({"ended_at": _("What has ended needs an end.")})
    elif stated.ended_at > now:
        raise ValidationError({"ended_at": _("This lies in the future.")})
    elif stated.ended_at <= stated.started_at:
        raise ValidationError({"ended_at": _("The end does not lie after the start.")})
    elif stated.ended_at - stated.started_at > LONGEST:
        raise ValidationError({"ended_at": _("A work status lasts a day at most.")})
    others = WorkStatus.objects.filter(user=period.user).exclude(pk=period.pk)
    clash = others.overlapping(stated.started_at, stated.ended_at).order_by("started_at").first()
    if clash is not None:
        text = _("This runs into %(status)s, %(start)s – %(end)s.")
        facts = {
            "status": clash.get_status_display(),
            "start": formats.moment(clash.started_at),
            "end": formats.time(clash.ended_at) if clash.ended_at else _("now"),
        }
        raise ValidationError({"started_at": text % facts})


def _shown(period: WorkStatus) -> dict[str, object]:
    return {
        "status": period.status,
        "started_at": period.started_at,
        "ended_at": period.ended_at,
        "marked_reason": period.marked_reason,
    }
