"""Inquiry types that came by an import which is undone."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction

from crm.people.models import User

from ..models import InquiryType
from .types import delete_type


@transaction.atomic
def remove_types(actor: User, *, ids: Collection[int]) -> set[int]:
    """Those without types below and without records, the lowest first."""
    gone = set[int]()
    for node in InquiryType.objects.filter(pk__in=ids).order_by("-level", "-pk"):
        try:
            delete_type(actor, node=node)
        except ValidationError:
            continue
        gone.add(node.pk)
    return gone
