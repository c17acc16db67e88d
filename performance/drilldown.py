"""The records behind a figure: what is counted above, below, and what is not, with the reason.

The conditions are those of the stored sums, so the lists are exactly what was counted (rule R12).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from interactions.choices import PARTIAL_EXCLUSIONS
from interactions.models import Consultation, SurveyAnswer

from .kpis.catalogue import KPIS
from .kpis.measures import MEASURES
from .kpis.reasons import EXCLUDED
from .kpis.types import Fact, Kpi, Measure, Shape
from .rollups import source
from .slices import Slice

List = Literal["numerator", "denominator", "excluded"]
LISTS: tuple[List, ...] = ("numerator", "denominator", "excluded")


@dataclass(frozen=True)
class Counts:
    """Sizes of the three lists; `total` is what the numerator's records add up to.

    `excluded` (by somebody, with the reason) and `left_out` (by the KPI's own rule) are the two
    parts of what does not count.
    """

    numerator: int
    denominator: int
    total: int
    excluded: Mapping[str, int]
    left_out: Mapping[str, int]


def records(piece: Slice, kpi: str, list_name: List) -> QuerySet[Any]:
    """Consultations, issues or follow-ups of one list, newest first.

    Each carries `is_counted`, `why` (the reason's code, empty when counted) and `amount` (what it
    adds to the numerator).
    """
    wanted = KPIS[kpi]
    fact, found = _reasoned(piece.resolved(), wanted)
    found = found.filter(_membership(wanted, list_name))
    if fact.model == "interactions.SurveyAnswer":
        return _consultations(found, list_name)
    clock = {"contact_started": "started_at", "contact_ended": "ended_at"}
    moment = clock.get(fact.id, "first_promised_at" if fact.id == "follow_up_due" else "opened_at")
    return found.order_by(f"-{moment}", "-pk")


def counts(piece: Slice, kpi: str) -> Counts:
    """The sizes of the lists of a figure, in one query."""
    wanted = KPIS[kpi]
    _, found = _reasoned(piece.resolved(), wanted)
    hit = _hit(wanted)
    rows = found.values("why").annotate(
        size=Count("pk"),
        hits=Count("pk", filter=hit or None),
        total=Coalesce(Sum("amount"), 0, output_field=BigIntegerField()),
    )
    by_reason = {row["why"]: row for row in rows.order_by("why")}
    counted = by_reason.pop("", {"size": 0, "hits": 0, "total": 0})
    sizes = {code: int(row["size"]) for code, row in by_reason.items()}
    return Counts(
        numerator=int(counted["hits"]),
        denominator=int(counted["size"]),
        total=int(counted["total"]),
        excluded={code: size for code, size in sizes.items() if code in EXCLUDED},
        left_out={code: size for code, size in sizes.items() if code not in EXCLUDED},
    )


def why(record: Model, kpi: str) -> str | None:
    """The code of why a record does not count, empty when it does; `None`: of another kind."""
    wanted = KPIS[kpi]
    fact = wanted.fact
    if isinstance(record, Consultation) and fact.model == "interactions.SurveyAnswer":
        condition = Q(consultation=record)
    elif record._meta.label == fact.model:
        condition = Q(pk=record.pk)
    else:
        return None
    found = _told(fact, wanted, source.records(fact).filter(fact.population & condition))
    codes = list(found.values_list("why", flat=True))
    return min(codes) if codes else None


def _reasoned(piece: Slice, kpi: Kpi) -> tuple[Fact, QuerySet[Any]]:
    """Every record of the slice on the KPI's clock, with its reason and what it adds."""
    fact = kpi.fact
    found = source.records(fact).filter(fact.population & piece.records(fact))
    if fact.model == "interactions.SurveyAnswer":
        found = found.filter(_counted_or_alone())
    return fact, _told(fact, kpi, found)


def _told(fact: Fact, kpi: Kpi, found: QuerySet[Any]) -> QuerySet[Any]:
    base = MEASURES[kpi.base]
    amount = Case(
        When(Q(why="") & _hit(kpi), then=_amount(kpi)),
        default=Value(0),
        output_field=BigIntegerField(),
    )
    counted = Case(When(why="", then=True), default=False, output_field=BooleanField())
    told: QuerySet[Any] = found.annotate(why=_why(fact, base))
    return cast("QuerySet[Any]", told.annotate(is_counted=counted, amount=amount))


def _why(fact: Fact, base: Measure) -> Case:
    """The reason in words' code: excluded by somebody first, then by rule, then "other"."""
    whens = [When(fact.where & base.where, then=Value(""))]
    if fact.exclusion:
        whens.append(When(_removed(fact, base), then=F(fact.exclusion)))
    whens += [
        When(reason.when, then=Value(reason.code)) for reason in (*fact.reasons, *base.reasons)
    ]
    return Case(*whens, default=Value("other"), output_field=CharField())


def _removed(fact: Fact, base: Measure) -> Q:
    """Excluded, by a reason that removes a record from this figure (R11)."""
    assert fact.exclusion is not None, fact.id
    excluded = Q(**{f"{fact.exclusion}__isnull": False})
    if fact.strict or base.strict:
        return excluded
    return excluded & ~Q(**{f"{fact.exclusion}__in": PARTIAL_EXCLUSIONS})


def _hit(kpi: Kpi) -> Q:
    """What of the base is in the numerator; all of it for counts, means and quantiles."""
    return MEASURES[kpi.numerator].where if kpi.shape is Shape.SHARE else Q()


def _amount(kpi: Kpi) -> Combinable:
    return MEASURES[kpi.numerator].value or Value(1)


def _membership(kpi: Kpi, list_name: List) -> Q:
    if list_name == "excluded":
        return ~Q(why="")
    return Q(why="") & _hit(kpi) if list_name == "numerator" else Q(why="")


def _counted_or_alone() -> Q:
    """An answer that never counts is told only where its contact has none that does."""
    same = SurveyAnswer.objects.filter(
        consultation=OuterRef("consultation"), question=OuterRef("question"), counted=True
    )
    first = SurveyAnswer.objects.filter(
        consultation=OuterRef("consultation"), question=OuterRef("question"), pk__lt=OuterRef("pk")
    )
    return Q(counted=True) | (~Exists(same) & ~Exists(first))


def _consultations(answers: QuerySet[Any], list_name: List) -> QuerySet[Any]:
    """The contacts the answers are about, with what was told about each answer."""
    one = answers.filter(consultation=OuterRef("pk")).order_by("pk")
    found = Consultation.objects.filter(Exists(one))
    return found.annotate(
        why=Subquery(one.values("why")[:1]),
        is_counted=Value(list_name != "excluded", output_field=BooleanField()),
        amount=Subquery(one.values("amount")[:1]),
    ).order_by("-ended_at", "-pk")
