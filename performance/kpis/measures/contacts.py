"""What one consultation adds: offered, answered, handled, transferred, timed."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import F, Q

from interactions.choices import HANDLING_FAULTS, Result

from ..facts import CONTACT_ENDED, CONTACT_LOGGED, CONTACT_STARTED, UNTOUCHED
from ..types import Distribution, Measure, Reason
from ..versions import THRESHOLDS, Values
from .values import counted, square, summed

_UNANSWERED = Reason("unanswered", Q(answered=False))
_UNKNOWN_WAIT = Reason("unknown_wait", Q(answered=True, wait_seconds__isnull=True))
_WAITED = Q(answered=True, wait_seconds__isnull=False)
_DAY = CONTACT_STARTED.path("day")


def _short(values: Values) -> Q:
    """Abandoned after a known wait that is not longer: before anybody could answer."""
    return Q(answered=False, wait_seconds__lte=values["short_seconds"])


def _not_short(values: Values) -> Q:
    return Q(wait_seconds__gt=values["short_seconds"]) | Q(wait_seconds__isnull=True)


def _in_time(values: Values) -> Q:
    found = Q()
    for channel in THRESHOLDS:
        found |= Q(answered=True, channel=channel, wait_seconds__lte=values[f"level_{channel}"])
    return found


def _in_level(values: Values) -> Q:
    gone = Q(answered=False) & _not_short(values)
    return Q(channel__in=list(THRESHOLDS)) & (_WAITED | gone)


def _started(name: str, by_version: Callable[[Values], Q], *reasons: Reason) -> Measure:
    return Measure(name, CONTACT_STARTED.id, reasons=reasons, by_version=by_version, day=_DAY)


_SHORT = Reason("short", by_version=_short, day=_DAY)
_TIMED = UNTOUCHED & Q(handling_seconds__isnull=False)

MEASURES = (
    counted("offered", CONTACT_STARTED),
    counted("answered", CONTACT_STARTED, Q(answered=True), _UNANSWERED),
    counted("abandoned", CONTACT_STARTED, Q(answered=False)),
    _started("offered_net", lambda values: Q(answered=True) | _not_short(values), _SHORT),
    _started("abandoned_net", lambda values: Q(answered=False) & _not_short(values)),
    counted("waits", CONTACT_STARTED, _WAITED, _UNANSWERED, _UNKNOWN_WAIT),
    summed("wait_seconds", CONTACT_STARTED, F("wait_seconds"), _WAITED),
    summed("wait_squares", CONTACT_STARTED, square("wait_seconds"), _WAITED),
    _started(
        "level_base",
        _in_level,
        Reason("no_threshold", ~Q(channel__in=list(THRESHOLDS))),
        _SHORT,
        _UNKNOWN_WAIT,
    ),
    _started("in_time", _in_time),
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
        UNTOUCHED & Q(standard_tenths__isnull=False),
        F("standard_tenths"),
        strict=True,
        reasons=(Reason("no_standard", Q(standard_tenths__isnull=True)),),
    ),
    counted("logged", CONTACT_LOGGED),
    summed("entry_seconds", CONTACT_LOGGED, F("entry_delay_seconds")),
    summed("entry_squares", CONTACT_LOGGED, square("entry_delay_seconds")),
)
DISTRIBUTIONS = (
    Distribution("handling", base="timed", value="handling_seconds"),
    Distribution("wait", base="waits", value="wait_seconds"),
)
