"""What one issue adds: opened, replied to, due, resolved, reopened."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q

from ..facts import ISSUE_DUE, ISSUE_OPENED, ISSUE_REPLIED, ISSUE_RESOLVED
from ..types import Distribution, Reason
from .values import DAY_SECONDS, counted, square, summed

#: An issue reopened later than that is a new story.
REOPEN_DAYS = 7
_REPLIED = Q(is_answered=True, first_response_seconds__isnull=False)
_REPLIED_BUSINESS = _REPLIED & Q(first_response_business_seconds__isnull=False)
_NO_REPLY = (
    Reason("unanswered", Q(is_answered=False)),
    Reason("unknown_response", Q(first_response_seconds__isnull=True)),
    Reason("unknown_response", Q(first_response_business_seconds__isnull=True)),
)
_HANDLED = Q(handling_total_seconds__isnull=False)
_KNOWN = Q(customer__isnull=False)
_TIMED = Q(resolution_business_seconds__isnull=False)
_ELAPSED = Q(resolution_seconds__isnull=False)
#: Due, and known whether the reply came in time.
_PASSED = Q(is_reply_due=True, reply_kept__isnull=False)
_OWN = F("resolved_window_days") * DAY_SECONDS


MEASURES = (
    counted("issues", ISSUE_OPENED),
    counted("replies", ISSUE_REPLIED, _REPLIED, *_NO_REPLY[:2]),
    summed("reply_seconds", ISSUE_REPLIED, F("first_response_seconds"), _REPLIED),
    summed("reply_squares", ISSUE_REPLIED, square("first_response_seconds"), _REPLIED),
    counted("replies_business", ISSUE_REPLIED, _REPLIED_BUSINESS, *_NO_REPLY),
    summed(
        "reply_business_seconds",
        ISSUE_REPLIED,
        F("first_response_business_seconds"),
        _REPLIED_BUSINESS,
    ),
    summed(
        "reply_business_squares",
        ISSUE_REPLIED,
        square("first_response_business_seconds"),
        _REPLIED_BUSINESS,
    ),
    counted(
        "replies_passed",
        ISSUE_REPLIED,
        _PASSED,
        Reason("no_reply_time", Q(reply_due_at__isnull=True)),
        Reason("not_due", Q(is_reply_due=False)),
        Reason("unknown_response", Q(reply_kept__isnull=True)),
    ),
    counted("replies_in_time", ISSUE_REPLIED, Q(is_reply_due=True, reply_kept=True)),
    counted(
        "replies_due",
        ISSUE_DUE,
        Q(reply_kept__isnull=False),
        Reason("unknown_response", Q(reply_kept__isnull=True)),
    ),
    counted("replies_missed", ISSUE_DUE, Q(reply_kept=False)),
    counted("resolved_issues", ISSUE_RESOLVED),
    counted(
        "handled_issues",
        ISSUE_RESOLVED,
        _HANDLED,
        Reason("unknown_handling", Q(handling_total_seconds__isnull=True)),
    ),
    summed("issue_handling_seconds", ISSUE_RESOLVED, F("handling_total_seconds"), _HANDLED),
    summed("issue_handling_squares", ISSUE_RESOLVED, square("handling_total_seconds"), _HANDLED),
    counted("known_issues", ISSUE_RESOLVED, _KNOWN, Reason("no_customer", ~_KNOWN)),
    counted("recontacted", ISSUE_RESOLVED, _KNOWN & Q(resolved_next_seconds__lte=_OWN)),
    counted(
        "reopened",
        ISSUE_RESOLVED,
        Q(reopened_at__lte=F("resolved_at") + timedelta(days=REOPEN_DAYS)),
    ),
    counted(
        "resolutions",
        ISSUE_RESOLVED,
        _TIMED,
        Reason("unknown_resolution", Q(resolution_business_seconds__isnull=True)),
    ),
    summed("resolution_seconds", ISSUE_RESOLVED, F("resolution_business_seconds"), _TIMED),
    summed("resolution_squares", ISSUE_RESOLVED, square("resolution_business_seconds"), _TIMED),
    counted(
        "elapsed_resolutions",
        ISSUE_RESOLVED,
        _ELAPSED,
        Reason("unknown_resolution", Q(resolution_seconds__isnull=True)),
    ),
    summed("elapsed_seconds", ISSUE_RESOLVED, F("resolution_seconds"), _ELAPSED),
    summed("elapsed_squares", ISSUE_RESOLVED, square("resolution_seconds"), _ELAPSED),
)
DISTRIBUTIONS = (
    Distribution("reply", base="replies", value="first_response_seconds"),
    Distribution("resolution", base="resolutions", value="resolution_business_seconds"),
)
