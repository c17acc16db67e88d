"""Every write to a customer."""

from .consents import set_consent
from .duplicates import Likely, likely_duplicates
from .points import add_contact_point, prefer_contact_point, remove_contact_point
from .records import (
    CustomerDraft,
    EditConflict,
    create_customer,
    create_customers,
    edit_customer,
    index_customers,
)
from .reveals import live_reveal, reveal
from .revisions import revise_customer

__all__ = [
    "CustomerDraft",
    "EditConflict",
    "Likely",
    "add_contact_point",
    "create_customer",
    "create_customers",
    "edit_customer",
    "index_customers",
    "likely_duplicates",
    "live_reveal",
    "prefer_contact_point",
    "remove_contact_point",
    "reveal",
    "revise_customer",
    "set_consent",
]
