"""Which records left the figures to protect an agent: who, when, why, on what evidence."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from crm.core.pages import ListPage
from crm.people.roles import Right

from ..filters import ProtectionFilter
from ..models import Consultation


class ProtectionLog(ListPage):
    permission = Right.PROTECTION_LOG
    title = gettext_lazy("Protection log")
    crumbs = ((gettext_lazy("Settings"), "site:settings"),)
    template = "protection/list.html"
    filterset_class = ProtectionFilter
    page_size = 50

    def get_queryset(self) -> QuerySet[Any]:
        rows = Consultation.objects.listed_for(self.user).protected()
        return rows.with_names().select_related("excluded_by").order_by("-excluded_at", "-pk")
