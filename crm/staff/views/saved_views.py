"""The buttons of the saved views in a filter bar."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from crm.core import saved, unsent
from crm.core.models import SavedView
from crm.core.pages import ActionPage
from crm.people.models import Team
from crm.people.roles import Right

from ..services.saved_views import delete_view, rename_view, save_view


class SaveView(ActionPage):
    permission = Right.OWN_ACCOUNT
    success = _("The view is saved.")

    def run(self) -> str:
        sent = self.request.POST
        view = save_view(
            self.user,
            page=sent.get("page", ""),
            path=sent.get("path", ""),
            query=sent.get("query", ""),
            name=sent.get("name", ""),
            team=self.team(sent.get("team", "")),
        )
        return view.url

    def team(self, code: str) -> Team | None:
        if not code:
            return None
        found = next((team for team in saved.teams_of(self.user) if team.code == code), None)
        if found is None:
            raise Http404
        return found


class OwnView(ActionPage):
    """What only the owner of a view may do with it."""

    permission = Right.OWN_ACCOUNT
    view: SavedView

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = SavedView.objects.filter(owner=self.user, pk=kwargs["pk"]).first()
        if found is None:
            raise Http404
        self.view = found
        return super().post(request, *args, **kwargs)


class RenameView(OwnView):
    success = _("The view is renamed.")

    def run(self) -> str:
        rename_view(self.user, view=self.view, name=self.request.POST.get("name", ""))
        return unsent.page_of(self.request)


class DeleteView(OwnView):
    success = _("The view is deleted.")

    def run(self) -> str:
        delete_view(self.user, view=self.view)
        return unsent.page_of(self.request)
