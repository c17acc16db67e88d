"""Simulated centres: what docs/fairness.md promises, with fewer of them."""

from __future__ import annotations

import pytest

from benchmarks import fairness
from benchmarks.fairness import SKILLS, Outcome

CENTRES, SEED = 300, 11


@pytest.fixture(scope="module", params=["mean", "share"])
def found(request: pytest.FixtureRequest) -> dict[str, Outcome]:
    return {
        skills: fairness.simulate(request.param, skills, centres=CENTRES, seed=SEED)
        for skills in SKILLS
    }


def test_equal_skill_is_seldom_judged_apart(found: dict[str, Outcome]) -> None:
    equal = found["equal"]
    assert equal.wrong is not None
    assert equal.raw_wrong is not None
    assert equal.wrong <= 0.05
    assert equal.raw_wrong > 3 * equal.wrong


def test_planted_differences_are_found_more_often(found: dict[str, Outcome]) -> None:
    planted = found["planted"]
    assert planted.found is not None
    assert planted.raw_found is not None
    assert planted.found > planted.raw_found + 0.05


@pytest.mark.parametrize("skills", SKILLS)
def test_intervals_cover_what_they_say(found: dict[str, Outcome], skills: str) -> None:
    assert 0.93 <= found[skills].covered <= 0.97
    assert fairness.is_fair(found[skills])


def test_the_same_seed_gives_the_same(found: dict[str, Outcome]) -> None:
    first = found["equal"]
    assert fairness.simulate(first.figure, "equal", centres=CENTRES, seed=SEED) == first
