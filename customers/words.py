"""The words the audit page reads this app's entries by."""

from __future__ import annotations

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core import audit

from .contact_points import ITEMS
from .models import ConsentChannel, Purpose, Tier

_YES_NO = {
    "True": pgettext_lazy("consent", "Agreed"),
    "False": pgettext_lazy("consent", "Refused"),
}


def register() -> None:
    """Called once the apps are loaded."""
    consents = {
        f"consent_{purpose}_{channel}": (purpose, channel)
        for purpose in Purpose
        for channel in ConsentChannel
    }
    audit.register(
        actions={
            "customer.created": _("Registered a customer"),
            "customer.import_undone": _("Took back imported customers"),
            "customer.imported": _("Registered customers from a file"),
            "customer.changed": _("Changed a customer"),
            "customer.point_added": _("Added a contact point"),
            "customer.point_removed": _("Removed a contact point"),
            "customer.point_preferred": _("Chose the main contact point"),
            "customer.consent_set": _("Recorded a consent"),
            "customer.revealed": _("Revealed personal data"),
        },
        fields={
            "tier": pgettext_lazy("customer", "Tier"),
            "pinned_note": _("Pinned note"),
            "acquired_on": _("Customer since"),
            "points": _("Contact points"),
            "count": pgettext_lazy("number of rows", "Count"),
            "revealed": pgettext_lazy("personal data", "Shown in full"),
            **{kind: label for kind, label in ITEMS.items() if kind != "name"},
            **{
                key: format_lazy("{} · {}", purpose.label, channel.label)
                for key, (purpose, channel) in consents.items()
            },
        },
        values={
            "tier": dict(Tier.choices),
            "revealed": ITEMS,
            **dict.fromkeys(consents, _YES_NO),
        },
        subjects={"customers.customer": _("Customer")},
        links={"customers.customer": lambda number: reverse("customers:page", args=[number])},
    )
