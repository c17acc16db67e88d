"""Reads of customers. Every look-up stands on an index; nothing here scans the table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models

from crm.core import search

from .contact_points import Point

if TYPE_CHECKING:
    from crm.people.models import User

    from .models import ContactPoint, Customer  # noqa: F401 - used inside the generic parameters


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, user: User) -> CustomerQuerySet:
        """Every customer: who may open the page at all is a right, and what shows is masked."""
        return self.all()

    def listed_for(self, user: User) -> CustomerQuerySet:
        return self.all()

    def reached_at(self, point: Point) -> CustomerQuerySet:
        """Whose phone, e-mail or messenger this is, by the blind index."""
        return self.with_any_index(point.indexes)

    def with_any_index(self, indexes: Iterable[bytes]) -> CustomerQuerySet:
        rows = self._points().filter(index__in=list(indexes))
        return self.filter(pk__in=rows.values("customer"))

    def with_last_four(self, *digits: str) -> CustomerQuerySet:
        """With a phone number that ends in these four digits."""
        rows = self._points().filter(last_four__in=digits).exclude(last_four="")
        return self.filter(pk__in=rows.values("customer"))

    def named(self, text: str, *, most: int) -> CustomerQuerySet:
        """The newest with this text in the name; consonants alone (ㅂㅅㅎ) match first sounds."""
        return self.filter(pk__in=list(search.holding("customer", text)[:most]))

    def referred_to_as(self, source: str, keys: Iterable[str]) -> CustomerQuerySet:
        """By the names another system has for them."""
        return self.filter(references__source=source, references__key__in=list(keys))

    def in_tier(self, tier: str) -> CustomerQuerySet:
        return self.filter(tier=tier)

    @staticmethod
    def _points() -> ContactPointQuerySet:
        from .models import ContactPoint  # the models are built on this module

        return ContactPoint.objects.all()


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    def phones(self) -> ContactPointQuerySet:
        return self.filter(kind="phone")
