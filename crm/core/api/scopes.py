"""What an API key can be allowed: `<resource>:read` and, where there is something to write, write.

A key never gets past the rights of its owner: a scope narrows, it grants nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

READ, WRITE = "read", "write"


@dataclass(frozen=True)
class Resource:
    """A group of addresses under `/api/v1/`; `writes`: whether anything there can be written."""

    key: str
    label: str | Promise
    writes: bool


RESOURCES: tuple[Resource, ...] = (
    Resource("customers", pgettext_lazy("API resource", "Customers"), writes=True),
    Resource("inquiries", pgettext_lazy("API resource", "Issues"), writes=False),
    Resource("consultations", pgettext_lazy("API resource", "Consultations"), writes=True),
    Resource("follow-ups", pgettext_lazy("API resource", "Follow-ups"), writes=True),
    Resource("types", pgettext_lazy("API resource", "Inquiry types"), writes=True),
    Resource("faq", pgettext_lazy("API resource", "FAQ"), writes=True),
    Resource("answers", pgettext_lazy("API resource", "Survey answers"), writes=True),
    Resource("work-status", pgettext_lazy("API resource", "Work status"), writes=True),
    Resource("kpis", pgettext_lazy("API resource", "KPI figures"), writes=False),
    Resource("targets", pgettext_lazy("API resource", "KPI targets"), writes=True),
)
SCOPES: tuple[str, ...] = tuple(
    f"{resource.key}:{way}"
    for resource in RESOURCES
    for way in (READ, WRITE)
    if way == READ or resource.writes
)


def unknown(scopes: Iterable[str]) -> list[str]:
    """Those that are none, in the order given."""
    return [scope for scope in scopes if scope not in SCOPES]
