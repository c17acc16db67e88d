"""What admins say about a new API key."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core.api.scopes import READ, RESOURCES, SCOPES, WRITE
from crm.people.models import User

_WAYS = {
    READ: pgettext_lazy("API scope", "read"),
    WRITE: pgettext_lazy("API scope", "write"),
}


def scope_choices() -> list[tuple[str, str | Promise]]:
    """Every scope with what it opens, in words."""
    labels = {resource.key: resource.label for resource in RESOURCES}
    found: list[tuple[str, str | Promise]] = []
    for scope in SCOPES:
        resource, _colon, way = scope.partition(":")
        found.append((scope, format_lazy("{} · {}", labels[resource], _WAYS[way])))
    return found


class OwnerChoice(forms.ModelChoiceField[User]):
    def label_from_instance(self, user: Any) -> str:
        return f"{user.name} ({user.code}, {user.get_role_display()})"


class ApiKeyForm(forms.Form):
    """Whose key it is, what for, and what it may do."""

    name = forms.CharField(
        label=_("What it is for"),
        max_length=80,
        help_text=_("For example the system that will use it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    owner = OwnerChoice(
        label=pgettext_lazy("of an API key", "Owner"),
        queryset=User.objects.none(),
        empty_label=pgettext_lazy("of an API key", "Choose a person"),
        help_text=_(
            "The key acts as this person: it sees and may do no more than the owner, and stops "
            "with the account."
        ),
        widget=forms.Select(attrs={"data-content": ""}),
    )
    scopes = forms.MultipleChoiceField(
        label=pgettext_lazy("of an API key", "Scopes"),
        choices=scope_choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, OwnerChoice)
        owner.queryset = User.objects.active().order_by("name", "code")
