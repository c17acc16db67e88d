"""What admin staff say about an inquiry type."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.people.models import User

from ..models import InquiryType
from ..services import types as service
from ..services.types import LEVELS, TypeRules, branch_ids


class ParentField(forms.ModelChoiceField[InquiryType]):
    """Types by their whole path: names alone repeat."""

    def label_from_instance(self, obj: InquiryType) -> str:
        return obj.path


class TypeForm(forms.Form):
    """Name, place in the tree, and rules; `node` is the type being changed."""

    name = forms.CharField(label=pgettext_lazy("of a person or thing", "Name"), max_length=80)
    parent = ParentField(
        label=pgettext_lazy("inquiry type", "Below"),
        queryset=InquiryType.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Top level"),
        widget=forms.Select(attrs={"data-content": ""}),
    )
    code = forms.CharField(
        label=pgettext_lazy("inquiry type", "Code"),
        max_length=40,
        required=False,
        help_text=_("Stands in addresses and files. Left empty, the next free one is given."),
    )
    fcr_window_days = forms.IntegerField(
        label=_("Days for a repeat contact"),
        min_value=1,
        max_value=365,
        initial=7,
        help_text=_("A new contact about the same within these days counts as a repeat contact."),
    )
    standard_minutes = forms.DecimalField(
        label=_("Standard minutes"),
        min_value=Decimal("0.1"),
        max_digits=5,
        decimal_places=1,
        required=False,
        help_text=_("How long such a contact usually takes, for planning."),
    )
    reply_due_minutes = forms.IntegerField(
        label=_("Minutes to reply"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("For messages of this type; empty: as the channel says."),
    )

    def __init__(self, *args: Any, node: InquiryType | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = InquiryType.objects.active().filter(level__lt=LEVELS).order_by("path")
        if node is not None:
            parents = parents.exclude(pk__in=branch_ids(node))
            if node.parent is not None and node.parent.retired_on is not None:
                parents = parents | InquiryType.objects.filter(pk=node.parent.pk)
            del self.fields["code"]
        field = self.fields["parent"]
        assert isinstance(field, ParentField)
        field.queryset = parents

    def rules(self) -> TypeRules:
        data = self.cleaned_data
        return TypeRules(
            fcr_window_days=data["fcr_window_days"],
            standard_minutes=data["standard_minutes"],
            reply_due_minutes=data["reply_due_minutes"],
        )

    @staticmethod
    def kept(node: InquiryType) -> dict[str, Any]:
        """What the form holds before anything is changed."""
        return {
            "name": node.name,
            "parent": node.parent.code if node.parent else "",
            "fcr_window_days": node.fcr_window_days,
            "standard_minutes": node.standard_minutes,
            "reply_due_minutes": node.reply_due_minutes,
        }

    def add(self, actor: User) -> InquiryType:
        data = self.cleaned_data
        return service.add_type(
            actor,
            name=data["name"],
            parent=data["parent"],
            code=data["code"].strip(),
            rules=self.rules(),
        )

    def revise(self, actor: User, node: InquiryType) -> InquiryType:
        """Rename, move and set the rules, as far as they differ; all of it or nothing."""
        name, parent = " ".join(self.cleaned_data["name"].split()), self.cleaned_data["parent"]
        with transaction.atomic():
            if name != node.name:
                node = service.rename_type(actor, node=node, name=name)
            if (parent.pk if parent else None) != node.parent_id:
                node = service.move_type(actor, node=node, parent=parent)
            return service.set_rules(actor, node=node, rules=self.rules())
