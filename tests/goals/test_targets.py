"""Which target a figure is held against (KPI.md §6)."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from crm.core.models import AuditEntry
from crm.people.models import Team, User
from performance import targets
from performance.models import Target
from performance.services.targets import Lines, Place, end_target, load_targets, set_target
from performance.slices import Slice
from performance.targets import TargetBook, TargetValue, attainment
from tests.interactions.contacts import D0, contact, day, inquiry_type
from tests.performance.records import count_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
TODAY = date(2026, 11, 19)


def test_it_works(ada: User) -> None:
    set_target(ada, place=Place("aht"), lines=Lines(350, caution=380), starts_on=TODAY)
    found = targets.target_for("aht", TODAY)
    assert found is not None
    assert (found.value, found.caution, found.minimum_sample) == (350, 380, 30)
    assert AuditEntry.objects.get(action="target.set").label == "aht"


def test_before_its_first_day_it_does_not_exist(ada: User) -> None:
    set_target(ada, place=Place("aht"), lines=Lines(350), starts_on=TODAY)
    assert targets.target_for("aht", date(2026, 11, 18)) is None


def test_agent_before_team_before_centre(ada: User, ann: User, team: Team) -> None:
    for place, value in (
        (Place("aht"), 350),
        (Place("aht", team=team), 340),
        (Place("aht", agent=ann), 330),
    ):
        set_target(ada, place=place, lines=Lines(value), starts_on=TODAY)
    book = TargetBook.on(TODAY)
    assert _value(book.find("aht")) == 350
    assert _value(book.find("aht", team_id=team.pk)) == 340
    assert _value(book.find("aht", team_id=team.pk, agent_id=ann.pk)) == 330
    assert _value(targets.target_for("aht", TODAY, agent_id=ann.pk)) == 330


def test_scope_wins_over_type(ada: User, team: Team) -> None:
    leaf = inquiry_type("leaf")
    set_target(ada, place=Place("aht", type=leaf), lines=Lines(500), starts_on=TODAY)
    set_target(ada, place=Place("aht", team=team), lines=Lines(340), starts_on=TODAY)
    book = TargetBook.on(TODAY)
    assert _value(book.find("aht", team_id=team.pk, type_id=leaf.pk)) == 340
    assert _value(book.find("aht", type_id=leaf.pk)) == 500


def test_leaf_before_its_parents_before_all_types(ada: User) -> None:
    top = inquiry_type("top")
    leaf = inquiry_type("leaf", top)
    other = inquiry_type("other")
    set_target(ada, place=Place("aht"), lines=Lines(350), starts_on=TODAY)
    set_target(ada, place=Place("aht", type=top), lines=Lines(500), starts_on=TODAY)
    book = TargetBook.on(TODAY)
    assert _value(book.find("aht", type_id=leaf.pk)) == 500
    assert _value(book.find("aht", type_id=other.pk)) == 350


def test_an_ended_target_gives_way_to_the_wider_one(ada: User, team: Team) -> None:
    set_target(ada, place=Place("aht"), lines=Lines(350), starts_on=TODAY)
    place = Place("aht", team=team)
    set_target(ada, place=place, lines=Lines(340), starts_on=TODAY)
    end_target(ada, place=place, starts_on=TODAY)
    assert _value(targets.target_for("aht", TODAY, team_id=team.pk)) == 350


def test_past_periods_keep_their_own(ada: User) -> None:
    old = Target(kpi="aht", value=370, starts_on=date(2026, 1, 1))
    load_targets(ada, [old])
    set_target(ada, place=Place("aht"), lines=Lines(350), starts_on=date(2026, 11, 1))
    assert _value(targets.target_for("aht", date(2026, 10, 31))) == 370
    assert _value(targets.target_for("aht", date(2026, 11, 1))) == 350
    with pytest.raises(ValidationError) as refused:
        set_target(ada, place=Place("aht"), lines=Lines(350), starts_on=date(2026, 10, 31))
    assert "starts_on" in refused.value.message_dict


def test_over_several_types_the_mix_decides(ada: User, ann: User, team: Team) -> None:
    slow, quick = inquiry_type("slow"), inquiry_type("quick")
    for number in range(4):
        kind = slow if number == 0 else quick
        contact(day(number), agent=ann, team=team, type=kind, talk_seconds=300)
    contact(D0, agent=ann, team=team, type=None, talk_seconds=300)
    count_everything()
    set_target(ada, place=Place("aht"), lines=Lines(300), starts_on=date(2026, 11, 1))
    slow_place = Place("aht", type=slow)
    set_target(ada, place=slow_place, lines=Lines(500), starts_on=date(2026, 11, 1))
    piece = Slice(date(2026, 11, 1), TODAY)
    assert _value(targets.for_slice(piece, ["aht"])["aht"]) == (500 + 4 * 300) / 5
    found = targets.by_agent(piece, ["aht"], {ann.pk: team.pk})
    assert _value(found[ann.pk]["aht"]) == (500 + 4 * 300) / 5


@pytest.mark.parametrize(
    ("kpi", "lines", "field"),
    [
        ("aht", Lines(350, caution=340), "caution"),
        ("csat", Lines(0.8, caution=0.85), "caution"),
        ("aht", Lines(0), "value"),
        ("aht", Lines(350, floor=360), "floor"),
        ("csat", Lines(0.8, floor=0.5), "floor"),
        ("handled", Lines(100), "value"),
        ("nps", Lines(-100), "value"),
    ],
)
def test_numbers_must_fit_the_direction(ada: User, kpi: str, lines: Lines, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        set_target(ada, place=Place(kpi), lines=lines, starts_on=TODAY)
    assert field in refused.value.message_dict


@pytest.mark.parametrize(
    ("kpi", "actual", "target", "expected"),
    [
        ("aht", 360, 300, 83.3),
        ("csat", 0.9, 0.8, 112.5),
        ("csat", 1.0, 0.5, 120),
        ("aht", 0, 300, 120),
        ("nps", 8, -10, 120),
        ("nps", -19, -10, 90),
        ("nps", 20, 50, 80),
    ],
)
def test_attainment(kpi: str, actual: float, target: float, expected: float) -> None:
    found = attainment(kpi, actual, TargetValue(target, None, None, 30, "centre", TODAY))
    assert found == pytest.approx(expected, abs=0.05)


def test_attainment_of_a_band() -> None:
    band = TargetValue(400, 300, None, 30, "centre", TODAY)
    assert attainment("aht", 350, band) == 100
    assert attainment("aht", 440, band) == pytest.approx(90)
    assert attainment("aht", 270, band) == pytest.approx(90)


def _value(found: TargetValue | None) -> float | None:
    return found.value if found else None
