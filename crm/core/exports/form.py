"""Why somebody takes a list out of the product, and as what."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PURPOSES = [
    ("report", pgettext_lazy("purpose", "Report")),
    ("quality", pgettext_lazy("purpose", "Quality check")),
    ("audit", pgettext_lazy("purpose", "Audit or request by law")),
    ("other", pgettext_lazy("purpose", "Other")),
]
FORMATS = [("csv", "CSV"), ("xlsx", "XLSX (Excel)")]


class ExportForm(forms.Form):
    purpose = forms.ChoiceField(
        label=_("Purpose of the export"), choices=[("", _("Choose a purpose")), *PURPOSES]
    )
    note = forms.CharField(label=_("Note on the purpose"), max_length=120, required=False)
    format = forms.ChoiceField(label=_("File format"), choices=FORMATS, initial="csv")
