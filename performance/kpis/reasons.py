"""Why a record does not count, in words. Excluded by somebody, or left out by a KPI's own rule."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from interactions.choices import Exclusion

from .types import Words
from .versions import filled

#: Set by somebody (or by what somebody did); only these make "n records excluded".
EXCLUDED: dict[str, Words] = {
    **{str(value): label for value, label in Exclusion.choices},
    "cancelled": pgettext_lazy("not counted", "Cancelled"),
    "excluded_contacts": pgettext_lazy("not counted", "Only excluded contacts"),
}
#: By rule.
LEFT_OUT: dict[str, Words] = {
    "outbound": pgettext_lazy("not counted", "Outbound"),
    "written": pgettext_lazy("not counted", "Not a live channel"),
    "transfer_leg": pgettext_lazy("not counted", "Receiving leg of a transfer"),
    "unanswered": pgettext_lazy("not counted", "Not answered"),
    "short": filled(pgettext_lazy("not counted", "Gave up within %(short_seconds)s seconds")),
    "unknown_wait": pgettext_lazy("not counted", "Wait unknown"),
    "no_threshold": pgettext_lazy("not counted", "Channel without a threshold"),
    "unknown_handling": pgettext_lazy("not counted", "Handle time unknown"),
    "impossible": pgettext_lazy("not counted", "Impossible times"),
    "unknown_result": pgettext_lazy("not counted", "Result unknown"),
    "unknown_response": pgettext_lazy("not counted", "Response time unknown"),
    "not_counted": pgettext_lazy("not counted", "Answer that never counts"),
    "not_due": pgettext_lazy("not counted", "Not due yet"),
    "not_final": pgettext_lazy("not counted", "Day not final yet"),
    "no_customer": pgettext_lazy("not counted", "No identified customer"),
    "recontact": pgettext_lazy("not counted", "Repeat contact, not a first one"),
    "no_reply_time": pgettext_lazy("not counted", "No reply time set"),
    "unknown_resolution": pgettext_lazy("not counted", "Resolution time unknown"),
    "still_open": pgettext_lazy("not counted", "Still open, says the customer"),
    "not_logged": pgettext_lazy("not counted", "Not logged at the desk"),
    "no_standard": pgettext_lazy("not counted", "Inquiry type without standard minutes"),
    "other_status": pgettext_lazy("not counted", "Another work status"),
    "other": pgettext_lazy("not counted", "Does not belong to this figure"),
}
REASONS: dict[str, Words] = {**EXCLUDED, **LEFT_OUT}
