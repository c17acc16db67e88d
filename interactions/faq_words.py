"""The words the audit page reads entries about the FAQ by."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core import audit


def register() -> None:
    """Called once the apps are loaded."""
    audit.register(
        actions={
            "faq.created": _("Wrote an FAQ entry"),
            "faq.drafted": _("Changed the draft of an FAQ entry"),
            "faq.published": _("Published an FAQ entry"),
            "faq.retired": _("Retired an FAQ entry"),
        },
        fields={
            "title": pgettext_lazy("FAQ", "Question or title"),
            "body": pgettext_lazy("FAQ", "Answer"),
            "type": pgettext_lazy("interactions", "Inquiry type"),
            "owner": pgettext_lazy("FAQ", "Owner"),
            "review_on": pgettext_lazy("FAQ", "Review on"),
            "version": pgettext_lazy("FAQ", "Version"),
        },
        subjects={"interactions.faqentry": _("FAQ entry")},
        links={"interactions.faqentry": lambda slug: reverse("faq:article", args=[slug])},
    )
