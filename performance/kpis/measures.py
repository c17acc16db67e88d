"""What one record adds to a total: the stored columns. A new line here wants a migration."""

from __future__ import annotations

from django.db.models import BigIntegerField, Case, F, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from interactions.channels import CHANNELS
from interactions.choices import HANDLING_FAULTS, Result

from .facts import (
    CONTACT_ENDED,
    CONTACT_STARTED,
    FOLLOW_UP_DUE,
    ISSUE_OPENED,
    ISSUE_REPLIED,
    SATISFACTION,
    UNTOUCHED,
)
from .types import Distribution, Fact, Measure, Reason

#: An abandoned contact whose wait is known and not longer gave up before anybody could answer.
SHORT_SECONDS = 5
#: Channels with a service-level threshold T, in seconds.
THRESHOLDS: dict[str, int] = {
    key: channel.service_level_seconds
    for key, channel in CHANNELS.items()
    if channel.service_level_seconds is not None
}
_SHORT = Q(answered=False, wait_seconds__lte=SHORT_SECONDS)
_LONG_OR_UNKNOWN = Q(wait_seconds__gt=SHORT_SECONDS) | Q(wait_seconds__isnull=True)
_IN_TIME = Q()
for _channel, _seconds in THRESHOLDS.items():
    _IN_TIME |= Q(answered=True, channel=_channel, wait_seconds__lte=_seconds)
#: Scale 1–5 steps by 9, scale 1–10 by 4: both then reach 36.
_POINTS = Case(
    When(scale="1-5", then=(F("value") - 1) * 9),
    When(scale="1-10", then=(F("value") - 1) * 4),
    default=Value(0),
    output_field=IntegerField(),
)
_SATISFIED = Q(scale="1-5", value__gte=4) | Q(scale="1-10", value__gte=9)
_UNANSWERED = Reason("unanswered", Q(answered=False))
_UNKNOWN_WAIT = Reason("unknown_wait", Q(answered=True, wait_seconds__isnull=True))


def _square(field: str) -> Combinable:
    """As bigint: the square of a day's seconds does not fit an integer."""
    return Cast(field, BigIntegerField()) * F(field)


def _started(name: str, where: Q, *reasons: Reason, value: Combinable | None = None) -> Measure:
    return Measure(name, CONTACT_STARTED.id, where, value, reasons)


def _ended(name: str, where: Q, *reasons: Reason, value: Combinable | None = None) -> Measure:
    return Measure(name, CONTACT_ENDED.id, where, value, reasons)


def _all(name: str, fact: Fact, value: Combinable | None = None) -> Measure:
    return Measure(name, fact.id, value=value)


_WAITED = Q(answered=True, wait_seconds__isnull=False)
_TIMED = UNTOUCHED & Q(handling_seconds__isnull=False)
_LEVEL = Q(channel__in=list(THRESHOLDS)) & (_WAITED | (Q(answered=False) & _LONG_OR_UNKNOWN))

_LIST = (
    _started("offered", Q()),
    _started("answered", Q(answered=True), _UNANSWERED),
    _started("abandoned", Q(answered=False)),
    _started("offered_net", Q(answered=True) | _LONG_OR_UNKNOWN, Reason("short", _SHORT)),
    _started("abandoned_net", Q(answered=False) & _LONG_OR_UNKNOWN),
    _started("waits", _WAITED, _UNANSWERED, _UNKNOWN_WAIT),
    _started("wait_seconds", _WAITED, value=F("wait_seconds")),
    _started("wait_squares", _WAITED, value=_square("wait_seconds")),
    _started(
        "level_base",
        _LEVEL,
        Reason("no_threshold", ~Q(channel__in=list(THRESHOLDS))),
        Reason("short", _SHORT),
        _UNKNOWN_WAIT,
    ),
    _started("in_time", _IN_TIME),
    _ended("handled", Q()),
    Measure(
        "timed",
        CONTACT_ENDED.id,
        _TIMED,
        strict=True,
        reasons=(
            Reason(
                "impossible",
                Q(handling_seconds__isnull=True, faults__overlap=list(HANDLING_FAULTS)),
            ),
            Reason("unknown_handling", Q(handling_seconds__isnull=True)),
        ),
    ),
    _ended("handling_seconds", _TIMED, value=F("handling_seconds")),
    _ended("handling_squares", _TIMED, value=_square("handling_seconds")),
    _ended(
        "results_known",
        Q(result__isnull=False),
        Reason("unknown_result", Q(result__isnull=True)),
    ),
    _ended("resolved", Q(result=Result.RESOLVED.value)),
    _ended("transferred", Q(result=Result.TRANSFERRED.value)),
    _all("issues", ISSUE_OPENED),
    _all("replies", ISSUE_REPLIED),
    _all("reply_seconds", ISSUE_REPLIED, F("first_response_seconds")),
    _all("reply_squares", ISSUE_REPLIED, _square("first_response_seconds")),
    _all("ratings", SATISFACTION),
    Measure("ratings_satisfied", SATISFACTION.id, _SATISFIED),
    Measure("ratings_of_ten", SATISFACTION.id, Q(scale="1-10")),
    _all("rating_points", SATISFACTION, _POINTS),
    _all("rating_squares", SATISFACTION, _POINTS * _POINTS),
    _all("follow_ups_due", FOLLOW_UP_DUE),
    Measure("follow_ups_kept", FOLLOW_UP_DUE.id, Q(kept=True)),
)
MEASURES: dict[str, Measure] = {measure.id: measure for measure in _LIST}

DISTRIBUTIONS: dict[str, Distribution] = {
    distribution.id: distribution
    for distribution in (
        Distribution("handling", base="timed", value="handling_seconds"),
        Distribution("reply", base="replies", value="first_response_seconds"),
    )
}
