"""What goes above and below the line of a KPI of the centre, and which records count."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from interactions.channels import CHANNELS
from interactions.choices import Direction, Result
from interactions.forms.fields import tree_order
from interactions.models import InquiryType

from ..definition import direction
from ..kpis.compose import UNITS
from ..kpis.facts import FACTS
from ..kpis.labels import LABELS
from ..kpis.measures import STORED
from ..kpis.parts import OFFERED
from ..kpis.types import Better
from ..services.custom import DEFINING, Choice

_Options = list[tuple[str, Any]]


def _measures() -> _Options:
    """By what is counted and the moment that decides its day."""
    found: dict[str, _Options] = {}
    for name in OFFERED:
        fact = FACTS[STORED[name].fact]
        found.setdefault(f"{fact.source} · {fact.clock}", []).append((name, LABELS[name]))
    return list(found.items())


def _below() -> _Options:
    return [("", _("None: count the records")), *_measures()]


def _several(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
    )


class CustomKpiForm(forms.Form):
    """`fixed`: somebody relies on it, so that what it counts stays as it is."""

    name_ko = forms.CharField(
        label=_("Name in Korean"), max_length=40, widget=forms.TextInput(attrs={"lang": "ko"})
    )
    name_en = forms.CharField(
        label=_("Name in English"), max_length=40, widget=forms.TextInput(attrs={"lang": "en"})
    )
    numerator = forms.ChoiceField(label=_("Above the line"), choices=_measures)
    denominator = forms.ChoiceField(label=_("Below the line"), required=False, choices=_below)
    unit = forms.ChoiceField(
        label=pgettext_lazy("KPI", "Unit"), choices=[(key, words) for key, words in UNITS.items()]
    )
    better = forms.ChoiceField(
        label=pgettext_lazy("KPI", "Direction"),
        choices=lambda: [(one.value, direction(one.value)) for one in Better],
    )
    minimum_sample = forms.IntegerField(
        label=_("Minimum sample"),
        min_value=1,
        max_value=1_000_000,
        initial=30,
        widget=forms.NumberInput(attrs={"class": "num", "inputmode": "numeric"}),
    )
    channels = _several(
        _("Only these channels"), lambda: [(key, one.label) for key, one in CHANNELS.items()]
    )
    directions = _several(_("Only these directions"), lambda: Direction.choices)
    results = _several(_("Only these results"), lambda: Result.choices)
    types = forms.TypedMultipleChoiceField(
        label=_("Only these inquiry types"),
        required=False,
        coerce=int,
        help_text=_("A type means everything under it. None chosen: all."),
        widget=forms.SelectMultiple(attrs={"size": "8", "data-content": ""}),
    )

    def __init__(self, *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = self.fields["types"]
        assert isinstance(types, forms.TypedMultipleChoiceField)
        types.choices = [(one.pk, one.path) for one in tree_order(InquiryType.objects.all())]
        if fixed:
            for name in DEFINING:
                self.fields[name].disabled = True

    @property
    def choice(self) -> Choice:
        """What was chosen, where it is valid."""
        return choice_of(self.cleaned_data)


def choice_of(values: dict[str, Any]) -> Choice:
    lists = ("types", "channels", "directions", "results")
    return Choice(**{**values, **{name: tuple(values[name]) for name in lists}})
