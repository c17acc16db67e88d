"""What this process knows of the KPIs the centre made itself (`remembered`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from interactions.channels import CHANNELS
from interactions.choices import Direction, Result
from interactions.models import InquiryType

from .kpis import own
from .kpis.compose import Recipe, compose
from .kpis.own import Own
from .kpis.types import Better, Kpi, Measure, Words
from .models import CustomKpi
from .remembered import Remembered

#: What each inquiry type stands under, and its name from the top.
Tree = Mapping[int, InquiryType]


def stored() -> Own:
    """As the tables have them now, in the order they were made; two queries, or one for none."""
    rows = list(CustomKpi.objects.order_by("pk"))
    tree = InquiryType.objects.in_bulk() if any(row.types for row in rows) else {}
    kpis: dict[str, Kpi] = {}
    measures: dict[str, Measure] = {}
    for row in rows:
        made = compose(recipe_of(row, tree))
        kpis[row.code] = made.kpi
        measures |= made.measures
    return Own(kpis, measures, frozenset(row.code for row in rows if not row.is_active))


def recipe_of(row: CustomKpi, tree: Tree) -> Recipe:
    """The row with everything under its inquiry types; it need not be saved."""
    return Recipe(
        code=row.code,
        name_ko=row.name_ko,
        name_en=row.name_en,
        numerator=row.numerator,
        denominator=row.denominator,
        unit=row.unit,  # type: ignore[arg-type]  # the service lets no other in
        better=Better(row.better),
        minimum_sample=row.minimum_sample,
        types=_under(row.types, tree),
        channels=frozenset(row.channels),
        directions=frozenset(row.directions),
        results=frozenset(row.results),
        filters=_filters(row, [tree[key].path for key in row.types if key in tree]),
    )


def filter_words(row: CustomKpi, types: Iterable[str]) -> list[str]:
    """What a record must be to count, one kind of filter after the other."""
    parts = (
        list(types),
        [str(CHANNELS[key].label) if key in CHANNELS else key for key in row.channels],
        [str(Direction(key).label) for key in row.directions],
        [str(Result(key).label) for key in row.results],
    )
    return [", ".join(part) for part in parts if part]


def _told(row: CustomKpi, types: Iterable[str]) -> str:
    words = filter_words(row, types)
    return _("Only: %(filters)s") % {"filters": " · ".join(words)} if words else ""


_lazily_told = lazy(_told, str)


def _filters(row: CustomKpi, types: list[str]) -> Words:
    return _lazily_told(row, types)


def _under(chosen: Collection[int], tree: Tree) -> frozenset[int]:
    found = set(chosen)
    for node in sorted(tree.values(), key=lambda node: node.level):
        if node.parent_id in found:
            found.add(node.pk)
    return frozenset(found)


_remembered: Remembered[Own] = Remembered("performance:custom-kpis", stored)
known, look = _remembered.known, _remembered.look
tell, keep = _remembered.tell, _remembered.keep


def watch() -> None:
    """Called once the apps are loaded."""
    own.read_by(known)
