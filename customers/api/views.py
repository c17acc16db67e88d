"""Customers: list, one, search, register, change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.core.api.problems import Conflict
from crm.core.api.views import ReadEndpoint
from crm.people.roles import Right

from .. import facts, lookup
from ..filters import CustomerFilter
from ..models import Customer
from ..services import (
    EditConflict,
    Likely,
    create_customer,
    likely_duplicates,
    revise_customer,
)
from .forms import CustomerChange, NewCustomer, Search
from .shown import Found, ShownCustomer

FACTS = ("name", "tier", "pinned_note", "acquired_on")


class Customers(ReadEndpoint):
    """Who contacts the centre. Names and contact points are masked."""

    permission = Right.CUSTOMERS_READ
    write_permission = Right.CUSTOMERS_WRITE
    resource = "customers"
    reading = frozenset({"search"})
    queryset = Customer.objects.all()
    serializer_class = ShownCustomer
    filterset_class = CustomerFilter
    keyset = ("-created_at", "-pk")
    lookup_field = "number"
    lookup_value_regex = "[^/]+"

    def listed(self) -> QuerySet[Customer]:
        return Customer.objects.listed_for(self.user).prefetch_related("points")

    def visible(self) -> QuerySet[Customer]:
        return Customer.objects.visible_to(self.user).prefetch_related("points")

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """With what upper apps know about all the rows, read at once."""
        serializer = super().get_serializer(*args, **kwargs)
        if args:
            rows = list(args[0]) if kwargs.get("many") else [args[0]]
            context: Any = serializer.context
            context["facts"] = facts.known(self.user, rows)
        return serializer

    @extend_schema(request=NewCustomer, responses={201: ShownCustomer})
    def create(self, request: Request) -> Response:
        """Register a customer; a likely duplicate answers 409, unless it is allowed."""
        sent = self.checked(NewCustomer)
        data = sent.form.cleaned_data
        found = likely_duplicates(name=data["name"], points=sent.form.points)
        _refuse_duplicates(found, allowed=sent.validated_data["allow_duplicates"])
        customer = create_customer(
            self.user, points=sent.form.points, **{name: data[name] for name in FACTS}
        )
        return self._answer(customer, status.HTTP_201_CREATED)

    @extend_schema(request=CustomerChange, responses={200: ShownCustomer})
    def partial_update(self, request: Request, number: str) -> Response:
        """Change what is known; contact points are added, removed or preferred."""
        customer = self.get_object()
        sent = self.checked(CustomerChange, customer=customer)
        form, given = sent.form, sent.validated_data
        name = given.get("name") or customer.name
        found = likely_duplicates(name=name, points=form.points, exclude=customer)
        _refuse_duplicates(found, allowed=given["allow_duplicates"])
        try:
            saved = revise_customer(
                self.user,
                customer=customer,
                **{**{fact: form.cleaned_data[fact] for fact in FACTS}, "name": name},
                add=form.points,
                remove=form.removed(),
                prefer=given.get("prefer", ()),
                seen=given.get("seen"),
            )
        except EditConflict as problem:
            words = _("Somebody else saved this customer in the meantime. Read it again.")
            raise Conflict(words, code="changed_meanwhile") from problem
        return self._answer(saved, status.HTTP_200_OK)

    @extend_schema(request=Search, responses={200: Found})
    @action(detail=False, methods=["post"])
    def search(self, request: Request) -> Response:
        """Find customers as the search field does; posted, so that no phone number is logged."""
        text = self.checked(Search).validated_data["text"]
        found = lookup.find(Customer.objects.visible_to(self.user).prefetch_related("points"), text)
        rows: Sequence[Customer] = found.rows
        serializer = self.get_serializer(rows, many=True)
        return Response({"more": found.more, "results": serializer.data})

    def _answer(self, customer: Customer, code: int) -> Response:
        row = self.visible().get(pk=customer.pk)
        return Response(self.get_serializer(row).data, status=code)


def _refuse_duplicates(found: list[Likely], *, allowed: bool) -> None:
    if found and not allowed:
        numbers = ", ".join(sorted(one.customer.number for one in found))
        words = _("Likely the same customer: %(numbers)s.") % {"numbers": numbers}
        raise Conflict(words, code="likely_duplicate")
