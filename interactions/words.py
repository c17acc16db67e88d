"""The words the audit page, the bell and the menu read the desk's events by."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core import audit, clock, menu, notices
from crm.people.models import User
from crm.people.roles import AGENT, MANAGER

from .channels import CHANNELS
from .choices import Direction, Exclusion, FollowUpState, Result
from .models import Dispute
from .services import disputes
from .services.reminders import FOLLOW_UP_DUE, count_due

_ACTIONS = {
    "consultation.logged": _("Logged a consultation"),
    "consultation.edited": _("Edited a consultation"),
    "consultation.excluded": _("Excluded a consultation"),
    "consultation.included": _("Included a consultation again"),
    "consultation.disputed": _("Disputed a consultation"),
    "consultation.dispute_upheld": _("Upheld the dispute of a consultation"),
    "consultation.dispute_declined": _("Declined the dispute of a consultation"),
    "consultation.linked": _("Linked a consultation to its customer"),
    "consultation.answered": _("Recorded a survey answer"),
    "consultation.imported": _("Imported consultations"),
    "consultation.reimported": _("Took a changed consultation from a file"),
    "consultation.import_undone": _("Took back imported consultations"),
    "import.uploaded": _("Uploaded a file to import"),
    "import.mapped": _("Said what the columns of a file mean"),
    "import.checked": _("Had a file checked"),
    "import.started": _("Started an import"),
    "import.undo_asked": _("Had an import undone"),
    "import.errors_taken": _("Downloaded the rejected rows of an import"),
    "follow_up.booked": _("Booked a follow-up"),
    "follow_up.done": _("Did a follow-up"),
    "follow_up.no_answer": _("Tried a follow-up without answer"),
    "follow_up.booked_again": _("Booked another time for a follow-up"),
    "follow_up.cancelled": _("Cancelled a follow-up"),
    "follow_up.reassigned": _("Handed a follow-up to somebody else"),
    "inquiry_type.added": _("Added an inquiry type"),
    "inquiry_type.renamed": _("Renamed an inquiry type"),
    "inquiry_type.moved": _("Moved an inquiry type"),
    "inquiry_type.changed": _("Changed the rules of an inquiry type"),
    "inquiry_type.retired": _("Retired an inquiry type"),
    "inquiry_type.reactivated": _("Reactivated an inquiry type"),
    "inquiry_type.deleted": _("Deleted an inquiry type"),
    "channel.changed": _("Changed a channel"),
}
_FIELDS = {
    "channel": _("Channel"),
    "direction": _("Direction"),
    "answered": pgettext_lazy("contact", "Answered"),
    "result": _("Result"),
    "started_at": _("Contact started"),
    "ended_at": _("Contact ended"),
    "first_response_at": _("First reply"),
    "wait_seconds": pgettext_lazy("duration", "Wait"),
    "talk_seconds": pgettext_lazy("duration", "Talk"),
    "hold_seconds": pgettext_lazy("duration", "Hold"),
    "wrap_up_seconds": pgettext_lazy("duration", "After-call work"),
    "customer": _("Customer"),
    "type": _("Inquiry type"),
    "issue": pgettext_lazy("link to an issue", "Issue"),
    "transferred_from": _("Transferred from"),
    "transfer_target": _("Transferred to"),
    "question": _("Question"),
    "answer": pgettext_lazy("of a consultation", "Answer"),
    "exclusion": _("Exclusion"),
    "exclusion_note": _("What happened"),
    "reason": pgettext_lazy("audit", "Reason"),
    "due_at": pgettext_lazy("follow-up", "Due"),
    "assignee": pgettext_lazy("follow-up", "Who does it"),
    "state": pgettext_lazy("follow-up", "State"),
    "cancel_reason": _("Reason for cancelling"),
    "note": pgettext_lazy("audit", "Note"),
    "source": _("Source"),
    "created": pgettext_lazy("of an import", "New"),
    "removed": pgettext_lazy("of an import", "Taken back"),
    "updated": pgettext_lazy("of an import", "Changed"),
    "path": _("Inquiry type"),
    "retired_on": pgettext_lazy("inquiry type", "Retired on"),
    "fcr_window_days": _("Days for a repeat contact"),
    "standard_minutes": _("Standard minutes"),
    "reply_due_minutes": _("Minutes to reply"),
    "position": pgettext_lazy("in a list", "Place"),
    "is_on": pgettext_lazy("channel", "In use"),
    "answer_csat": pgettext_lazy("survey", "Satisfaction"),
    "answer_nps": pgettext_lazy("survey", "Recommendation"),
    "answer_ces": pgettext_lazy("survey", "Effort"),
    "answer_resolution_csat": pgettext_lazy("survey", "Satisfaction with the solution"),
    "answer_customer_resolved": pgettext_lazy("survey", "Solved, says the customer"),
}
_YES_NO = {"True": pgettext_lazy("answer", "Yes"), "False": pgettext_lazy("answer", "No")}


def register() -> None:
    """Called once the apps are loaded."""
    audit.register(
        actions=_ACTIONS,
        fields=_FIELDS,
        values={
            "channel": {key: channel.label for key, channel in CHANNELS.items()},
            "direction": dict(Direction.choices),
            "result": dict(Result.choices),
            "exclusion": dict(Exclusion.choices),
            "state": dict(FollowUpState.choices),
            "answered": _YES_NO,
            "is_on": _YES_NO,
        },
        subjects={
            "interactions.consultation": _("Consultation"),
            "interactions.followup": _("Follow-up"),
            "interactions.inquirytype": _("Inquiry type"),
            "interactions.channelsetting": _("Channel"),
            "interactions.importrun": _("Import"),
        },
        links={
            "interactions.consultation": lambda number: reverse(
                "consultations:detail", args=[number]
            ),
            "interactions.followup": lambda key: reverse("follow_ups:detail", args=[key]),
            "interactions.inquirytype": lambda code: reverse("types:edit", args=[code]),
            "interactions.channelsetting": lambda key: reverse("channels:list"),
            "interactions.importrun": lambda key: reverse("imports:run", args=[key]),
        },
    )
    notices.register(FOLLOW_UP_DUE, _("Follow-up at %(time)s: %(what)s"), icon="phone-forwarded")
    notices.register(disputes.RAISED, _("Disputed: %(number)s, %(why)s (%(who)s)"), icon="flag")
    notices.register(
        disputes.UPHELD,
        _("Dispute upheld: %(number)s leaves every figure (%(who)s)"),
        icon="circle-check",
    )
    notices.register(
        disputes.DECLINED, _("Dispute declined: %(number)s, %(why)s (%(who)s)"), icon="circle-x"
    )
    menu.badge("follow_ups:list", _due_now, urgent=True)
    menu.badge("disputes:list", _open_disputes)


def _open_disputes(user: User) -> int:
    if user.role != MANAGER:
        return 0
    return Dispute.objects.listed_for(user).waiting().count()


def _due_now(user: User) -> int:
    return count_due(clock.now(), user.pk) if user.role == AGENT else 0
