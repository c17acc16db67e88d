"""What is said about a follow-up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core import clock
from crm.core.days import DayField
from crm.people.models import User


class AgainForm(forms.Form):
    """Another time: a suggested moment (`at`) or a day and a time."""

    at = forms.DateTimeField(
        required=False,
        validators=[clock.possible_day],
    )
    on = DayField(label=pgettext_lazy("callback", "Day"), required=False)
    time = forms.TimeField(
        label=pgettext_lazy("callback", "Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "num"}),
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        due = data.get("at")
        if due is None and data.get("on") and data.get("time"):
            due = clock.at(data["on"], data["time"])
        if due is None:
            raise ValidationError(_("Give a day and a time."))
        data["due_at"] = due
        return data

    @property
    def due_at(self) -> datetime:
        found: datetime = self.cleaned_data["due_at"]
        return found


class CancelForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why it is not needed any more"), max_length=200)


class ReassignForm(forms.Form):
    assignee = forms.ModelChoiceField(
        label=gettext_lazy("Hand to"),
        queryset=User.objects.none(),
        to_field_name="code",
        widget=forms.Select(attrs={"data-content": ""}),
        empty_label=gettext_lazy("Choose an agent"),
    )

    def __init__(self, *args: Any, agents: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["assignee"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.filter(pk__in=[agent.pk for agent in agents]).order_by("name")
