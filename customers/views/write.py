"""Registering and editing a customer, and what a customer agreed to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core import clock
from crm.core.masking import mask_name
from crm.core.pages import FormPage
from crm.people.roles import Right

from .. import lookup, searches
from ..forms import ConsentForm, CustomerFields, EditCustomerForm, NewCustomerForm
from ..models import ConsentChannel, Customer, Tier
from ..services import (
    EditConflict,
    Likely,
    create_customer,
    likely_duplicates,
    revise_customer,
    set_consent,
)
from .page import consent_grid

Crumbs = list[tuple[str | Promise, str]]
FACTS = ("name", "tier", "pinned_note", "acquired_on")


class _CustomerForm(FormPage):
    """A save that names likely duplicates first; saving again means it is another person."""

    permission = Right.CUSTOMERS_WRITE
    menu = "customers:list"
    form: CustomerFields
    likely: list[Likely]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.prepare()
        form = self.make_form(request.POST)
        assert isinstance(form, CustomerFields)
        self.form = form
        self.likely = self.doubts(form) if form.is_valid() else []
        if self.likely and request.POST.get("confirmed", "") != self.confirmation:
            return self.show(status=422)
        return super().post(request, *args, **kwargs)

    def doubts(self, form: CustomerFields) -> list[Likely]:
        raise NotImplementedError

    @property
    def confirmation(self) -> str:
        """What the form sends back when it is saved again knowingly."""
        return " ".join(sorted(found.customer.number for found in self.likely))

    def get_context(self) -> dict[str, Any]:
        likely = getattr(self, "likely", [])
        confirmation = self.confirmation if likely else ""
        return {**super().get_context(), "likely": likely, "confirmation": confirmation}


class CustomerNew(_CustomerForm):
    """A new customer; what was searched for is carried over."""

    title = gettext_lazy("Register a customer")
    crumbs = ((pgettext_lazy("menu", "Customers"), "customers:list"),)
    template = "customers/new.html"
    form_class = NewCustomerForm
    success = gettext_lazy("The customer is registered.")

    def get_initial(self) -> dict[str, Any]:
        text = searches.text_of(self.request, self.request.GET.get("search", ""))
        return {"tier": Tier.STANDARD.value, **lookup.typed_values(lookup.read(text))}

    def doubts(self, form: CustomerFields) -> list[Likely]:
        return likely_duplicates(name=form.cleaned_data["name"], points=form.points)

    def save(self, form: BaseForm) -> str:
        assert isinstance(form, CustomerFields)
        values = {name: form.cleaned_data[name] for name in FACTS}
        customer = create_customer(self.user, points=form.points, **values)
        return reverse("customers:page", args=[customer.number])


class _OfCustomer(FormPage):
    """A form about one customer."""

    menu = "customers:list"
    customer: Customer

    def prepare(self) -> None:
        found = Customer.objects.visible_to(self.user).filter(number=self.kwargs["number"]).first()
        if found is None:
            raise Http404
        self.customer = found

    def get_crumbs(self) -> Crumbs:
        return [
            (pgettext_lazy("menu", "Customers"), reverse("customers:list")),
            (self.customer.number, self.address),
        ]

    @property
    def address(self) -> str:
        return reverse("customers:page", args=[self.customer.number])

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "customer": self.customer, "cancel_url": self.address}


class CustomerEdit(_OfCustomer, _CustomerForm):
    """Changes what is known; two people editing at once notice it."""

    title = gettext_lazy("Edit customer")
    template = "customers/edit.html"
    form_class = EditCustomerForm
    success = gettext_lazy("The customer is saved.")

    def get_initial(self) -> dict[str, Any]:
        row = self.customer
        return {"tier": row.tier, "acquired_on": row.acquired_on, "pinned_note": row.pinned_note}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"customer": self.customer}

    def doubts(self, form: CustomerFields) -> list[Likely]:
        name = form.cleaned_data["name"] or self.customer.name
        return likely_duplicates(name=name, points=form.points, exclude=self.customer)

    def save(self, form: BaseForm) -> str:
        assert isinstance(form, EditCustomerForm)
        values = {name: form.cleaned_data[name] for name in FACTS}
        try:
            revise_customer(
                self.user,
                customer=self.customer,
                **{**values, "name": values["name"] or self.customer.name},
                add=form.points,
                remove=form.removed(),
                prefer=form.preferred(),
                seen=self.seen(),
            )
        except EditConflict as problem:
            raise ValidationError(
                _(
                    "Somebody else saved this customer in the meantime. Your entries are still "
                    "here: compare them with what is stored now, then save again."
                )
            ) from problem
        return self.address

    def seen(self) -> datetime | None:
        """When the record this form was opened with had last been changed."""
        try:
            return datetime.fromisoformat(self.request.POST.get("seen", ""))
        except ValueError:
            return None

    def get_context(self) -> dict[str, Any]:
        row, seen = self.customer, self.seen()
        stored = {
            "name": mask_name(row.name),
            "tier": row.get_tier_display(),
            "acquired_on": row.acquired_on,
            "pinned_note": row.pinned_note,
        }
        conflict = seen is not None and seen != row.changed_at
        return {
            **super().get_context(),
            "seen": row.changed_at.isoformat(),
            "stored": stored if conflict else None,
        }


class CustomerConsents(_OfCustomer):
    """What the customer agreed to or refused, per purpose and channel."""

    permission = Right.CUSTOMERS_WRITE
    title = gettext_lazy("Change consents")
    template = "customers/consents.html"
    form_class = ConsentForm
    success = gettext_lazy("The consents are saved.")

    def get_initial(self) -> dict[str, Any]:
        return {"on_day": clock.today()}

    def save(self, form: BaseForm) -> str:
        assert isinstance(form, ConsentForm)
        with transaction.atomic():
            for purpose, channel, granted in form.answers():
                set_consent(
                    self.user,
                    customer=self.customer,
                    purpose=purpose,
                    channel=channel,
                    granted=granted,
                    on_day=form.cleaned_data["on_day"],
                )
        return self.address

    def get_context(self) -> dict[str, Any]:
        current = dict(consent_grid(self.customer))
        assert isinstance(self.form, ConsentForm)
        grid = [
            (label, list(zip(fields, current[label], strict=True)))
            for label, fields in self.form.grid()
        ]
        channels = [channel.label for channel in ConsentChannel]
        return {**super().get_context(), "grid": grid, "channels": channels}
