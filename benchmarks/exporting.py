"""Budget 13: every consultation as CSV, against the bare query read to the end."""

from __future__ import annotations

import resource
import tempfile
from pathlib import Path

from django.http import QueryDict

from crm.core.exports.files import write_csv
from crm.core.exports.registry import Asking
from crm.people.models import Role, User
from interactions.exports import consultation_columns, consultations
from interactions.models import Consultation

from .measure import Result, timed

READ_AT_ONCE = 2000


def measure(size: int) -> list[Result]:
    admin = User.objects.filter(role=Role.ADMIN).order_by("pk")[0]
    fields = [column.field for column in consultation_columns(admin)]
    records = Consultation.objects.count()
    bare = Consultation.objects.order_by("-started_at", "-id").values_list(*fields)

    def read() -> None:
        for _row in bare.iterator(chunk_size=READ_AT_ONCE):
            pass

    def export() -> None:
        table = consultations(Asking(admin, QueryDict("")))
        assert write_csv(table, file) == records, "every record, once"

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "consultations.csv"
        bound, before = timed(read), _peak()
        took = timed(export)
        note = f"{_peak() - before} MB more at the peak"
    what = "export of every consultation to CSV, against the bare query read to the end"
    return [Result(13, what, size, took, bound, 4.0, note)]


def _peak() -> int:
    """Megabytes this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
