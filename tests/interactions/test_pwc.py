"""A published call centre's file through the import: some of the gold figures.

The file may not be shipped, so it stands beside the project; `acceptance/pwc.py` compares them all.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from crm.core import clock
from crm.core.imports.mapping import read_mapping
from interactions.imports.run import import_consultations
from interactions.imports.targets import RULES
from interactions.models import Consultation, InquiryType
from performance import figures
from performance.slices import Slice

DATA = Path(settings.BASE_DIR).parent / "shared" / "data" / "pwc_call_centre"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not (DATA / "gold.json").is_file(), reason=f"the file is not here: {DATA}"),
]
MAPPING = """
timezone = "Asia/Seoul"
[columns]
external_id = "Call Id"
agent = "Agent"
inquiry_type = "Topic"
started_at = ["Date", "Time"]
answered = "Answered (Y/N)"
resolved = "Resolved"
wait_seconds = "Speed of answer in seconds"
talk_seconds = "AvgTalkDuration"
csat = "Satisfaction rating"
[defaults]
channel = "phone"
csat_scale = "1-5"
[create]
agents = true
inquiry_types = true
"""
KPIS = {
    "answer_rate": "answer_rate",
    "abandonment": "abandonment_rate",
    "asa": "asa_seconds_mean",
    "aht": "talk_seconds_mean",
    "resolution_rate": "resolved_share_of_answered",
    "csat": "csat_top2_share",
}


@pytest.fixture(scope="module")
def gold() -> Any:
    return json.loads((DATA / "gold.json").read_text())


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_figures_are_the_gold_ones(tmp_path: Path, gold: Any, suffix: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(MAPPING)
    mapping = read_mapping(path, RULES, zone=clock.zone())
    file = DATA / f"call_center_dataset.{suffix}"
    assert import_consultations(file, mapping, source="import").created == 5000
    assert import_consultations(file, mapping, source="import").unchanged == 5000
    call_command("rollups", "refresh")
    whole = Slice(date(2021, 1, 1), date(2021, 3, 31))
    rows = {"": figures.read(whole, list(KPIS))[0]}
    rows |= {row.keys["agent"].name: row for row in figures.read(whole, list(KPIS), ("agent",))}
    for name, expected in {"": gold["overall"], **gold["by_agent"]}.items():
        for kpi, leaf in KPIS.items():
            assert rows[name].figures[kpi].value == pytest.approx(expected[leaf], rel=1e-9)
        assert rows[name].figures["answer_rate"].denominator == expected["calls"]
    assert set(InquiryType.objects.values_list("level", flat=True)) == {1}
    assert Consultation.objects.filter(team=None).count() == 5000
