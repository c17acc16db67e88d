"""Who a new record might already be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..contact_points import Point
from ..models import Customer

MOST = 5


@dataclass(frozen=True)
class Likely:
    """`same`: the kinds of contact points both have; `same_name`: the names are equal."""

    customer: Customer
    same: tuple[str, ...]
    same_name: bool


def likely_duplicates(
    *, name: str, points: Sequence[Point], exclude: Customer | None = None
) -> list[Likely]:
    """Records with one of the points, or with the name and the last four digits, at most five.

    A name alone says nothing: 김민수 is thousands of people.
    """
    indexes = [index for point in points for index in point.indexes]
    kind_of = {index: point.kind for point in points for index in point.indexes}
    fours = {point.last_four for point in points if point.last_four}
    others = Customer.objects.all() if exclude is None else Customer.objects.exclude(pk=exclude.pk)
    found: dict[int, Likely] = {}
    for row in others.with_any_index(indexes).prefetch_related("points")[:MOST]:
        kinds = {kind_of.get(bytes(point.index)) for point in row.points.all()}
        same = tuple(sorted(kind for kind in kinds if kind))
        found[row.pk] = Likely(row, same, bool(name) and row.name == name)
    if name and fours:
        for row in others.with_last_four(*fours).filter(name=name)[:MOST]:
            found.setdefault(row.pk, Likely(row, (), same_name=True))
    return list(found.values())[:MOST]
