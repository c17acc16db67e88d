"""Keeping and discarding what is being typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from crm.core import clock
from crm.core.pages import ActionPage, Page
from crm.people.roles import Right

from ..services.drafts import close_draft, keep_draft

_NOT_TYPED = {"csrfmiddlewaretoken", "draft_key", "next"}


class KeepDraft(Page):
    """Called by the page every few seconds while something changes."""

    permission = Right.CONSULTATIONS_WRITE
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = request.POST.get("draft_key", "")[:80]
        if not key:
            return JsonResponse({"detail": _("Nothing to keep.")}, status=400)
        fields = {
            name: str(value) for name, value in request.POST.items() if name not in _NOT_TYPED
        }
        draft = keep_draft(self.user, key=key, fields=fields)
        return JsonResponse({"at": f"{clock.local(draft.changed_at):%H:%M:%S}"})


class DiscardDraft(ActionPage):
    permission = Right.CONSULTATIONS_WRITE

    def run(self) -> str:
        close_draft(self.user, key=self.request.POST.get("draft_key", "")[:80])
        wanted = self.request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(wanted, {self.request.get_host()})
        return wanted if safe else reverse("consultations:new")
