"""Whether it was solved, how soon, and whether the customer came back."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from ..facts import CONTACT_ENDED, FOLLOW_UP_DUE, ISSUE_RESOLVED
from ..measures.issues import REOPEN_DAYS
from ..types import Better, Kpi, Shape

_OPEN_OWN = pgettext_lazy(
    "KPI",
    "Left open: ended in progress, with a callback or transferred. "
    "The window is that of the inquiry type.",
)
_OPEN_FIXED = pgettext_lazy(
    "KPI",
    "Left open: ended in progress, with a callback or transferred. "
    "One window for every inquiry type.",
)

KPIS = (
    Kpi(
        "fcr",
        pgettext_lazy("KPI", "First-contact resolution (FCR)"),
        pgettext_lazy("KPI", "First-contact resolution"),
        "percent",
        Better.UP,
        Shape.SHARE,
        pgettext_lazy(
            "KPI",
            "First contacts, not left open, without a re-contact within the window "
            "÷ first contacts",
        ),
        CONTACT_ENDED,
        numerator="first_resolved",
        denominator="first_contacts",
        window="type",
        note=_OPEN_OWN,
    ),
    Kpi(
        "fcr_14",
        pgettext_lazy("KPI", "First-contact resolution, 14 days"),
        pgettext_lazy("KPI", "FCR, 14 days"),
        "percent",
        Better.UP,
        Shape.SHARE,
        pgettext_lazy(
            "KPI",
            "First contacts, not left open, without a re-contact within the window "
            "÷ first contacts",
        ),
        CONTACT_ENDED,
        numerator="first_resolved_14",
        denominator="first_contacts_14",
        window=14,
        note=_OPEN_FIXED,
    ),
    Kpi(
        "fcr_30",
        pgettext_lazy("KPI", "First-contact resolution, 30 days"),
        pgettext_lazy("KPI", "FCR, 30 days"),
        "percent",
        Better.UP,
        Shape.SHARE,
        pgettext_lazy(
            "KPI",
            "First contacts, not left open, without a re-contact within the window "
            "÷ first contacts",
        ),
        CONTACT_ENDED,
        numerator="first_resolved_30",
        denominator="first_contacts_30",
        window=30,
        note=_OPEN_FIXED,
    ),
    Kpi(
        "recontact_rate",
        pgettext_lazy("KPI", "Repeat contact rate"),
        pgettext_lazy("KPI", "Repeat contact rate"),
        "percent",
        Better.DOWN,
        Shape.SHARE,
        pgettext_lazy(
            "KPI",
            "Resolved issues followed by a re-contact within the window ÷ "
            "resolved issues of identified customers",
        ),
        ISSUE_RESOLVED,
        numerator="recontacted",
        denominator="known_issues",
        window="type",
    ),
    Kpi(
        "recontact_share",
        pgettext_lazy("KPI", "Share of repeat contacts"),
        pgettext_lazy("KPI", "Repeat contacts"),
        "percent",
        Better.DOWN,
        Shape.SHARE,
        pgettext_lazy(
            "KPI",
            "Answered inbound contacts that are a re-contact within the window of their "
            "inquiry type ÷ all such contacts of identified customers",
        ),
        CONTACT_ENDED,
        numerator="recontacts",
        denominator="known_contacts",
        note=pgettext_lazy("KPI", "The workload that repeat contacts make."),
    ),
    Kpi(
        "reopen_rate",
        pgettext_lazy("KPI", "Reopen rate"),
        pgettext_lazy("KPI", "Reopen rate"),
        "percent",
        Better.DOWN,
        Shape.SHARE,
        pgettext_lazy("KPI", "Resolved issues reopened within 7 days ÷ resolved issues"),
        ISSUE_RESOLVED,
        numerator="reopened",
        denominator="resolved_issues",
        window=REOPEN_DAYS,
    ),
    Kpi(
        "resolution_rate",
        pgettext_lazy("KPI", "Resolution rate"),
        pgettext_lazy("KPI", "Resolution rate"),
        "percent",
        Better.UP,
        Shape.SHARE,
        pgettext_lazy(
            "KPI",
            "Consultations with result resolved ÷ handled consultations with a known result",
        ),
        CONTACT_ENDED,
        numerator="resolved",
        denominator="results_known",
        note=pgettext_lazy("KPI", "The agent's own word at the end of the contact."),
    ),
    Kpi(
        "resolution_time",
        pgettext_lazy("KPI", "Resolution time"),
        pgettext_lazy("KPI", "Resolution time"),
        "duration",
        Better.DOWN,
        Shape.MEAN,
        pgettext_lazy(
            "KPI",
            "Sum of business seconds from opened to first resolved ÷ resolved issues",
        ),
        ISSUE_RESOLVED,
        numerator="resolution_seconds",
        denominator="resolutions",
        squares="resolution_squares",
        note=pgettext_lazy(
            "KPI",
            "Only time within business hours; issues never resolved are not inside.",
        ),
    ),
    Kpi(
        "resolution_time_elapsed",
        pgettext_lazy("KPI", "Resolution time, elapsed"),
        pgettext_lazy("KPI", "Resolution time, elapsed"),
        "duration",
        Better.DOWN,
        Shape.MEAN,
        pgettext_lazy("KPI", "Sum of seconds from opened to first resolved ÷ resolved issues"),
        ISSUE_RESOLVED,
        numerator="elapsed_seconds",
        denominator="elapsed_resolutions",
        squares="elapsed_squares",
        note=pgettext_lazy("KPI", "Elapsed time, nights and holidays included."),
    ),
    Kpi(
        "resolution_time_median",
        pgettext_lazy("KPI", "Resolution time, median"),
        pgettext_lazy("KPI", "Resolution time, median"),
        "duration",
        Better.DOWN,
        Shape.QUANTILE,
        pgettext_lazy("KPI", "Half of the resolved issues took at most this business time"),
        ISSUE_RESOLVED,
        numerator="resolution_seconds",
        denominator="resolutions",
        distribution="resolution",
        quantile=0.5,
    ),
    Kpi(
        "resolution_time_p90",
        pgettext_lazy("KPI", "Resolution time, 90th percentile"),
        pgettext_lazy("KPI", "Resolution time, P90"),
        "duration",
        Better.DOWN,
        Shape.QUANTILE,
        pgettext_lazy("KPI", "Nine of ten resolved issues took at most this business time"),
        ISSUE_RESOLVED,
        numerator="resolution_seconds",
        denominator="resolutions",
        distribution="resolution",
        quantile=0.9,
    ),
    Kpi(
        "transfer_rate",
        pgettext_lazy("KPI", "Transfer rate"),
        pgettext_lazy("KPI", "Transfer rate"),
        "percent",
        Better.DOWN,
        Shape.SHARE,
        pgettext_lazy("KPI", "Transferred consultations ÷ handled consultations"),
        CONTACT_ENDED,
        numerator="transferred",
        denominator="handled",
        note=pgettext_lazy("KPI", "Charged to who passed the contact on."),
    ),
    Kpi(
        "follow_up_on_time",
        pgettext_lazy("KPI", "Follow-up on-time rate"),
        pgettext_lazy("KPI", "Follow-ups on time"),
        "percent",
        Better.UP,
        Shape.SHARE,
        pgettext_lazy(
            "KPI",
            "Follow-ups kept by their first promised time ÷ follow-ups due by now",
        ),
        FOLLOW_UP_DUE,
        numerator="follow_ups_kept",
        denominator="follow_ups_due",
    ),
)
