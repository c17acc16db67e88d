"""A customer as the API shows it: masked as on the pages, whoever asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rest_framework import serializers

from crm.core.api.shown import TypedText
from crm.core.masking import mask_name

from ..contact_points import Point
from ..facts import Facts
from ..models import ContactPoint, Customer, PointKind, Tier
from ..services.points import masked


class ShownPoint(serializers.ModelSerializer[ContactPoint]):
    """`value` is masked."""

    kind = serializers.ChoiceField(choices=PointKind.values)
    value = serializers.SerializerMethodField("get_masked")

    class Meta:
        model = ContactPoint
        fields = ("id", "kind", "value", "is_primary")

    def get_masked(self, row: ContactPoint) -> str:
        return masked(Point(row.kind, row.value))


class ShownCustomer(serializers.ModelSerializer[Customer]):
    """`name` and the contact points are masked. `last_contact_at` and `open_issues` count what the
    caller may see."""

    name = serializers.SerializerMethodField()
    tier = serializers.ChoiceField(choices=Tier.values)
    pinned_note = TypedText()
    points = ShownPoint(many=True)
    last_contact_at = serializers.SerializerMethodField()
    open_issues = serializers.SerializerMethodField()

    class Meta:
        model = Customer
        fields = (
            *("number", "name", "tier", "pinned_note", "acquired_on", "points"),
            *("last_contact_at", "open_issues", "created_at", "changed_at"),
        )

    def get_name(self, row: Customer) -> str:
        return mask_name(row.name)

    def get_last_contact_at(self, row: Customer) -> datetime | None:
        return self._facts(row).last_contact_at

    def get_open_issues(self, row: Customer) -> int:
        return self._facts(row).open_issues

    def _facts(self, row: Customer) -> Facts:
        found: Facts = self.context["facts"][row.pk]
        return found


class Found(serializers.Serializer[Any]):
    """At most twenty; `more`: there are more, so say something else about the customer, too."""

    more = serializers.BooleanField()
    results = ShownCustomer(many=True)
