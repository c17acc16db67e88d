"""The customer list as a file: names masked, of phone numbers the last four digits."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core.exports.registry import Asking, Export, register
from crm.core.exports.tables import Column, Table, each, moments, names, of_fields, words
from crm.people.roles import Right

from .models import ContactPoint, Tier
from .views.find import CustomerList


def customers(asking: Asking) -> Table:
    primary = ContactPoint.objects.phones().filter(customer=OuterRef("pk"))
    phone = primary.order_by("-is_primary", "pk").values("last_four")[:1]
    return of_fields(
        CustomerList.rows_for(asking.request).annotate(phone_end=Subquery(phone)),
        [
            Column(_("Customer number"), "number"),
            Column(_("Customer"), "name", names),
            Column(pgettext_lazy("customer", "Tier"), "tier", words(dict(Tier.choices))),
            Column(pgettext_lazy("personal data", "Phone number"), "phone_end", each(_phone)),
            Column(_("Customer since"), "acquired_on"),
            Column(_("Registered"), "created_at", moments),
        ],
    )


def _phone(last_four: str | None) -> str:
    return f"****-{last_four}" if last_four else ""


def register_all() -> None:
    """Called once the apps are loaded."""
    title = pgettext_lazy("menu", "Customers")
    register(Export("customers", title, Right.CUSTOMERS_READ, customers))
