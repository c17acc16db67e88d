"""KPIs of the centre: which there are, a new one with what it would have been, its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.pages import ActionPage, FormPage, ListPage, Text, typed
from crm.people.roles import Right
from interactions.models import InquiryType

from .. import custom
from ..definition import direction
from ..forms.custom import CustomKpiForm
from ..kpis.labels import LABELS
from ..models import CustomKpi
from ..preview import Drafted, drafted
from ..services.custom import (
    DEFINING,
    Choice,
    change_kpi,
    draft,
    is_fixed,
    make_kpi,
    retire_kpi,
)

CRUMBS = (
    (gettext_lazy("Settings"), "site:settings"),
    (pgettext_lazy("menu", "Performance rules"), ""),
)
OWN = (gettext_lazy("KPIs of the centre"), "targets:custom")
_LISTS = ("types", "channels", "directions", "results")


@dataclass(frozen=True)
class Line:
    """One KPI of the list in words."""

    row: CustomKpi
    name: str
    formula: str
    filters: str
    direction: str


class CustomKpis(ListPage):
    """Those in use first; retired ones stay to be read."""

    permission = Right.SETTINGS
    title = OWN[0]
    crumbs = CRUMBS
    template = "performance/custom.html"

    def get_queryset(self) -> QuerySet[CustomKpi]:
        return CustomKpi.objects.all()

    def get_context(self) -> dict[str, Any]:
        found = super().get_context()
        rows = list(found["listing"].rows)
        ids = {key for row in rows for key in row.types}
        paths = (
            dict(InquiryType.objects.filter(pk__in=ids).values_list("pk", "path")) if ids else {}
        )
        return {**found, "lines": [_line(row, paths) for row in rows]}


def _line(row: CustomKpi, paths: dict[int, str]) -> Line:
    above, below = LABELS[row.numerator], LABELS.get(row.denominator)
    words = custom.filter_words(row, [paths[key] for key in row.types if key in paths])
    return Line(
        row=row,
        name=str(custom.recipe_of(row, {}).name),
        formula=f"{above} ÷ {below}" if below else str(above),
        filters=" · ".join(words),
        direction=direction(row.better),
    )


class NewCustomKpi(FormPage):
    """The form; with values in the address it shows what they would have made of the past."""

    permission = Right.SETTINGS
    title = gettext_lazy("New KPI")
    crumbs = (*CRUMBS, OWN)
    menu = "targets:custom"
    template = "performance/custom_form.html"
    form_class = CustomKpiForm
    success = gettext_lazy("Saved. The KPI stands beside the built-in ones.")
    kpi: CustomKpi | None = None

    def get_initial(self) -> dict[str, Any]:
        query = self.request.GET
        found: dict[str, Any] = {
            name: query[name] for name in CustomKpiForm.base_fields if name in query
        }
        return found | {name: query.getlist(name) for name in _LISTS if name in query}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A preview is a question: it leads to an address that shows it."""
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        asked = QueryDict(mutable=True)
        for name in CustomKpiForm.base_fields:
            asked.setlist(name, [value for value in request.POST.getlist(name) if value])
        return HttpResponseRedirect(f"{request.path}?{asked.urlencode()}#preview")

    def save(self, form: Any) -> str:
        make_kpi(self.user, choice=form.choice)
        return reverse("targets:custom")

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "kpi": self.kpi, "drafted": self.drafted()}

    def drafted(self) -> Drafted | None:
        """What the address asks for, or why it makes no KPI."""
        query = self.request.GET
        if self.request.method != "GET" or not query.get("numerator"):
            return None
        try:
            return drafted(draft(_asked(query)))
        except ValidationError as problem:
            return Drafted(problems=problem.messages)


def _asked(query: QueryDict) -> Choice:
    """As the address has it; names do not matter to what would be counted."""
    types = tuple(int(text) for text in query.getlist("types") if text.isdecimal())
    return Choice(
        name_ko="\N{HORIZONTAL ELLIPSIS}",
        name_en="\N{HORIZONTAL ELLIPSIS}",
        numerator=query.get("numerator", ""),
        denominator=query.get("denominator", ""),
        unit=query.get("unit", ""),
        better=query.get("better", ""),
        types=types,
        channels=tuple(query.getlist("channels")),
        directions=tuple(query.getlist("directions")),
        results=tuple(query.getlist("results")),
    )


class CustomKpiPage(NewCustomKpi):
    """Changing one; what it counts only as long as nobody relies on it."""

    def prepare(self) -> None:
        self.kpi = get_object_or_404(CustomKpi, code=self.kwargs["code"])
        self.fixed = is_fixed(self.kpi)

    def get_title(self) -> Text:
        assert self.kpi is not None
        return typed(str(custom.recipe_of(self.kpi, {}).name))

    def get_initial(self) -> dict[str, Any]:
        assert self.kpi is not None
        names = ("name_ko", "name_en", "minimum_sample", *DEFINING)
        kept = {name: getattr(self.kpi, name) for name in names}
        return kept if self.fixed else kept | super().get_initial()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"fixed": self.fixed}

    def save(self, form: Any) -> str:
        assert self.kpi is not None
        change_kpi(self.user, kpi=self.kpi, choice=form.choice)
        return reverse("targets:custom")

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "fixed": self.fixed}


class RetireCustomKpi(ActionPage):
    """Out of every list, or back in; nothing that names it is lost."""

    permission = Right.SETTINGS

    def run(self) -> str:
        code = self.kwargs["code"]
        row = CustomKpi.objects.filter(code=code).first()
        if row is None:
            raise Http404
        retire_kpi(self.user, kpi=row, active=bool(self.request.POST.get("active")))
        return reverse("targets:custom")

    def get_success(self) -> Text:
        if self.request.POST.get("active"):
            return gettext_lazy("The KPI is offered again.")
        return gettext_lazy("Retired. What names it still finds it.")
