"""`{% load customers %}`: contact points in templates, masked."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from ..contact_points import Point
from ..models import ContactPoint
from ..services.points import masked

register = template.Library()


@register.filter
def first_of(points: Iterable[ContactPoint], kind: str) -> str:
    """The first contact point of a kind, as everybody may see it; nothing where there is none."""
    for row in points:
        if row.kind == kind:
            return masked(Point(row.kind, row.value))
    return ""
