"""The mapping file: every mistake is named before a row is read."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest

from crm.core.imports.mapping import FileMapping, read_mapping
from crm.core.imports.problems import MappingProblem
from interactions.imports.targets import RULES, check

SEOUL = ZoneInfo("Asia/Seoul")
GOOD = """
timezone = "Europe/Berlin"
[columns]
started_at = ["Date", "Time"]
inquiry_type = ["A", "B"]
answered = "Answered"
[values.answered]
Y = true
N = false
1 = true
[formats]
started_at = "%d/%m/%Y %H:%M"
[skip]
Outcome = ["PHANTOM", 7]
Test = true
[defaults]
channel = "phone"
csat_scale = "1-5"
[create]
agents = true
teams = false
"""


def read(tmp_path, text) -> FileMapping:
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    mapping = read_mapping(path, RULES, zone=SEOUL)
    check(mapping)
    return mapping


def test_it_works(tmp_path):
    mapping = read(tmp_path, GOOD)
    assert mapping.zone == ZoneInfo("Europe/Berlin")
    assert mapping.columns["started_at"] == ["Date", "Time"]
    assert mapping.values["answered"] == {"Y": "true", "N": "false", "1": "true"}
    assert mapping.skip == {"Outcome": {"PHANTOM", "7"}, "Test": {"true"}}
    assert mapping.create == {"agents"}
    assert read(tmp_path, GOOD.replace('timezone = "Europe/Berlin"', "")).zone == SEOUL


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[columns]", "[columns]\nagnet = 'A'", "agnet"),
        ("[create]", "[create]\nchannels = true", "channels"),
        ("agents = true", "agents = 'yes'", "agents"),
        ("Europe/Berlin", "Europe/Atlantis", "Atlantis"),
        ("[skip]", "[skipped]", "skipped"),
        ('channel = "phone"', 'channel = "fax"', "fax"),
        ('channel = "phone"', "", "channel"),
        ("Y = true", "Y = 'perhaps'", "perhaps"),
        ('started_at = ["Date", "Time"]', "", "started_at"),
        ('started_at = ["Date", "Time"]', "started_at = []", "started_at"),
        ("[formats]\nstarted_at", "[formats]\nanswered", "answered"),
        ("[values.answered]\nY = true\nN = false\n1 = true", "[values]\nanswered = 1", "answered"),
        ('csat_scale = "1-5"', "", "csat_scale"),
        ("[columns]", "[columns", "TOML"),
    ],
)
def test_mistakes_are_named(tmp_path, old, new, said):
    text = GOOD.replace('answered = "Answered"', 'answered = "Answered"\ncsat = "Rate"')
    assert old in text
    with pytest.raises(MappingProblem, match=re.escape(said)):
        read(tmp_path, text.replace(old, new, 1))


def test_all_mistakes_come_at_once(tmp_path):
    with pytest.raises(MappingProblem) as problem:
        read(tmp_path, '[columns]\nfoo = "a"\nbar = "b"\n[defaults]\nchannel = "fax"\n')
    assert len(str(problem.value).splitlines()) == 3


def test_no_mapping_file(tmp_path):
    with pytest.raises(MappingProblem):
        read_mapping(tmp_path / "none.toml", RULES, zone=SEOUL)
