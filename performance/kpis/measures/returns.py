"""Who came back: first contacts and re-contacts under every window (KPI.md §4).

The record keeps the seconds to the nearest earlier and later contact about the same thing, so any
window can be read from it.
"""

from __future__ import annotations

from django.db.models import F, Q
from django.db.models.expressions import Combinable

from interactions.choices import Result

from ..facts import CONTACT_ENDED, INBOUND, OUTBOUND
from ..types import Measure, Reason
from .values import DAY_SECONDS, counted

#: The fixed variants beside each type's own window.
FIXED_WINDOWS = (14, 30)
OWN = F("window_days") * DAY_SECONDS
#: May be a first contact or a re-contact at all.
_ELIGIBLE = Q(direction=INBOUND, transferred_from__isnull=True, customer__isnull=False)
_SETTLED = Q(result__isnull=True) | ~Q(
    result__in=[Result.IN_PROGRESS.value, Result.CALLBACK.value, Result.TRANSFERRED.value]
)
_INELIGIBLE = (
    Reason("outbound", Q(direction=OUTBOUND)),
    Reason("transfer_leg", Q(transferred_from__isnull=False)),
    Reason("no_customer", Q(customer__isnull=True)),
)


def _returned(window: Combinable | int) -> Q:
    """Is a re-contact of an earlier one under the window, in seconds."""
    return Q(previous_seconds__lte=window)


def _first(window: Combinable | int) -> Q:
    return _ELIGIBLE & (Q(previous_seconds__isnull=True) | Q(previous_seconds__gt=window))


def _alone(window: Combinable | int) -> Q:
    """Nobody came back within the window."""
    return Q(next_seconds__isnull=True) | Q(next_seconds__gt=window)


def _pair(suffix: str, window: Combinable | int) -> tuple[Measure, Measure]:
    first = _first(window)
    return (
        counted(
            f"first_contacts{suffix}",
            CONTACT_ENDED,
            first,
            *_INELIGIBLE,
            Reason("recontact", _returned(window)),
        ),
        counted(f"first_resolved{suffix}", CONTACT_ENDED, first & _alone(window) & _SETTLED),
    )


MEASURES = (
    *_pair("", OWN),
    *(one for days in FIXED_WINDOWS for one in _pair(f"_{days}", days * DAY_SECONDS)),
    counted("known_contacts", CONTACT_ENDED, _ELIGIBLE, *_INELIGIBLE),
    counted("recontacts", CONTACT_ENDED, _ELIGIBLE & _returned(OWN)),
)
