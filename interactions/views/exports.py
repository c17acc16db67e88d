"""The consultation list as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.core import clock
from crm.core.pages import Page
from crm.people.roles import Right

from ..filters import ConsultationFilter
from ..forms.export import ExportForm
from ..models import Consultation
from ..services.export import csv_lines, record_export
from ..services.rights import sees_agents


class ExportPage(Page):
    """POST only, since it writes to the log; the list's own filters say which records."""

    permission = Right.CONSULTATIONS_READ
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        query = QueryDict(request.POST.get("query", ""))
        back = f"{reverse('consultations:list')}?{query.urlencode()}"
        form = ExportForm(request.POST)
        filterset = ConsultationFilter(
            query, queryset=Consultation.objects.listed_for(self.user), request=request
        )
        if not form.is_valid() or not filterset.is_valid():
            messages.error(request, _("Choose a purpose before you export."))
            return self.go(back)
        rows = filterset.qs.order_by("-started_at", "-id")
        record_export(
            self.user,
            purpose=form.cleaned_data["purpose"],
            note=form.cleaned_data["note"],
            query=query.urlencode(),
            rows=rows.count(),
        )
        lines = csv_lines(rows, names=sees_agents(self.user))
        answer = StreamingHttpResponse(
            (line.encode() for line in lines), content_type="text/csv; charset=utf-8"
        )
        name = f"consultations-{clock.today():%Y%m%d}.csv"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["Cache-Control"] = "no-store"
        return answer
