"""Words in drawings stand clear of lines, and intervals end where a score's scale ends."""

from __future__ import annotations

from crm.core.formats import Unit
from performance.charts.bars import Mark, _turn
from performance.charts.line import Size
from performance.charts.scale import Scale, free_place
from performance.units import Shown

ACROSS = (40.0, 360.0)


def test_a_word_stands_at_the_right_where_nothing_runs() -> None:
    assert free_place(70, ACROSS, [94, 116], [[(40, 20), (360, 20)]]) == (290, 94)


def test_a_word_goes_below_or_leftwards_before_a_line_runs_through_it() -> None:
    assert free_place(70, ACROSS, [94, 116], [[(40, 90), (360, 90)]]) == (290, 116)
    place = free_place(70, ACROSS, [94], [[(200, 20), (280, 90), (360, 90)]])
    assert place is not None
    assert place[0] + 70 < 285


def test_no_word_stands_where_every_place_is_taken() -> None:
    lines = [[(40.0, foot - 5), (360.0, foot - 5)] for foot in (94.0, 116.0)]
    assert free_place(70, ACROSS, [94, 116], lines) is None


def test_no_mark_runs_through_the_word_of_one_before_it() -> None:
    x, size = Scale(0, 100, 6, 400), Size("wide", 408, 200, False)
    marks = [Mark(40, "Target 40"), Mark(30, "Half up to 30"), Mark(95, "90% up to 95")]
    order = sorted(marks, key=lambda mark: _turn(mark, x, size))
    assert [mark.at for mark in order] == [95, 30, 40]


def test_an_interval_ends_with_the_scale() -> None:
    score = Shown(Unit.SCORE5, 1, 5)
    assert (score.inside(-200.0), score.inside(140.0), score.inside(60.0)) == (0.0, 100.0, 60.0)
    assert Shown(Unit.DURATION).inside(600.0) == 600.0
