"""Targets of an import in words, in the groups a person looks for them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise

GROUPS: tuple[tuple[Words, dict[str, Words]], ...] = (
    (
        pgettext_lazy("import", "Contact"),
        {
            "external_id": _("Number in the other system"),
            "channel": _("Channel"),
            "direction": _("Direction"),
            "started_at": _("Start (or when it was answered)"),
            "queued_at": _("When it began to wait"),
            "ended_at": _("End"),
            "answered": pgettext_lazy("contact", "Answered"),
            "transferred_from": _("Transferred from (number in the other system)"),
            "wait_seconds": pgettext_lazy("duration", "Wait"),
            "talk_seconds": pgettext_lazy("duration", "Talk"),
            "hold_seconds": pgettext_lazy("duration", "Hold"),
            "wrap_up_seconds": pgettext_lazy("duration", "After-call work"),
            "first_response_at": _("First reply"),
        },
    ),
    (
        pgettext_lazy("import", "Who"),
        {
            "agent": _("Agent (code or name)"),
            "team": _("Team (code or name)"),
            "customer": _("Customer number"),
            "customer_name": _("Customer’s name"),
            "phone": pgettext_lazy("contact point", "Phone"),
            "email": pgettext_lazy("contact point", "E-mail"),
        },
    ),
    (
        pgettext_lazy("import", "What about"),
        {
            "inquiry_type": _("Inquiry type (code or path)"),
            "inquiry": _("Issue (ticket number)"),
            "result": _("Result"),
            "resolved": _("Solved: yes or no"),
            "question": _("Question"),
            "answer": pgettext_lazy("of a consultation", "Answer"),
        },
    ),
    (
        pgettext_lazy("import", "Survey"),
        {
            "csat": pgettext_lazy("survey", "Satisfaction"),
            "csat_scale": _("Scale of satisfaction"),
            "nps": pgettext_lazy("survey", "Recommendation"),
            "ces": pgettext_lazy("survey", "Effort"),
            "resolution_csat": pgettext_lazy("survey", "Satisfaction with the solution"),
            "customer_resolved": pgettext_lazy("survey", "Solved, says the customer"),
            "survey_answered_at": _("When it was answered"),
            "survey_source": _("Source of the answer"),
            "survey_kind": _("About the contact or the relation"),
        },
    ),
)
#: Asked for once for all rows, where no column says it.
DEFAULTS = (
    *("channel", "direction", "answered", "result", "team", "agent"),
    *("csat_scale", "survey_source", "survey_kind"),
)
CREATABLE_WORDS: dict[str, Words] = {
    "agents": _("Agents"),
    "teams": _("Teams"),
    "inquiry_types": _("Inquiry types"),
    "customers": _("Customers"),
}
LABELS: dict[str, Words] = {key: words for _group, some in GROUPS for key, words in some.items()}
