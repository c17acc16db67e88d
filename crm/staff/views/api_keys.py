"""API keys: which there are, a new one, shown once, and its end."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from crm.core import unsent
from crm.core.models import ApiKey
from crm.core.pages import ActionPage, FormPage, ListPage, add_errors
from crm.people.roles import Right
from crm.staff.forms.api_keys import ApiKeyForm
from crm.staff.services.api_keys import MadeKey, create_api_key, revoke_api_key

from .users import SETTINGS

KEYS = (gettext_lazy("API keys"), "settings-api-keys")


class ApiKeysPage(ListPage):
    """Keys in force first; revoked ones stay to be read."""

    permission = Right.SETTINGS
    title = gettext_lazy("API keys")
    crumbs = (SETTINGS,)
    template = "staff/api_keys.html"

    def get_queryset(self) -> QuerySet[ApiKey]:
        return ApiKey.objects.all().shown()


class NewApiKeyPage(FormPage):
    """Making one; its text stands in the answer and nowhere else."""

    permission = Right.SETTINGS
    title = gettext_lazy("New API key")
    crumbs = (SETTINGS, KEYS)
    menu = "settings-api-keys"
    template = "staff/api_key_new.html"
    form_class = ApiKeyForm

    @sensitive_variables("made")
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        unsent.drop(request)
        self.form = self.make_form(request.POST)
        if self.form.is_valid():
            try:
                made = create_api_key(self.user, **self.form.cleaned_data)
            except ValidationError as problem:
                add_errors(self.form, problem)
            else:
                return self.answer_once(made)
        return self.show(status=422)

    @sensitive_variables("made", "context")
    def answer_once(self, made: MadeKey) -> HttpResponse:
        """The page that shows the key, kept by no cache."""
        context = {
            "page": self,
            "title": _("API key"),
            "crumbs": [(_("Settings"), reverse("site:settings")), (KEYS[0], reverse(KEYS[1]))],
            "key": made.key,
            "text": made.text,
            "view_menu": self.menu,
        }
        response = render(self.request, "staff/api_key_once.html", context)
        response["Cache-Control"] = "no-store"
        return response


class RevokeApiKey(ActionPage):
    """From now on it opens nothing."""

    permission = Right.SETTINGS
    success = gettext_lazy("The key is revoked.")

    def run(self) -> str:
        found = ApiKey.objects.filter(prefix=self.kwargs["prefix"]).first()
        if found is None:
            raise Http404
        revoke_api_key(self.user, key=found)
        return reverse("settings-api-keys")
