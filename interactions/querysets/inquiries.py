"""Reads of issues."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from crm.core import clock
from crm.people.roles import QA
from crm.people.scope import scope_of

if TYPE_CHECKING:
    from crm.people.models import User
    from customers.models import Customer

    from ..models import Inquiry  # noqa: F401 - used inside the generic parameter


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def visible_to(self, user: User) -> InquiryQuerySet:
        """All of them; a QA those with a contact of the teams assigned."""
        if user.role != QA:
            return self.all()
        from ..models import Consultation  # the models are built on this module

        contacts = Consultation.objects.visible_to(user).filter(inquiry=OuterRef("pk"))
        return self.filter(Exists(contacts))

    def listed_for(self, user: User) -> InquiryQuerySet:
        """Those with a contact this user lists: own ones, led or assigned teams, or all."""
        if scope_of(user, clock.today()).everything:
            return self.all()
        from ..models import Consultation  # the models are built on this module

        contacts = Consultation.objects.listed_for(user).filter(inquiry=OuterRef("pk"))
        return self.filter(Exists(contacts))

    def unresolved(self) -> InquiryQuerySet:
        return self.exclude(state="resolved")

    def owing_reply(self, by: datetime) -> InquiryQuerySet:
        """Unsettled issues nobody has replied to, with a reply due by that moment or before."""
        rows = self.filter(is_answered=False, reply_due_at__lte=by, is_outbound=False)
        return rows.filter(state__in=["open", "waiting"])

    def waiting_to_fall_due(self, now: datetime) -> InquiryQuerySet:
        """Those whose reply was due by now and has not been judged."""
        return self.filter(is_reply_due=False, counts=True, reply_due_at__lte=now)

    def stamped_on(self, day: date) -> InquiryQuerySet:
        """Those with business time on a clock of that day."""
        replied = Q(opened_day=day, first_response_business_seconds__isnull=False)
        return self.filter(replied | Q(resolved_day=day))

    def stamped_since(self, day: date) -> InquiryQuerySet:
        return self.filter(Q(opened_day__gte=day) | Q(resolved_day__gte=day))

    def joinable(self, customer: Customer) -> InquiryQuerySet:
        """The unresolved issues of a customer, the one contacted last first."""
        rows = self.unresolved().filter(customer=customer).select_related("type", "owner")
        return rows.order_by("-last_contact_at", "-id")
