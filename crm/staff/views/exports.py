"""Any list as a file: short ones at once, long ones as a job."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.core import clock, unsent
from crm.core.exports import registry
from crm.core.exports.files import TYPES
from crm.core.exports.form import ExportForm
from crm.core.exports.running import Wish, file_name, take
from crm.core.models import Job
from crm.core.pages import Page
from crm.core.turned_away import refuse
from crm.people.roles import Right


class TakeOut(Page):
    """POST only, since it writes to the log. The list's own right and filters decide what."""

    permission = Right.OWN_ACCOUNT
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        export = registry.find(self.kwargs["key"])
        if export is None:
            raise Http404
        if registry.offered(export.key, self.user) is None:
            return refuse(request, export.permission)
        form = ExportForm({"format": "csv", **request.POST.dict()})
        if not form.is_valid():
            messages.error(request, _("Choose a purpose before you export."))
            return self.go(unsent.page_of(request))
        query = request.POST.get("query", "")
        if "\0" in unquote_plus(query):
            raise BadRequest  # as in an address
        stated = {name: form.cleaned_data[name] for name in ("format", "purpose", "note")}
        wish = Wish(query=query, **stated)
        taken = take(self.user, export=export, wish=wish)
        if isinstance(taken, Job):
            words = _("That is a long list: it is being written. The bell rings when it is ready.")
            return self.go(reverse("staff:jobs"), words)
        return _attached(taken, file_name(export.key, wish.format, clock.now()), wish.format)


def _attached(taken: Any, name: str, form: str) -> HttpResponseBase:
    """The lines or the file, kept by no cache; a temporary file goes once it is open."""
    answer: HttpResponseBase
    if isinstance(taken, Path):
        file = taken.open("rb")
        taken.unlink()
        answer = FileResponse(file, as_attachment=True, filename=name)
    else:
        answer = StreamingHttpResponse(taken)
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Type"] = TYPES[form]
    answer["Cache-Control"] = "no-store"
    return answer
