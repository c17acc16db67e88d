"""Objecting to an own record, and deciding about it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

UPHOLD, DECLINE = "uphold", "decline"


class DisputeForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What is wrong with this record"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "data-content": ""}),
        help_text=gettext_lazy(
            "Say what you saw: the wrong person, a time that cannot be, a call that was no call. "
            "Your team lead reads it."
        ),
    )


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            (UPHOLD, gettext_lazy("Uphold: the record leaves every figure")),
            (DECLINE, gettext_lazy("Decline: the record counts as before")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=pgettext_lazy("dispute", "Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "data-content": ""}),
        help_text=gettext_lazy("The agent reads it, and it stays in the record's history."),
    )
