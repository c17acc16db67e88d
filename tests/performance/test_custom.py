"""KPIs put together without code: refusals, the built-in ones again, filters, lists, processes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given

from crm.people.models import User
from performance import custom, drilldown, figures
from performance.kpis import own
from performance.kpis.catalogue import BUILT_IN, KPIS
from performance.kpis.compose import units_of
from performance.kpis.facts import FACTS
from performance.kpis.labels import LABELS
from performance.kpis.measures import MEASURES, STORED
from performance.kpis.parts import OFFERED, is_part
from performance.kpis.types import Shape
from performance.models import CustomKpi
from performance.rollups import source
from performance.services.custom import Choice, make_kpi
from tests.interactions.contacts import customer, inquiry_type

from .records import WHOLE, contact, count_everything, covered, day, figure, rating, status_time
from .test_oracle import CHECKS, world
from .worlds import Cast, moments, piece, slices, worlds

pytestmark = pytest.mark.django_db
SHARE = Choice("해결", "Resolved share", "resolved", "results_known", "percent", "up")


def made(by: User | None = None, **values: Any) -> str:
    """Make a KPI and know it; without filters `SHARE` is the built-in resolution rate."""
    maker: Any = by
    row = make_kpi(maker, choice=replace(SHARE, **values))
    custom.keep(custom.stored())
    return row.code


# ---- what makes a KPI, and what does not -----------------------------------------------------


def test_every_offered_measure_has_a_name() -> None:
    assert set(LABELS) == set(OFFERED)
    assert len({str(words) for words in LABELS.values()}) == len(LABELS)


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"denominator": "offered"}, "denominator", "contact ended.*contact started"),
        ({"numerator": "handled", "denominator": "active_days"}, "denominator", "different days"),
        ({"numerator": "transferred", "denominator": "resolved"}, "unit", "no part of"),
        ({"numerator": "ratings", "denominator": "handled"}, "unit", "no part of"),
        ({"unit": "duration"}, "unit", "shown as: Percent"),
        ({"numerator": "handling_seconds", "denominator": "", "unit": "count"}, "denominator",
         "sum alone"),
        ({"denominator": ""}, "unit", "count of records"),
        ({"numerator": "handled", "denominator": "handled"}, "denominator", "always 1"),
        ({"numerator": "rating_points", "denominator": "handled", "unit": "number"}, "denominator",
         "no figure"),
        ({"numerator": "first_resolved", "denominator": "first_resolved_14", "unit": "number"},
         "denominator", "numbers of days"),
        ({"numerator": "worked_days", "denominator": "active_days", "channels": ("phone",)},
         "channels", "No channel"),
        ({"numerator": "reopened", "denominator": "resolved_issues", "results": ("resolved",)},
         "results", "No result"),
        ({"numerator": "handling_squares", "unit": "number"}, "numerator", "list"),
        ({"channels": ("fax",)}, "channels", "list"),
        ({"types": (99,)}, "types", "list"),
        ({"name_ko": " "}, "name_ko", "both languages"),
        ({"minimum_sample": 0}, "minimum_sample", "from 1"),
    ],
)  # fmt: skip
def test_what_is_refused(ada: User, facts: dict[str, Any], field: str, words: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError, match=words) as refused:
        make_kpi(ada, choice=replace(SHARE, **facts))
    assert set(refused.value.message_dict) == {field}
    assert not CustomKpi.objects.exists()


def test_names_and_codes_are_taken_once(ada: User) -> None:
    assert made(ada) == "c-resolved_share"
    with pytest.raises(ValidationError):
        make_kpi(ada, choice=SHARE)
    assert made(ada, name_ko="둘", name_en="Resolved, share!") == "c-resolved_share_2"
    assert made(ada, name_ko="셋", name_en="해결") == "c-kpi"
    longest = made(ada, name_ko="넷", name_en="A name that goes on and on and ends")
    assert len(longest) <= 30
    assert list(KPIS)[: len(BUILT_IN)] == list(BUILT_IN)
    assert list(KPIS)[len(BUILT_IN) :][0] == "c-resolved_share"
    assert set(MEASURES) == set(STORED)


@CHECKS
@given(worlds())
def test_what_is_called_a_part_is_one(drawn: Any) -> None:
    with world(drawn):
        for above in OFFERED:
            for below in OFFERED:
                if above != below and is_part(above, below):
                    one, whole = STORED[above], STORED[below]
                    fact = FACTS[one.fact]
                    rows = source.records(fact).filter(fact.where)
                    inside = rows.filter(whole.counts).values("pk")
                    assert not rows.filter(one.counts).exclude(pk__in=inside).exists(), (
                        above, below,
                    )  # fmt: skip


# ---- the built-in ones again -----------------------------------------------------------------


def _again(kpi: str) -> Choice | None:
    """The choice that makes a built-in KPI, where one does."""
    one = BUILT_IN[kpi]
    if one.shape in (Shape.QUANTILE, Shape.BALANCE):
        return None
    fitting = units_of(one.numerator, one.denominator or "")
    different = one.base_fact is not None and str(one.base_fact.clock) != str(one.clock)
    if different or not fitting:
        return None
    return Choice(f"다시 {kpi}"[:40], f"x {kpi}"[:40], one.numerator, one.denominator or "",
                  fitting[0], one.better.value, one.minimum_sample)  # fmt: skip


MADE_AGAIN = {kpi: choice for kpi in BUILT_IN if (choice := _again(kpi)) is not None}


def test_most_built_in_ones_can_be_made_again() -> None:
    left = set(BUILT_IN) - set(MADE_AGAIN)
    assert {kpi for kpi in left if BUILT_IN[kpi].shape not in (Shape.QUANTILE, Shape.BALANCE)} == {
        "productivity",
        "productivity_standard",
    }


@CHECKS
@given(worlds(), slices(), moments())
def test_the_same_measures_make_the_same_figure(drawn: Any, spec: Any, moment: datetime) -> None:
    with world(drawn, moment) as who:
        part = piece(spec, who)
        again = {make_kpi(None, choice=choice).code: kpi  # type: ignore[arg-type]  # nobody
                 for kpi, choice in MADE_AGAIN.items()}  # fmt: skip
        custom.keep(custom.stored())
        try:
            for by in ((), ("channel",), ("hour",)):
                for row in figures.read(part, [*again, *again.values()], by):
                    for code, kpi in again.items():
                        mine, theirs = row.figures[code], row.figures[kpi]
                        assert replace(mine, kpi=kpi) == theirs
            for code, kpi in again.items():
                assert drilldown.counts(part, code) == drilldown.counts(part, kpi)
        finally:
            custom.keep(own.NONE)


# ---- filters ---------------------------------------------------------------------------------


def _some(who: Cast) -> list[Choice]:
    """KPIs of every shape, each with other filters."""
    top, middle, leaf = (one.pk for one in who.types[:3])
    return [
        replace(SHARE, channels=("phone", "chat"), types=(middle,)),
        Choice("가", "a", "handling_seconds", "timed", "duration", "down", 1, (leaf,)),
        Choice("나", "b", "transferred", "resolved", "number", "down", 1, channels=("phone",)),
        Choice("다", "c", "handled", directions=("outbound",)),
        Choice("라", "d", "ratings", "handled", "number", "up", 1, (top,)),
        Choice("마", "e", "rating_points", "ratings", "number", "up", results=("resolved",)),
        Choice("바", "f", "first_resolved", "first_contacts", "percent", "up", 1, (leaf,)),
        Choice("사", "g", "follow_ups_kept", "follow_ups_due", "percent", directions=("inbound",)),
        Choice("아", "h", "reply_seconds", "issues", "duration", "down", 1, channels=("phone",)),
        Choice("자", "i", "handled", "handling_seconds", "number", "up", results=("resolved",)),
        Choice("차", "j", "status_handling", "status_productive", "percent", "band"),
    ]


@CHECKS
@given(worlds(), slices(), moments())
def test_lists_equal_the_figure(drawn: Any, spec: Any, moment: datetime) -> None:
    with world(drawn, moment) as who:
        part = piece(spec, who)
        codes = [make_kpi(None, choice=one).code  # type: ignore[arg-type]  # nobody
                 for one in _some(who)]  # fmt: skip
        custom.keep(custom.stored())
        try:
            found = figures.read_one(part, codes)
            for code in codes:
                shown, kpi = found[code], KPIS[code]
                counts = drilldown.counts(part, code)
                for name in drilldown.lists_of(code):
                    rows = drilldown.records(part, code, name)
                    assert rows.count() == _size(counts, name), (code, name)
                if shown.reason == "no_dimension" or shown.numerator is None:
                    continue
                if kpi.base_fact is not None or kpi.shape in (Shape.MEAN, Shape.RATIO):
                    assert counts.total == shown.numerator, code
                else:
                    assert counts.numerator == shown.numerator, code
                if shown.denominator is not None:
                    below = counts.denominator if kpi.shape is Shape.SHARE else counts.base_total
                    assert below == shown.denominator, code
            by_day = {code: figures.read(part, [code], ("day",)) for code in codes}
            for code, days in by_day.items():
                if KPIS[code].window is None and found[code].numerator is not None:
                    tops = [row.figures[code].numerator or 0 for row in days]
                    if all(row.figures[code].reason is None for row in days):
                        assert sum(tops) == found[code].numerator, code
        finally:
            custom.keep(own.NONE)


def _size(counts: drilldown.Counts, name: str) -> int:
    if name == "excluded":
        return sum(counts.excluded.values()) + sum(counts.left_out.values())
    if name == "excluded_denominator":
        return sum(counts.below.values())
    return int(getattr(counts, name))


def test_filters_count_what_they_say(ada: User, team: Any, ann: User) -> None:
    top = inquiry_type("top")
    leaf = inquiry_type("leaf", top)
    for channel, kind, result, direction in (
        ("phone", leaf, "resolved", "inbound"),
        ("phone", leaf, "in_progress", "inbound"),
        ("phone", None, "resolved", "inbound"),
        ("chat", leaf, "resolved", "inbound"),
        ("phone", top, "resolved", "outbound"),
    ):
        record = contact(day(1), channel=channel, type=kind, result=result, direction=direction,
                         team=team, agent=ann, talk_seconds=60)  # fmt: skip
        rating(record, 5 if channel == "phone" else 1)
    covered()
    count_everything()
    cases: tuple[tuple[dict[str, Any], tuple[int, int]], ...] = (
        ({"types": (top.pk,)}, (3, 4)),
        ({"types": (leaf.pk,), "channels": ("phone",)}, (1, 2)),
        ({"directions": ("outbound",)}, (1, 1)),
        ({"results": ("resolved", "callback")}, (4, 4)),
        ({"numerator": "ratings_satisfied", "denominator": "ratings", "channels": ("chat",)},
         (0, 1)),
        ({"numerator": "ratings_satisfied", "denominator": "ratings", "results": ("resolved",)},
         (3, 4)),
    )  # fmt: skip
    for number, (facts, wanted) in enumerate(cases):
        code = made(ada, name_ko=f"가{number}", name_en=f"n{number}", **facts)
        found = figure(code)
        assert (found.numerator, found.denominator) == wanted, facts
        assert found.interval is not None
        by_agent = figures.read(WHOLE, [code, "resolution_rate"], ("agent",))
        assert by_agent[0].figures[code].denominator == wanted[1]
        assert by_agent[0].figures["resolution_rate"].denominator == 5
    moved = inquiry_type("elsewhere")
    leaf.parent, leaf.family = moved, moved
    leaf.save()
    custom.keep(custom.stored())
    assert figure("c-n0").denominator == 1


def test_a_sum_of_time_is_its_own_sample_counted(ada: User, ann: User) -> None:
    code = made(ada, numerator="status_productive", denominator="status_handling", unit="number")
    sample = KPIS[code].sample or ""
    assert sample.endswith("-n_status_handling")
    assert (MEASURES[sample].value, sample in STORED) == (None, False)
    status_time(ann, "contact", 1)
    status_time(ann, "ready", 3)
    count_everything()
    found = figure(code)
    assert (found.value, found.n, found.denominator) == (4.0, 1, 3600)
    assert drilldown.counts(WHOLE, code).base_total == 3600


def test_the_interval_of_a_watched_ratio_is_of_its_final_days(
    ada: User, ann: User, otto: User
) -> None:
    kpi = made(ada, numerator="first_resolved", denominator="timed", unit="number")
    for agent, when, size in ((ann, 0, 1), (otto, 0, 3), (ann, 8, 4)):
        for n in range(size):
            who = customer() if n == 0 else None
            contact(day(when), agent=agent, customer=who, talk_seconds=60)
    count_everything()
    with time_machine.travel(day(10), tick=False):
        found = figure(kpi)
        assert (found.numerator, found.denominator, found.provisional) == (2, 4, True)
        alone = figure(kpi, replace(WHOLE, last=day(1).date()))
        assert found.interval == alone.interval
        assert found.interval is not None
