"""The catalogue is complete: words in both languages, reasons, and nothing said twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from performance.kpis import versions
from performance.kpis.catalogue import BUILT_IN
from performance.kpis.facts import FACTS
from performance.kpis.measures import STORED
from performance.kpis.reasons import REASONS
from performance.kpis.types import Kpi, Shape


@pytest.mark.parametrize("kpi", BUILT_IN.values(), ids=list(BUILT_IN))
def test_a_kpi_is_made_of_measures_of_its_facts(kpi: Kpi) -> None:
    facts = {name: STORED[name].fact for name in kpi.measures}
    assert facts[kpi.numerator] == kpi.fact.id
    assert facts[kpi.base] == facts[kpi.counted] == kpi.below.id
    assert set(facts.values()) == {fact.id for fact in kpi.facts}
    assert (kpi.shape in (Shape.MEAN, Shape.BALANCE)) == (kpi.squares is not None)
    assert (kpi.shape is Shape.QUANTILE) == (kpi.quantile is not None)
    assert (kpi.shape is Shape.COUNT) == (kpi.denominator is None)
    assert (kpi.shape is Shape.RATIO) == (kpi.sample is not None)
    assert kpi.base_fact is None or kpi.shape is Shape.RATIO


@pytest.mark.parametrize("kpi", BUILT_IN.values(), ids=list(BUILT_IN))
def test_a_kpi_has_words_in_both_languages(kpi: Kpi) -> None:
    for words in (kpi.name, kpi.short_name, kpi.formula, kpi.clock, kpi.source, kpi.note):
        with translation.override("en"):
            english = str(words)
        with translation.override("ko"):
            assert not words or str(words) != english


def test_every_reason_has_words() -> None:
    told = [reason for fact in FACTS.values() for reason in fact.reasons]
    told += [reason for measure in STORED.values() for reason in measure.reasons]
    assert {reason.code for reason in told} <= set(REASONS)


def test_version_one_is_what_the_page_of_definitions_says() -> None:
    assert versions.DEFAULTS == {
        "level_phone": 20,
        "level_chat": 60,
        "short_seconds": 5,
        "satisfied_of_5": 4,
        "satisfied_of_10": 9,
        "easy_of_7": 5,
    }
    named = {name for kpi in BUILT_IN.values() for name in kpi.parameters}
    assert named == set(versions.PARAMETERS)


def test_the_page_of_definitions_is_up_to_date() -> None:
    call_command("docs", "--check")
    text = (Path(settings.BASE_DIR) / "docs" / "kpis.md").read_text()
    assert all(f"## `{kpi}`" in text for kpi in BUILT_IN)
