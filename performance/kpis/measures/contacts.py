"""What one consultation adds: offered, answered, handled, transferred, timed."""

from __future__ import annotations

from django.db.models import BigIntegerField, F, Q
from django.db.models.functions import Cast

from interactions.channels import CHANNELS
from interactions.choices import HANDLING_FAULTS, Result

from ..facts import CONTACT_ENDED, CONTACT_LOGGED, CONTACT_STARTED, UNTOUCHED
from ..types import Distribution, Measure, Reason
from .values import counted, square, summed

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
_UNANSWERED = Reason("unanswered", Q(answered=False))
_UNKNOWN_WAIT = Reason("unknown_wait", Q(answered=True, wait_seconds__isnull=True))
_WAITED = Q(answered=True, wait_seconds__isnull=False)
_TIMED = UNTOUCHED & Q(handling_seconds__isnull=False)
_LEVEL = Q(channel__in=list(THRESHOLDS)) & (_WAITED | (Q(answered=False) & _LONG_OR_UNKNOWN))
#: Tenths of a minute that a contact of its type should take.
_STANDARD = Cast(F("type__standard_minutes") * 10, BigIntegerField())

MEASURES = (
    counted("offered", CONTACT_STARTED),
    counted("answered", CONTACT_STARTED, Q(answered=True), _UNANSWERED),
    counted("abandoned", CONTACT_STARTED, Q(answered=False)),
    counted(
        "offered_net",
        CONTACT_STARTED,
        Q(answered=True) | _LONG_OR_UNKNOWN,
        Reason("short", _SHORT),
    ),
    counted("abandoned_net", CONTACT_STARTED, Q(answered=False) & _LONG_OR_UNKNOWN),
    counted("waits", CONTACT_STARTED, _WAITED, _UNANSWERED, _UNKNOWN_WAIT),
    summed("wait_seconds", CONTACT_STARTED, F("wait_seconds"), _WAITED),
    summed("wait_squares", CONTACT_STARTED, square("wait_seconds"), _WAITED),
    counted(
        "level_base",
        CONTACT_STARTED,
        _LEVEL,
        Reason("no_threshold", ~Q(channel__in=list(THRESHOLDS))),
        Reason("short", _SHORT),
        _UNKNOWN_WAIT,
    ),
    counted("in_time", CONTACT_STARTED, _IN_TIME),
    counted("handled", CONTACT_ENDED),
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
    summed("handling_seconds", CONTACT_ENDED, F("handling_seconds"), _TIMED),
    summed("handling_squares", CONTACT_ENDED, square("handling_seconds"), _TIMED),
    counted(
        "results_known",
        CONTACT_ENDED,
        Q(result__isnull=False),
        Reason("unknown_result", Q(result__isnull=True)),
    ),
    counted("resolved", CONTACT_ENDED, Q(result=Result.RESOLVED.value)),
    counted("transferred", CONTACT_ENDED, Q(result=Result.TRANSFERRED.value)),
    Measure("handled_untouched", CONTACT_ENDED.id, UNTOUCHED, strict=True),
    Measure(
        "standard_tenths",
        CONTACT_ENDED.id,
        UNTOUCHED & Q(type__standard_minutes__isnull=False),
        _STANDARD,
        strict=True,
        reasons=(Reason("no_standard", Q(type__standard_minutes__isnull=True)),),
    ),
    counted("logged", CONTACT_LOGGED),
    summed("entry_seconds", CONTACT_LOGGED, F("entry_delay_seconds")),
    summed("entry_squares", CONTACT_LOGGED, square("entry_delay_seconds")),
)
DISTRIBUTIONS = (
    Distribution("handling", base="timed", value="handling_seconds"),
    Distribution("wait", base="waits", value="wait_seconds"),
)
