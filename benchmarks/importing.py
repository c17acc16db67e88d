"""Budget 12: importing a file, against COPY of the same rows with the same indexes."""

from __future__ import annotations

import csv
import io
import resource
import tempfile
from datetime import timedelta
from pathlib import Path

from django.db import connection

from crm.core import clock
from crm.core.imports.mapping import read_mapping
from interactions.imports.run import import_consultations
from interactions.imports.targets import RULES
from interactions.models import Consultation

from .measure import Result, timed

MAPPING = """
[columns]
external_id = "id"
agent = "agent"
team = "team"
customer = "customer"
inquiry_type = "type"
channel = "channel"
started_at = "started"
answered = "answered"
result = "result"
wait_seconds = "wait"
talk_seconds = "talk"
question = "question"
answer = "answer"
[defaults]
direction = "inbound"
"""
EARLIER = timedelta(days=420)
TABLES = ("interactions_consultation", "interactions_inquiry")


def measure(size: int) -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        file, mapping = Path(folder) / "calls.csv", Path(folder) / "calls.toml"
        mapping.write_text(MAPPING, encoding="utf-8")
        _write(file)
        before = _peak()
        rules = read_mapping(mapping, RULES, zone=clock.zone())
        took = timed(lambda: import_consultations(file, rules, source="bench"))
        note = f"{_peak() - before} MB more at the peak"
    what = "import of a file, against COPY of the same rows with the same indexes"
    return [Result(12, what, size, took, _copy(), 5.0, note)]


def _write(file: Path) -> None:
    """The history another system would hand over: the centre's own inbound contacts, as many days
    earlier as its records reach back. At the same moments every record would become a re-contact
    of its twin, and be changed with it.
    """
    rows = (
        Consultation.objects.filter(direction="inbound", transferred_from=None, exclusion=None)
        .exclude(type=None, answered=True)
        .order_by("pk")
        .values_list("pk", "agent__code", "team__code", "customer__number", "type__code", "channel",
                     "started_at", "answered", "result", "wait_seconds", "talk_seconds",
                     "question", "answer")
    )  # fmt: skip
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["id", "agent", "team", "customer", "type", "channel", "started",
                         "answered", "result", "wait", "talk", "question", "answer"])  # fmt: skip
        for row in rows.iterator(chunk_size=5000):
            cells = ["" if value is None else value for value in row]
            cells[7] = "Y" if row[7] else "N"
            cells[6] = (row[6] - EARLIER).isoformat()
            writer.writerow(cells)


def _copy() -> float:
    """Seconds to COPY the imported rows and their issues into tables with the same indexes."""
    spent = 0.0
    with connection.cursor() as cursor:
        for table in TABLES:
            where = "source = 'bench'" if "consultation" in table else (
                "id IN (SELECT inquiry_id FROM interactions_consultation WHERE source = 'bench')"
            )  # fmt: skip
            kept = io.BytesIO()
            query = f"COPY (SELECT * FROM {table} WHERE {where}) TO STDOUT"
            with cursor.copy(query) as out:
                for block in out:
                    kept.write(bytes(block))
            cursor.execute(f"CREATE TABLE bench_copy (LIKE {table} INCLUDING ALL)")
            cursor.execute(f"INSERT INTO bench_copy SELECT * FROM {table} WHERE NOT ({where})")
            kept.seek(0)

            def write(kept: io.BytesIO = kept) -> None:
                with cursor.copy("COPY bench_copy FROM STDIN") as into:
                    while block := kept.read(1 << 16):
                        into.write(block)

            spent += timed(write)
            cursor.execute("DROP TABLE bench_copy")
    return spent


def _peak() -> int:
    """Megabytes this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
