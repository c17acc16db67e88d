"""The versions of the definitions: what holds, what a change would do, and the change itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.forms import BoundField
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core import clock
from crm.core.pages import FormPage
from crm.people.roles import Right

from ..definition import written
from ..forms.definitions import DefinitionsForm
from ..kpis import versions
from ..kpis.catalogue import KPIS
from ..kpis.versions import DEFAULTS, PARAMETERS, Parameter
from ..models import Definition
from ..preview import Preview, previews
from ..services.definitions import change_definitions
from ..services.targets import first_allowed_day


@dataclass(frozen=True)
class Line:
    """One parameter: its control, what holds today, what it began with, and whom it concerns."""

    parameter: Parameter
    field: BoundField
    now: str
    first: str
    kpis: str


@dataclass(frozen=True)
class Step:
    """One version in the history: what it changed against the one before."""

    row: Definition
    changes: list[tuple[str, str, str]]


class Definitions(FormPage):
    """The sheet; with values in the address it shows what they would have made of the past."""

    permission = Right.SETTINGS
    title = gettext_lazy("Definitions")
    crumbs = (
        (gettext_lazy("Settings"), "site:settings"),
        (pgettext_lazy("menu", "Performance rules"), ""),
    )
    template = "performance/definitions.html"
    form_class = DefinitionsForm
    success = gettext_lazy(
        "Saved as a new version. Figures since its first day are counted again in the background."
    )

    def prepare(self) -> None:
        self.now = versions.now().by_name

    def get_initial(self) -> dict[str, Any]:
        asked = {name: self.request.GET[name] for name in self._names() if name in self.request.GET}
        return {"starts_on": clock.today(), **self.now, **asked}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A preview is a question: it leads to an address that shows it."""
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        asked = {name: request.POST[name] for name in self._names() if request.POST.get(name)}
        return HttpResponseRedirect(f"{request.path}?{urlencode(asked)}#preview")

    def save(self, form: Any) -> str:
        change_definitions(
            self.user,
            values=form.values,
            starts_on=form.cleaned_data["starts_on"],
            reason=form.cleaned_data["reason"],
        )
        return reverse("targets:definitions")

    def get_context(self) -> dict[str, Any]:
        return {
            **super().get_context(),
            "lines": [self._line(one) for one in PARAMETERS.values()],
            "first_allowed": first_allowed_day(),
            "asked": self.is_asked,
            "previews": self.previews() if self.is_asked else [],
            "steps": _steps(),
        }

    @property
    def is_asked(self) -> bool:
        """Whether the address names values to look at."""
        return self.request.method == "GET" and any(n in self.request.GET for n in PARAMETERS)

    def previews(self) -> list[Preview]:
        """Values that cannot be are left as they hold now; the form says so when it is saved."""
        wanted = dict(self.now)
        for name, known in PARAMETERS.items():
            text = self.request.GET.get(name, "")
            if text.isdecimal() and known.low <= int(text) <= known.high:
                wanted[name] = int(text)
        return previews(wanted, self.now)

    def _names(self) -> list[str]:
        return [*PARAMETERS, "starts_on", "reason"]

    def _line(self, one: Parameter) -> Line:
        concerned = [str(kpi.short_name) for kpi in KPIS.values() if one.name in kpi.parameters]
        return Line(
            parameter=one,
            field=self.form[one.name],
            now=written(one, self.now[one.name]),
            first=written(one, one.default),
            kpis=", ".join(concerned),
        )


def _steps() -> list[Step]:
    """The newest first; each against the version in force before it began."""
    rows = list(Definition.objects.select_related("created_by").order_by("starts_on", "number"))
    before, day, found = DEFAULTS, None, []
    held: dict[str, int] = DEFAULTS
    for row in rows:
        if row.starts_on != day:
            before, day = held, row.starts_on
        held = {name: int(row.parameters.get(name, value)) for name, value in DEFAULTS.items()}
        changes = [
            (str(one.label), written(one, before[name]), written(one, held[name]))
            for name, one in PARAMETERS.items()
            if held[name] != before[name]
        ]
        found.append(Step(row, changes))
    return found[::-1]
