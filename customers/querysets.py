"""Reads of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from crm.people.models import User

    from .models import ContactPoint, Customer  # noqa: F401 - used inside the generic parameters


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, user: User) -> CustomerQuerySet:
        """Every customer: who may open the page at all is a right, and what shows is masked."""
        return self.all()

    def listed_for(self, user: User) -> CustomerQuerySet:
        return self.all()


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    def phones(self) -> ContactPointQuerySet:
        return self.filter(kind="phone")
