"""Issues: list and one. They are made and changed by their contacts alone."""

from __future__ import annotations

from django.db.models import QuerySet

from crm.core.api.views import ReadEndpoint
from crm.people.roles import Right

from ..models import Inquiry
from .filters import InquiryFilter
from .shown import ShownInquiry


class Inquiries(ReadEndpoint):
    """Contacts of a customer about one thing. Lists hold those with a contact one lists."""

    permission = Right.CONSULTATIONS_READ
    resource = "inquiries"
    queryset = Inquiry.objects.all()
    serializer_class = ShownInquiry
    filterset_class = InquiryFilter
    keyset = ("-opened_at", "-pk")
    lookup_value_regex = r"\d{1,18}"

    def listed(self) -> QuerySet[Inquiry]:
        return self._named(Inquiry.objects.all().listed_for(self.user))

    def visible(self) -> QuerySet[Inquiry]:
        return self._named(Inquiry.objects.all().visible_to(self.user))

    def _named(self, rows: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
        return rows.select_related(
            *("customer", "type", "owner", "opened_agent", "opened_team"),
            *("resolved_agent", "resolved_team"),
        )
