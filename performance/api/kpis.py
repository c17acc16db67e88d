"""Figures and the lists behind them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.core import clock
from crm.core.api.paging import CURSOR, SIZE, KeysetPagination
from crm.core.api.views import Endpoint
from crm.people.roles import Right
from crm.people.scope import scope_of
from interactions.models import Consultation, FollowUp, Inquiry

from .. import drilldown
from ..document import document
from ..drilldown import List, lists_of
from ..kpis.catalogue import KPIS
from .question import FILTER, KPIS_AND_BY, PERIOD, asked, wrong
from .shown import Answer, Line, Sizes, line

_LISTS = ["numerator", "denominator", "excluded", "excluded_denominator"]
LIST = OpenApiParameter(
    "list",
    {"type": "string", "enum": _LISTS, "default": "denominator"},
    description="Which records; `excluded_denominator` where other records stand below the line.",
)
PAGE = (
    OpenApiParameter(CURSOR, str, description="Out of `next` or `previous` of an answer."),
    OpenApiParameter(SIZE, {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}),
)
RECORDS = inline_serializer(
    "RecordsPage",
    {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "counts": Sizes(),
        "results": Line(many=True),
    },
)
#: What a line names of each kind of record, read with it.
_NAMED: dict[type[Any], tuple[str, ...]] = {
    Consultation: ("customer", "type", "agent"),
    Inquiry: ("customer", "type", "opened_agent", "resolved_agent", "response_agent"),
    FollowUp: (*("consultation__customer", "consultation__type", "assignee", "credited_agent"),),
}


class Kpis(Endpoint):
    """Every KPI, for any days, by any dimension, clipped to what the caller may count."""

    permission = Right.FIGURES_READ
    resource = "kpis"
    queryset = Consultation.objects.none()  # figures have no rows of their own
    pagination_class = None  # their records are paged by hand
    parameters = {
        "list": frozenset({"from", "to", "kpis", "by", "filter"}),
        "records": frozenset({"from", "to", "filter", "list", CURSOR, SIZE}),
    }
    lookup_field = "id"
    lookup_value_regex = "[^/]+"

    @extend_schema(
        parameters=[*PERIOD, *KPIS_AND_BY, FILTER],
        responses={200: Answer},
    )
    def list(self, request: Request) -> Response:
        """Figures with samples and intervals: the same document as `manage.py kpis` prints."""
        return Response(document(asked(self.user, request.query_params)))

    @extend_schema(
        parameters=[
            OpenApiParameter("id", str, OpenApiParameter.PATH, description="A KPI's id."),
            *PERIOD, FILTER, LIST, *PAGE,
        ],
        responses={200: RECORDS},
    )  # fmt: skip
    @action(detail=True, methods=["get"])
    def records(self, request: Request, id: str) -> Response:
        """The records a figure is made of, newest first; agents get their own alone."""
        if id not in KPIS:
            raise Http404
        wanted = _list_of(id, request.query_params.get("list") or "denominator")
        scope = scope_of(self.user, clock.today())
        piece = asked(self.user, request.query_params, kpi=id).piece.within(scope)
        rows = drilldown.records(piece, id, wanted)
        named = _NAMED.get(rows.model, ("user",))
        pages = KeysetPagination()
        page = pages.paginate_queryset(rows.select_related(*named), request, self)
        sizes = drilldown.counts(piece, id)
        sees = scope.sees_names or scope.agent_id is not None
        moment = str(rows.query.order_by[0]).lstrip("-")
        agent = _fact(id, wanted).paths.get("agent", "")
        lines = [line(row, moment, agent, sees_agents=sees) for row in page]
        answer = pages.get_paginated_response(lines).data
        return Response({**answer, "counts": Sizes(sizes).data})

    def keyset_of(self, rows: QuerySet[Any]) -> Any:
        """The order the list came in: the moment that decides the day, then the id."""
        return [str(name) for name in rows.query.order_by]


def _list_of(kpi: str, name: str) -> List:
    found: List | None = next((one for one in lists_of(kpi) if one == name), None)
    if found is None:
        raise wrong("list", f"Unknown list {name!r}. Valid: {', '.join(lists_of(kpi))}.")
    return found


def _fact(kpi: str, wanted: List) -> Any:
    """The fact whose records the list holds: below the line it may be another one."""
    one = KPIS[kpi]
    below = wanted in ("denominator", "excluded_denominator")
    return one.base_fact if below and one.base_fact is not None else one.fact
