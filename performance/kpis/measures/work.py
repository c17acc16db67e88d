"""What a piece of status time, a working day or a promise adds."""

from __future__ import annotations

from django.db.models import F, Q

from crm.people.statuses import HANDLING, LOGGED_IN, PAID, PRODUCTIVE

from ..facts import FOLLOW_UP_DUE, STATUS_TIME, WORK_DAY
from ..types import Measure, Reason
from .values import counted, summed

_SECONDS = F("seconds")


def _status(statuses: tuple[str, ...]) -> Q:
    return Q(status__in=[str(status) for status in statuses])


def _other(statuses: tuple[str, ...]) -> Reason:
    return Reason("other_status", ~_status(statuses))


#: Time at work that a protective stop or a legal rest does not take out of productivity (R11).
_OPEN = _status(LOGGED_IN) & Q(marked_reason__isnull=True)

MEASURES = (
    counted("follow_ups_due", FOLLOW_UP_DUE),
    counted("follow_ups_kept", FOLLOW_UP_DUE, Q(kept=True)),
    summed("status_handling", STATUS_TIME, _SECONDS, _status(HANDLING)),
    Measure(
        "status_productive",
        STATUS_TIME.id,
        _status(PRODUCTIVE),
        _SECONDS,
        (_other(PRODUCTIVE),),
    ),
    counted("productive_pieces", STATUS_TIME, _status(PRODUCTIVE), _other(PRODUCTIVE)),
    Measure("status_paid", STATUS_TIME.id, _status(PAID), _SECONDS, (_other(PAID),)),
    counted("paid_pieces", STATUS_TIME, _status(PAID), _other(PAID)),
    Measure("status_logged_in", STATUS_TIME.id, _OPEN, _SECONDS, strict=True),
    Measure("logged_in_pieces", STATUS_TIME.id, _OPEN, strict=True),
    counted("active_days", WORK_DAY),
    counted("worked_days", WORK_DAY, Q(worked=True)),
)
