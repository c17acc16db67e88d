"""The words the audit page, the bell and the menu read this app's writes by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core import audit, menu, notices

from .kpis.versions import PARAMETERS
from .models import Feedback, FeedbackState, Goal, GoalState

if TYPE_CHECKING:
    from crm.people.models import User


def register() -> None:
    """Called once the apps are loaded."""
    _audit()
    _bell()
    menu.badge("feedback:list", _disputes)
    menu.badge("feedback:mine", _unread_feedback)
    menu.badge("goals:list", _proposals)


def _audit() -> None:
    audit.register(
        actions={
            "definition.changed": _("Changed the definitions"),
            "customkpi.made": _("Made a KPI"),
            "customkpi.changed": _("Changed a KPI of the centre"),
            "customkpi.retired": _("Retired a KPI"),
            "customkpi.taken_back": _("Took a retired KPI back"),
            "target.set": _("Set a target"),
            "target.ended": _("Ended a target"),
            "target.loaded": _("Took over targets"),
            "goal.set": _("Set a goal"),
            "goal.proposed": _("Proposed a goal"),
            "goal.accepted": _("Accepted a goal"),
            "goal.declined": _("Declined a goal"),
            "goal.checked_in": _("Added a check-in to a goal"),
            "goal.closed": _("Closed a goal"),
            "alert.opened": _("A figure crossed its caution line"),
            "alert.closed": _("A figure came back to its caution line"),
            "feedback.drafted": _("Drafted feedback"),
            "feedback.edited": _("Edited feedback"),
            "feedback.sent": _("Sent feedback"),
            "feedback.discarded": _("Discarded a feedback draft"),
            "feedback.acknowledged": _("Acknowledged feedback"),
            "feedback.answered": _("Answered feedback"),
            "feedback.disputed": _("Disputed feedback"),
            "feedback.replied": _("Replied to feedback"),
        },
        fields={
            **{one.name: one.label for one in PARAMETERS.values()},
            "value": _("Value"),
            "name_ko": _("Name in Korean"),
            "name_en": _("Name in English"),
            "numerator": _("Above the line"),
            "denominator": _("Below the line"),
            "unit": pgettext_lazy("KPI", "Unit"),
            "better": pgettext_lazy("KPI", "Direction"),
            "directions": _("Only these directions"),
            "results": _("Only these results"),
            "channels": _("Only these channels"),
            "types": _("Only these inquiry types"),
            "target": _("Target"),
            "caution": _("Caution line"),
            "floor": _("Lower edge"),
            "minimum_sample": _("Minimum sample"),
            "starts_on": _("From"),
            "ends_on": _("Last day"),
            "kpi": _("KPI"),
            "owner": _("Owner"),
            "agent": _("Agent"),
            "state": _("State"),
            "count": _("Count"),
            "fields": _("Fields"),
        },
        values={
            "state": {str(key): label for key, label in GoalState.choices}
            | {str(key): label for key, label in FeedbackState.choices}
        },
        subjects={
            "performance.customkpi": _("KPI of the centre"),
            "performance.definition": _("Definitions"),
            "performance.target": _("Target"),
            "performance.alertepisode": _("Alert"),
            "performance.goal": _("Goal"),
            "performance.feedback": _("Feedback"),
        },
        links={
            "performance.target": lambda subject: reverse("targets:settings"),
            "performance.customkpi": lambda subject: reverse("targets:custom"),
            "performance.definition": lambda subject: reverse("targets:definitions"),
        },
    )


def _bell() -> None:
    """`%(name)s` is a colleague's name; it never takes a particle."""
    for kind, sentence, icon in (
        (
            "alert.opened",
            pgettext_lazy(
                "notice",
                "Clearly past the caution line: %(kpi)s · %(team)s, %(value)s (line %(line)s)",
            ),
            "bell",
        ),
        ("goal.set", pgettext_lazy("notice", "You own a new goal"), "target"),
        ("goal.proposed", pgettext_lazy("notice", "Goal proposed: %(agent)s"), "target"),
        ("goal.accepted", pgettext_lazy("notice", "Your goal was accepted"), "target"),
        ("goal.declined", pgettext_lazy("notice", "Your goal was declined"), "target"),
        ("goal.closed", pgettext_lazy("notice", "A goal you own has its result"), "target"),
        (
            "feedback.sent",
            pgettext_lazy("notice", "New feedback: %(title)s · %(name)s"),
            "message-square-text",
        ),
        (
            "feedback.edited",
            pgettext_lazy("notice", "Feedback changed: %(title)s · %(name)s"),
            "message-square-text",
        ),
        (
            "feedback.replied",
            pgettext_lazy("notice", "Reply to feedback: %(title)s · %(name)s"),
            "message-square-text",
        ),
        (
            "feedback.acknowledged",
            pgettext_lazy("notice", "Feedback acknowledged: %(title)s · %(name)s"),
            "check",
        ),
        (
            "feedback.answered",
            pgettext_lazy("notice", "Answer to feedback: %(title)s · %(name)s"),
            "message-square-text",
        ),
        (
            "feedback.disputed",
            pgettext_lazy("notice", "Feedback disputed: %(title)s · %(name)s"),
            "flag",
        ),
    ):
        notices.register(kind, sentence, icon)


def _unread_feedback(user: User) -> int:
    return Feedback.objects.visible_to(user).waiting_for_agent().count()


def _disputes(user: User) -> int:
    return Feedback.objects.visible_to(user).waiting_for_author().count()


def _proposals(user: User) -> int:
    """Proposals wait for a lead; whoever only reads goals has nothing to do about them."""
    if user.role != "manager":
        return 0
    return Goal.objects.visible_to(user).proposed().count()
