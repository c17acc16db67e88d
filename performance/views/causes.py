"""What goes with the bad side of a KPI, and the records behind each trait."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.pages import Page
from crm.people.roles import Right
from interactions.models import Consultation, Inquiry

from .. import asked
from ..asked import Asked
from ..fairness.causes import share_behind
from ..fairness.causes_panel import Panel, address, panel
from ..kept import drawn
from ..kpis.catalogue import KPIS

SHOWN = 50


class CausesPage(Page):
    """Loaded into the KPI's page, and a page of its own; `of` in the address opens the records."""

    permission = Right.FIGURES_READ
    template = "performance/causes.html"
    menu = "performance:home"
    crumbs = ((gettext_lazy("Team performance"), "performance:home"),)

    @cached_property
    def kpi(self) -> str:
        name = str(self.kwargs["kpi"])
        if share_behind(name) is None:
            raise Http404
        return name

    @cached_property
    def asked(self) -> Asked:
        return asked.read(self.request, self.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The panel that a KPI's page loads is kept while nothing in it moves."""
        if not self.is_fragment or "of" in request.GET:
            return self.show()
        teams = [self.asked.team] if self.asked.team is not None else self.asked.teams
        ids = [0, *(team.pk for team in teams)]
        return HttpResponse(
            drawn(request, self.asked, ids, self.get_template(), lambda _stamp: self.get_context())
        )

    def get_title(self) -> str:
        return _("%(kpi)s: what goes with it") % {"kpi": KPIS[self.kpi].name}

    def get_context(self) -> dict[str, Any]:
        pick = self.request.GET.get("of", "")
        found = panel(self.asked, self.kpi, pick)
        return {
            **super().get_context(),
            "asked": self.asked,
            "causes": found,
            "kpi_url": self.asked.kpi_url(self.kpi),
            "behind": self.behind(found, pick) if found and found.picked else None,
            "sees_agents": self.asked.scope.sees_names or self.asked.scope.agent_id is not None,
        }

    def behind(self, found: Panel, pick: str) -> dict[str, Any]:
        """One page of the records: as many as the trait's number says."""
        pages = Paginator(found.pks, SHOWN)
        shown = pages.get_page(self.request.GET.get("page"))
        lines = self.lines(list(shown.object_list))

        def url(number: int) -> str:
            return address(self.asked, self.kpi, of=pick, page=str(number)) + "#behind"

        return {
            "lines": lines,
            "count": pages.count,
            "first": shown.start_index(),
            "last": shown.end_index(),
            "previous_url": url(shown.number - 1) if shown.has_previous() else "",
            "next_url": url(shown.number + 1) if shown.has_next() else "",
        }

    def lines(self, pks: list[int]) -> list[Consultation]:
        """The contacts; of an issue the first one that the user lists, in the order given."""
        share = share_behind(self.kpi)
        assert share is not None
        rows = Consultation.objects.listed_for(self.user).select_related(
            "customer", "type", "agent"
        )
        if KPIS[share].fact.model == Inquiry._meta.label:
            found: dict[int, Consultation] = {}
            for row in rows.filter(inquiry_id__in=pks).order_by("started_at", "position", "pk"):
                found.setdefault(row.inquiry_id or 0, row)
        else:
            found = rows.in_bulk(pks)
        return [found[pk] for pk in pks if pk in found]
