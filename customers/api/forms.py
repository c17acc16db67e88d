"""What is sent about a customer; the rules are those of the pages' forms."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from crm.core.api.inputs import Day, Input, Moment, check

from ..forms import EditCustomerForm, NewCustomerForm
from ..models import Customer, Tier

_POINTS = ("phone", "email", "messenger")


class _Facts(Input):
    """What a customer is; the ways to reach one are added, never read back in full."""

    name = serializers.CharField(max_length=80, required=False, allow_blank=True)
    tier = serializers.ChoiceField(choices=Tier.values, required=False)
    acquired_on = Day(required=False, allow_null=True)
    pinned_note = serializers.CharField(max_length=300, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    email = serializers.CharField(max_length=254, required=False, allow_blank=True)
    messenger = serializers.CharField(max_length=80, required=False, allow_blank=True)
    allow_duplicates = serializers.BooleanField(
        default=False,
        help_text="Save although a customer with this contact point is known (else 409).",
    )


class NewCustomer(_Facts):
    """A name or one way to reach the customer is needed."""

    form: NewCustomerForm

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        self.form = NewCustomerForm({"tier": Tier.STANDARD.value, **attrs})
        check(self.form)
        return attrs


class CustomerChange(_Facts):
    """What is left out stays. `seen`: the `changed_at` you read; a later change answers 409."""

    remove = serializers.ListField(
        child=serializers.IntegerField(min_value=1), max_length=50, required=False,
        help_text="Ids of contact points to remove.",
    )  # fmt: skip
    prefer = serializers.ListField(
        child=serializers.IntegerField(min_value=1), max_length=3, required=False,
        help_text="Ids of contact points to make the main ones of their kind.",
    )  # fmt: skip
    seen = Moment(required=False)
    form: EditCustomerForm

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        customer: Customer = self.context["customer"]
        own = {row.pk: row for row in customer.points.all()}
        for name in ("remove", "prefer"):
            if set(attrs.get(name, ())) - own.keys():
                words = "Not a contact point of this customer."
                raise serializers.ValidationError({name: words}, code="unknown_point")
        kept = {
            "tier": customer.tier,
            "acquired_on": customer.acquired_on,
            "pinned_note": customer.pinned_note,
        }
        typed: dict[str, Any] = {**kept, **attrs}
        typed |= {f"remove_{pk}": "on" for pk in attrs.get("remove", ())}
        self.form = EditCustomerForm(typed, customer=customer)
        check(self.form)
        return attrs


class Search(Input):
    """Who is meant: a number, a whole phone number, an e-mail address, the last four digits, a
    name, or several of them."""

    text = serializers.CharField(max_length=120)
