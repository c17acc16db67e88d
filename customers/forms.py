"""What agents type about a customer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core import clock
from crm.core.days import DayField

from .contact_points import EMAIL, ITEMS, MESSENGER, PHONE, InvalidPoint, Point, read_point
from .models import ConsentChannel, ContactPoint, Customer, Purpose, Tier
from .services.points import masked
from .services.reveals import REASONS

KINDS = (PHONE, EMAIL, MESSENGER)


class CustomerFields(forms.Form):
    """What a new and an edited customer have in common. `points` are the typed ones, read."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=pgettext_lazy("personal data", "Phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    email = forms.CharField(
        label=pgettext_lazy("personal data", "E-mail address"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )
    messenger = forms.CharField(
        label=pgettext_lazy("personal data", "Messenger id"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    tier = forms.ChoiceField(label=pgettext_lazy("customer", "Tier"), choices=Tier.choices)
    acquired_on = DayField(label=gettext_lazy("Customer since"), required=False)
    pinned_note = forms.CharField(
        label=gettext_lazy("Pinned note"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Everybody who opens this customer sees it first."),
        widget=forms.Textarea(attrs={"rows": 2, "data-content": ""}),
    )
    points: list[Point]

    def clean_acquired_on(self) -> Any:
        day = self.cleaned_data["acquired_on"]
        if day is not None and day > clock.today():
            raise forms.ValidationError(_("Choose today or an earlier day."))
        return day

    def clean(self) -> dict[str, Any]:
        self.points = []
        for kind in KINDS:
            text = self.cleaned_data.get(kind, "")
            if not text:
                continue
            try:
                self.points.append(read_point(kind, text))
            except InvalidPoint as problem:
                self.add_error(kind, str(problem))
        return self.cleaned_data


class NewCustomerForm(CustomerFields):
    """`acquired_on` left empty means today."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not (self.errors or self.points or self.cleaned_data.get("name")):
            raise forms.ValidationError(_("Enter a name or one way to reach the customer."))
        return self.cleaned_data


class EditCustomerForm(CustomerFields):
    """Masked data stays masked: what is there can be kept, removed or added to, not read."""

    keep_hint = gettext_lazy("Left empty, the name stays as it is.")

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.customer = customer
        self.rows: list[ContactPoint] = list(customer.points.all())
        self.fields["name"].label = gettext_lazy("New name")
        self.fields["name"].help_text = self.keep_hint
        labels = {
            PHONE: gettext_lazy("Add a phone number"),
            EMAIL: gettext_lazy("Add an e-mail address"),
            MESSENGER: gettext_lazy("Add a messenger id"),
        }
        for kind, label in labels.items():
            self.fields[kind].label = label
        for row in self.rows:
            self.fields[f"remove_{row.pk}"] = forms.BooleanField(
                required=False, label=gettext_lazy("Remove")
            )
        for kind in self._choosable():
            rows = [(str(row.pk), _shown(row)) for row in self.rows if row.kind == kind]
            self.fields[f"prefer_{kind}"] = forms.ChoiceField(choices=rows, required=False)

    def point_rows(self) -> Iterator[dict[str, Any]]:
        """What the template prints for each contact point the customer has."""
        choosable = self._choosable()
        for row in self.rows:
            prefer = self[f"prefer_{row.kind}"] if row.kind in choosable else None
            chosen = str(prefer.value()) if prefer is not None and self.is_bound else ""
            yield {
                "row": row,
                "item": ITEMS[row.kind],
                "shown": _shown(row),
                "remove": self[f"remove_{row.pk}"],
                "prefer": prefer,
                "preferred": chosen == str(row.pk) if chosen else row.is_primary,
            }

    def removed(self) -> list[int]:
        return [row.pk for row in self.rows if self.cleaned_data.get(f"remove_{row.pk}")]

    def preferred(self) -> list[int]:
        found = (self.cleaned_data.get(f"prefer_{kind}") for kind in KINDS)
        return [int(pk) for pk in found if pk]

    def _choosable(self) -> list[str]:
        """Kinds of which there are several, so that one can be preferred."""
        kinds = [row.kind for row in self.rows]
        return [kind for kind in KINDS if kinds.count(kind) > 1]


class RevealForm(forms.Form):
    """What to show in full, and why."""

    item = forms.ChoiceField(choices=list(ITEMS.items()))
    reason = forms.ChoiceField(choices=list(REASONS.items()))


class ConsentForm(forms.Form):
    """One answer for each purpose and channel; an empty one leaves it as it is."""

    on_day = DayField(label=gettext_lazy("Day the customer said so"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            ("", pgettext_lazy("consent", "No change")),
            ("yes", pgettext_lazy("consent", "Agreed")),
            ("no", pgettext_lazy("consent", "Refused")),
        ]
        for purpose in Purpose:
            for channel in ConsentChannel:
                self.fields[f"{purpose}_{channel}"] = forms.ChoiceField(
                    choices=choices, required=False, label=f"{purpose.label} · {channel.label}"
                )

    def clean_on_day(self) -> Any:
        day = self.cleaned_data["on_day"]
        if day > clock.today():
            raise forms.ValidationError(_("Choose today or an earlier day."))
        return day

    def answers(self) -> Iterator[tuple[str, str, bool]]:
        """Purpose, channel and answer of each choice that was made."""
        for purpose in Purpose:
            for channel in ConsentChannel:
                answer = self.cleaned_data.get(f"{purpose}_{channel}")
                if answer:
                    yield purpose.value, channel.value, answer == "yes"

    def grid(self) -> Iterator[tuple[Any, list[Any]]]:
        """Rows of the table: purpose and its fields by channel."""
        for purpose in Purpose:
            yield purpose.label, [self[f"{purpose}_{channel}"] for channel in ConsentChannel]


def _shown(row: ContactPoint) -> str:
    return masked(Point(row.kind, row.value))
