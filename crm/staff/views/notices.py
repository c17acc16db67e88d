"""The bell's page: everything somebody was told."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.core import notices
from crm.core.models import Notice
from crm.core.pages import ActionPage, ListPage, Page
from crm.people.roles import Right


class NoticesPage(ListPage):
    permission = Right.OWN_ACCOUNT
    title = _("Notices")
    template = "staff/notices.html"
    keyset = ("at", "id")

    def get_queryset(self) -> QuerySet[Notice]:
        return notices.for_user(self.user)

    def get_context(self) -> dict[str, Any]:
        context = super().get_context()
        told = [notices.told(notice) for notice in context["listing"].rows]
        return context | {"told": told, "any_unread": any(notice.unread for notice in told)}


class NoticePage(Page):
    """Marks a notice read and goes to what it is about."""

    permission = Right.OWN_ACCOUNT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        notice = notices.for_user(self.user).filter(pk=kwargs["pk"]).first()
        if notice is None:
            raise Http404
        notices.mark_read(self.user, notice.pk)
        return HttpResponseRedirect(notice.url)


class ReadAll(ActionPage):
    permission = Right.OWN_ACCOUNT
    success = _("All notices are marked as read.")

    def run(self) -> str:
        notices.mark_read(self.user)
        return reverse("staff:notices")
