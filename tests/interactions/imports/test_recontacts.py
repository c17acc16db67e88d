"""What comes again in files: whatever the pieces and their order, as the oracle says."""

from __future__ import annotations

from random import Random

import pytest

from interactions.models import Consultation, InquiryType
from interactions.services.outcome_proof import differing_between
from interactions.signals import slices_changed
from tests.interactions import recontact_oracle as oracle
from tests.interactions.imports.conftest import record

CREATE = "[create]\ncustomers = true\ninquiry_types = true\n"
COLUMNS = {"customer": "who", "inquiry_type": "type", "answered": "answered", "result": "result"}
TYPES = ["반품 > 회수 > 지연", "반품 > 회수 > 누락", "반품 > 교환", "반품", ""]
DAY = 86_400


def story(random: Random, size: int) -> list[dict[str, str]]:
    rows = []
    for n in range(size):
        day, hour = random.choice([1, 2, 3, 9, 30]), random.randrange(9, 18)
        month = random.choice([6, 7, 8, 10])
        answered = random.choice("YYYYN")
        rows.append(
            {
                "id": f"e{n}",
                "start": f"2026-{month:02d}-{day:02d} {hour}:00",
                "who": random.choice(["C-1", "C-2", "C-3", ""]),
                "type": random.choice(TYPES),
                "answered": answered,
                "result": random.choice(["resolved", "in_progress", ""]) if answered == "Y" else "",
                "way": random.choice(["inbound", "inbound", "outbound"]),
                "talk": random.choice(["", "60", "7200"]),
            }
        )
    return rows


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("piece", [1, 3, 100])
def test_pieces_and_late_files_end_the_same(take, monkeypatch, piece, seed):
    monkeypatch.setattr("interactions.imports.run.PIECE", piece)
    random = Random(seed)
    rows = story(random, 30)
    columns = {**COLUMNS, "direction": "way", "talk_seconds": "talk"}
    take(*rows[:12], more=CREATE, **columns)
    take(*rows[12:], more=CREATE, **columns)
    check()
    changed = [{**row, "type": random.choice(TYPES)} for row in rows[5:20]]
    take(*changed, more=CREATE, **columns)
    check()


def check():
    rows = oracle.world()
    assert oracle.stored(rows) == oracle.outcomes(rows)
    assert oracle.told() == oracle.resolutions(rows)
    assert differing_between(0, 10**12) == []


def test_a_late_row_marks_the_days_of_its_neighbours(take):
    columns = {"customer": "who", "inquiry_type": "type", "result": "result"}
    far = {"who": "C-1", "type": "반품 > 회수 > 지연", "result": "resolved"}
    take({**far, "start": "2026-06-01 10:00"}, more=CREATE, **columns)
    heard = set()
    listen = lambda slices, **told: heard.update(slices)  # noqa: E731 - kept alive by its name
    slices_changed.connect(listen)
    later = {**far, "id": "late", "start": "2026-08-01 10:00", "type": "반품 > 회수 > 누락"}
    take(later, more=CREATE, **columns)
    slices_changed.disconnect(listen)
    assert record("e0").next_seconds == record("late").previous_seconds == 61 * DAY
    assert {f"{day:%m-%d}" for day, _, _ in heard} == {"06-01", "08-01"}


def test_the_window_of_the_type_is_stamped_and_stays_in_the_record(take):
    take({"type": "반품"}, more=CREATE, inquiry_type="type")
    InquiryType.objects.update(fcr_window_days=14)
    take({"type": "반품", "who": "C-1"}, {"id": "new", "type": "반품"}, {"id": "none", "type": ""},
         more=CREATE, inquiry_type="type", customer="who")  # fmt: skip
    days = dict(Consultation.objects.values_list("external_id", "window_days"))
    assert days == {"e0": 7, "new": 14, "none": 7}
