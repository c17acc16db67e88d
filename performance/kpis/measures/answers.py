"""What one survey answer adds."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable

from interactions.choices import Question

from ..facts import ANSWERED, SATISFACTION
from ..types import Fact, Measure, Reason
from ..versions import Values

#: Scale 1–5 steps by 9, scale 1–10 by 4: both then reach 36.
_POINTS = Case(
    When(scale="1-5", then=(F("value") - 1) * 9),
    When(scale="1-10", then=(F("value") - 1) * 4),
    default=Value(0),
    output_field=IntegerField(),
)
_PROMOTERS, _DETRACTORS = Q(value__gte=9), Q(value__lte=6)
_BALANCE = Case(
    When(_PROMOTERS, then=Value(1)),
    When(_DETRACTORS, then=Value(-1)),
    default=Value(0),
    output_field=IntegerField(),
)
#: "Was it solved": values of the scale yes-no.
_NO, _YES, _STILL_OPEN = 0, 1, 2
_CSAT = Q(question=Question.CSAT.value)
_SOLUTION = Q(question=Question.RESOLUTION_CSAT.value)
_NPS = Q(question=Question.NPS.value)
_TRANSACTIONAL = _NPS & Q(is_relational=False)
_RELATIONAL = _NPS & Q(is_relational=True)
_CES = Q(question=Question.CES.value)
_SOLVED = Q(question=Question.CUSTOMER_RESOLVED.value)


def _satisfied(values: Values) -> Q:
    of_five = Q(scale="1-5", value__gte=values["satisfied_of_5"])
    return of_five | Q(scale="1-10", value__gte=values["satisfied_of_10"])


def _easy(values: Values) -> Q:
    return Q(value__gte=values["easy_of_7"])


def _of(
    about: Q,
    name: str,
    fact: Fact,
    *reasons: Reason,
    where: Q | None = None,
    value: Combinable | None = None,
    by_version: Callable[[Values], Q] | None = None,
) -> Measure:
    return Measure(
        name,
        fact.id,
        Q() if where is None else where,
        value,
        reasons,
        about=about,
        by_version=by_version,
        day=fact.path("day"),
    )


MEASURES = (
    _of(_CSAT, "ratings", SATISFACTION),
    _of(_CSAT, "ratings_satisfied", SATISFACTION, by_version=_satisfied),
    _of(_CSAT, "ratings_of_ten", SATISFACTION, where=Q(scale="1-10")),
    _of(_CSAT, "rating_points", SATISFACTION, value=_POINTS),
    _of(_CSAT, "rating_squares", SATISFACTION, value=_POINTS * _POINTS),
    _of(_SOLUTION, "solutions", SATISFACTION),
    _of(_SOLUTION, "solutions_satisfied", SATISFACTION, by_version=_satisfied),
    _of(_SOLUTION, "solutions_of_ten", SATISFACTION, where=Q(scale="1-10")),
    _of(_TRANSACTIONAL, "nps_answers", ANSWERED),
    _of(_TRANSACTIONAL, "nps_balance", ANSWERED, where=_PROMOTERS | _DETRACTORS, value=_BALANCE),
    _of(_TRANSACTIONAL, "nps_decided", ANSWERED, where=_PROMOTERS | _DETRACTORS),
    _of(_RELATIONAL, "nps_relational_answers", ANSWERED),
    _of(
        _RELATIONAL,
        "nps_relational_balance",
        ANSWERED,
        where=_PROMOTERS | _DETRACTORS,
        value=_BALANCE,
    ),
    _of(_RELATIONAL, "nps_relational_decided", ANSWERED, where=_PROMOTERS | _DETRACTORS),
    _of(_CES, "efforts", ANSWERED),
    _of(_CES, "efforts_easy", ANSWERED, by_version=_easy),
    _of(
        _SOLVED,
        "solved_answers",
        ANSWERED,
        Reason("still_open", Q(value=_STILL_OPEN)),
        where=Q(value__in=[_NO, _YES]),
    ),
    _of(_SOLVED, "solved_yes", ANSWERED, where=Q(value=_YES)),
)
