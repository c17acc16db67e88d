"""Correcting a period of work status."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core.days import MomentField
from crm.people.statuses import Mark, Status
from crm.staff.services.status_corrections import Stated


def _marks() -> list[tuple[str, object]]:
    return [("", pgettext_lazy("work status", "Nothing: it counts")), *Mark.choices]


class CorrectForm(forms.Form):
    """What the period should say, and why; `ended_at` stays empty while it is running."""

    status = forms.ChoiceField(
        label=pgettext_lazy("work status", "Status"), choices=lambda: list(Status.choices)
    )
    started_at = MomentField(label=pgettext_lazy("work status", "Start"))
    ended_at = MomentField(label=pgettext_lazy("work status", "End"), required=False)
    marked_reason = forms.ChoiceField(
        label=_("Does not count because of"),
        choices=_marks,
        required=False,
        help_text=_("The time of a protective stop or a legal rest leaves productivity."),
    )
    reason = forms.CharField(
        label=_("Why you correct it"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-content": ""}),
        help_text=_("It stands in the change log."),
    )

    def stated(self) -> Stated:
        found = self.cleaned_data
        return Stated(
            status=found["status"],
            started_at=found["started_at"],
            ended_at=found["ended_at"],
            marked_reason=found["marked_reason"] or None,
        )
