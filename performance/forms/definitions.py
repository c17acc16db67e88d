"""The parameters of the definitions on one sheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from crm.core.days import DayField

from ..kpis.versions import PARAMETERS


class DefinitionsForm(forms.Form):
    """One whole number a parameter, the first day, and why."""

    starts_on = DayField(label=gettext_lazy("In force from"))
    reason = forms.CharField(label=gettext_lazy("Reason of the change"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in PARAMETERS.values():
            control = forms.NumberInput(attrs={"class": "num", "inputmode": "numeric"})
            self.fields[one.name] = forms.IntegerField(
                label=str(one.label), min_value=one.low, max_value=one.high, widget=control
            )

    @property
    def values(self) -> dict[str, int]:
        """What was typed, where it is valid."""
        return {name: self.cleaned_data[name] for name in PARAMETERS}
