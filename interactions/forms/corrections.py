"""Taking a record out of the figures, and naming its customer."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.models import Customer

from ..choices import PARTIAL_EXCLUSIONS, Exclusion


def _reasons() -> list[tuple[str, object]]:
    """Reasons that remove all figures, then those that remove handling and satisfaction only."""
    partial = [(key, label) for key, label in Exclusion.choices if key in PARTIAL_EXCLUSIONS]
    whole = [(key, label) for key, label in Exclusion.choices if key not in PARTIAL_EXCLUSIONS]
    return [
        ("", _("Choose a reason")),
        (_("Leaves every figure"), whole),
        (_("Leaves handle time and satisfaction only"), partial),
    ]


class ExcludeForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=pgettext_lazy("exclusion", "Reason"), choices=_reasons)
    note = forms.CharField(
        label=gettext_lazy("What happened"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "data-content": ""}),
        help_text=gettext_lazy(
            "The agent reads this, too: say what was seen, not who is at fault. For abuse, a "
            "protective stop or a legal rest name the evidence: recording, time, what was said."
        ),
    )


class LinkForm(forms.Form):
    customer = forms.CharField(
        label=gettext_lazy("Customer number"),
        max_length=20,
        help_text=gettext_lazy("Find the customer with F2; the number looks like C-204817."),
    )

    def clean_customer(self) -> Customer:
        number = self.cleaned_data["customer"].strip().upper()
        found = Customer.objects.filter(number=number).first()
        if found is None:
            raise ValidationError(_("No customer has this number."))
        return found
