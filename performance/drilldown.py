"""The records behind a figure: what is counted above, below, and what is not, with the reason.

The conditions are those of the stored sums, so the lists are exactly what was counted (rule R12).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
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

from . import maturity
from .kpis.catalogue import KPIS
from .kpis.measures import MEASURES
from .kpis.reasons import EXCLUDED
from .kpis.types import Fact, Kpi, Measure, Shape
from .rollups import source
from .slices import Slice

List = Literal["numerator", "denominator", "excluded", "excluded_denominator"]
#: A KPI with different records below the line has one more, `excluded_denominator`.
LISTS: tuple[List, ...] = ("numerator", "denominator", "excluded")
NOT_FINAL = "not_final"
_ALL = Q(pk__isnull=False)


@dataclass(frozen=True)
class Counts:
    """Sizes of the three lists; `total` is what the numerator's records add up to.

    `excluded` (by somebody, with the reason) and `left_out` (by the KPI's own rule) are the two
    parts of what does not count. `base_total` is what the denominator's records add up to, and
    `below` what of them does not count, where they are other records than those above.
    """

    numerator: int
    denominator: int
    total: int
    excluded: Mapping[str, int]
    left_out: Mapping[str, int]
    base_total: int = 0
    below: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Side:
    """The records of one list: of which fact, what counts, what of it is above, what they add."""

    fact: Fact
    base: Measure
    hit: Q
    amount: Combinable
    until: date | None

    @property
    def counted(self) -> Q:
        return (self.fact.where & self.base.counts) or _ALL


def lists_of(kpi: str) -> tuple[List, ...]:
    """The lists of a KPI, in order."""
    return LISTS if KPIS[kpi].base_fact is None else (*LISTS, "excluded_denominator")


def records(piece: Slice, kpi: str, list_name: List) -> QuerySet[Any]:
    """Consultations, issues, follow-ups, status periods or working days of one list, newest first.

    Each carries `is_counted`, `why` (the reason's code, empty when counted) and `amount` (what it
    adds to the sum its list stands for).
    """
    piece = piece.resolved()
    side = _side(piece, KPIS[kpi], list_name)
    found = _reasoned(piece, side).filter(_membership(side, list_name))
    if side.fact.model == "interactions.SurveyAnswer":
        return _consultations(found, list_name)
    return found.order_by(f"-{side.fact.moment}", "-pk")


def counts(piece: Slice, kpi: str) -> Counts:
    """The sizes of the lists of a figure, in one query, or one for each side of the line."""
    piece, wanted = piece.resolved(), KPIS[kpi]
    above = _Tally.of(piece, _side(piece, wanted, "numerator"), wanted)
    if wanted.base_fact is None:
        return Counts(
            numerator=above.hits,
            denominator=above.size,
            total=above.total,
            excluded=above.of_kind(excluded=True),
            left_out=above.of_kind(excluded=False),
            base_total=above.base_total,
        )
    below = _Tally.of(piece, _side(piece, wanted, "denominator"), wanted)
    return Counts(
        numerator=above.size,
        denominator=below.size,
        total=above.total,
        excluded=above.of_kind(excluded=True),
        left_out=above.of_kind(excluded=False),
        base_total=below.total,
        below=below.reasons,
    )


def why(record: Model, kpi: str) -> str | None:
    """The code of why a record does not count, empty when it does; `None`: of another kind."""
    wanted = KPIS[kpi]
    lists: tuple[List, List] = ("numerator", "denominator")
    for list_name, fact in zip(lists, wanted.facts, strict=False):
        if isinstance(record, Consultation) and fact.model == "interactions.SurveyAnswer":
            condition = Q(consultation=record)
        elif record._meta.label == fact.model:
            condition = Q(pk=record.pk)
        else:
            continue
        side = _side(None, wanted, list_name)
        found = _told(side, source.records(fact).filter(side.base.about & condition))
        codes = list(found.values_list("why", flat=True))
        return min(codes) if codes else None
    return None


def _side(piece: Slice | None, kpi: Kpi, list_name: List) -> _Side:
    """Without a slice there is no cut-off: whether a day is final depends on the whole figure."""
    until = maturity.cutoff(piece, kpi) if piece is not None else None
    numerator = MEASURES[kpi.numerator]
    if kpi.base_fact is None:
        shares = kpi.shape in (Shape.SHARE, Shape.BALANCE, Shape.RATIO)
        hit = numerator.counts if shares else Q()
        return _Side(kpi.fact, MEASURES[kpi.base], hit, _value(numerator), until)
    if list_name in ("denominator", "excluded_denominator"):
        below = MEASURES[kpi.base]
        return _Side(kpi.base_fact, below, Q(), _value(below), until)
    return _Side(kpi.fact, numerator, Q(), _value(numerator), until)


def _value(measure: Measure) -> Combinable:
    return measure.value or Value(1)


def _reasoned(piece: Slice, side: _Side) -> QuerySet[Any]:
    """Every record of the slice on the KPI's clock, with its reason and what it adds."""
    found = source.records(side.fact).filter(side.base.about & piece.records(side.fact))
    if side.fact.model == "interactions.SurveyAnswer":
        found = found.filter(_counted_or_alone())
    return _told(side, found)


def _told(side: _Side, found: QuerySet[Any]) -> QuerySet[Any]:
    amount = Case(
        When(Q(why="") & side.hit, then=side.amount),
        default=Value(0),
        output_field=BigIntegerField(),
    )
    counted = Case(When(why="", then=True), default=False, output_field=BooleanField())
    told: QuerySet[Any] = found.annotate(why=_why(side))
    return cast("QuerySet[Any]", told.annotate(is_counted=counted, amount=amount))


def _why(side: _Side) -> Case:
    """The reason in words' code: excluded by somebody first, then by rule, then "other"."""
    fact, base = side.fact, side.base
    whens = [When(side.counted, then=Value(""))]
    if side.until is not None:
        late = Q(**{f"{fact.path('day')}__gt": side.until})
        whens.insert(0, When(side.counted & late, then=Value(NOT_FINAL)))
    if fact.exclusion:
        whens.append(When(_removed(fact, base), then=F(fact.exclusion)))
    whens += [
        When(reason.holds, then=Value(reason.code)) for reason in (*fact.reasons, *base.reasons)
    ]
    return Case(*whens, default=Value("other"), output_field=CharField())


def _removed(fact: Fact, base: Measure) -> Q:
    """Excluded, by a reason that removes a record from this figure (R11)."""
    assert fact.exclusion is not None, fact.id
    excluded = Q(**{f"{fact.exclusion}__isnull": False})
    if fact.strict or base.strict:
        return excluded
    return excluded & ~Q(**{f"{fact.exclusion}__in": PARTIAL_EXCLUSIONS})


def _membership(side: _Side, list_name: List) -> Q:
    if list_name in ("excluded", "excluded_denominator"):
        return ~Q(why="")
    return Q(why="") & side.hit if list_name == "numerator" else Q(why="")


@dataclass(frozen=True)
class _Tally:
    """How many records of one side count, are above the line, add up to what, and what does not."""

    size: int
    hits: int
    total: int
    base_total: int
    reasons: Mapping[str, int]

    @classmethod
    def of(cls, piece: Slice, side: _Side, kpi: Kpi) -> _Tally:
        sums: dict[str, Any] = {
            "size": Count("pk"),
            "hits": Count("pk", filter=side.hit or None),
            "total": Coalesce(Sum("amount"), 0, output_field=BigIntegerField()),
        }
        if kpi.shape is Shape.RATIO and side.base.value is not None:
            sums["base_total"] = Coalesce(
                Sum(side.base.value, filter=Q(why="")), 0, output_field=BigIntegerField()
            )
        rows = _reasoned(piece, side).values("why").annotate(**sums)
        by_reason = {row["why"]: row for row in rows.order_by("why")}
        counted = by_reason.pop("", {"size": 0, "hits": 0, "total": 0})
        return cls(
            size=int(counted["size"]),
            hits=int(counted["hits"]),
            total=int(counted["total"]),
            base_total=int(counted.get("base_total", counted["size"])),
            reasons={code: int(row["size"]) for code, row in by_reason.items()},
        )

    def of_kind(self, *, excluded: bool) -> dict[str, int]:
        return {c: size for c, size in self.reasons.items() if (c in EXCLUDED) is excluded}


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
        is_counted=Value(list_name in ("numerator", "denominator"), output_field=BooleanField()),
        amount=Subquery(one.values("amount")[:1]),
    ).order_by("-ended_at", "-pk")
