"""A question for figures as the address asks it, clipped to what the caller may count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ErrorDetail, PermissionDenied, ValidationError

from crm.core import clock
from crm.core.refusals import sentence
from crm.people.models import User
from crm.people.roles import Right, holds
from crm.people.scope import Scope, scope_of

from ..asked import teams_of
from ..dimensions import DIMENSIONS
from ..questions import BadQuestion, Question, ask
from ..slices import Slice

if TYPE_CHECKING:
    from django.http import QueryDict

PERIOD = (
    OpenApiParameter("from", OpenApiTypes.DATE, required=True, description="First local day."),
    OpenApiParameter("to", OpenApiTypes.DATE, required=True, description="Last local day."),
)
FILTER = OpenApiParameter(
    "filter",
    {"type": "array", "items": {"type": "string"}},
    explode=True,
    description=(
        "`dimension=value,value` by code, commas mean or; may be given several times. "
        f"Dimensions: {', '.join(DIMENSIONS)}."
    ),
)
KPIS_AND_BY = (
    OpenApiParameter("kpis", str, description="Ids joined by commas; all when left out."),
    OpenApiParameter("by", str, description="Dimensions joined by commas; one row when left out."),
)


def asked(user: User, query: QueryDict, *, kpi: str | None = None) -> Question:
    """The question; `kpi` is the one of the address, which then is not in the query."""
    filters = [text for text in query.getlist("filter") if text]
    by = query.get("by")
    scope = scope_of(user, clock.today())
    _check_sight(user, scope, filters, by)
    try:
        question = ask(
            _day(query, "from"),
            _day(query, "to"),
            kpis=kpi or query.get("kpis"),
            by=by,
            filters=filters,
        )
    except BadQuestion as problem:
        raise wrong("question", str(problem)) from problem
    return replace(question, piece=clipped(user, scope, question.piece))


def clipped(user: User, scope: Scope, piece: Slice) -> Slice:
    """As on the pages: agents count their own team's totals, or themselves."""
    if scope.agent_id is None or piece.agents is not None:
        return piece.within(scope)
    own = frozenset(team.pk for team in teams_of(user, scope))
    return replace(piece, teams=own if piece.teams is None else piece.teams & own)


def _check_sight(user: User, scope: Scope, filters: Sequence[str], by: str | None) -> None:
    """Teams and agents out of sight are as unknown as those that do not exist."""
    named = _values(filters, "agent")
    agents = named is not None or "agent" in _listed(by)
    own = scope.agent_id is not None and named == {user.code} and "agent" not in _listed(by)
    if agents and not own and not holds(user, Right.AGENT_FIGURES):
        raise PermissionDenied(sentence(Right.AGENT_FIGURES))
    if scope.everything:
        return
    teams = _values(filters, "team") or set()
    known = {team.code for team in teams_of(user, scope)}
    if unknown := sorted(teams - known):
        valid = ", ".join(sorted(known)) or "none"
        raise wrong("filter", f"Unknown team value {unknown[0]!r}. Valid: {valid}.")
    if named and not own:
        rows = User.objects.filter(memberships__team_id__in=scope.team_ids)
        seen = set(rows.values_list("code", flat=True))
        if unknown := sorted(named - seen):
            raise wrong("filter", f"Unknown agent value {unknown[0]!r}.")


def _values(filters: Sequence[str], dimension: str) -> set[str] | None:
    """The values asked for of a dimension; nothing when it is not asked for."""
    found: set[str] | None = None
    for text in filters:
        key, equals, rest = text.partition("=")
        if equals and key.strip() == dimension:
            found = (found or set()) | set(_listed(rest))
    return found


def _listed(text: str | None) -> list[str]:
    return [word.strip() for word in (text or "").split(",") if word.strip()]


def _day(query: QueryDict, name: str) -> date:
    text = query.get(name, "")
    if not text:
        raise ValidationError({name: [ErrorDetail("Required.", "required")]})
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise wrong(name, f"Not a day: {text!r} (write 2021-03-31).") from None
    if not clock.FIRST_YEAR <= found.year <= clock.LAST_YEAR:
        raise wrong(name, f"Give a year from {clock.FIRST_YEAR} to {clock.LAST_YEAR}.")
    return found


def wrong(name: str, words: str) -> ValidationError:
    return ValidationError({name: [ErrorDetail(words, "invalid")]})
