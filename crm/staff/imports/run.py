"""Importing a file of work status, a piece at a time.

Each piece is one transaction: an import that was cut off leaves whole pieces, and the next run
takes up where it stopped, since periods already stored are recognised.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from crm.core import audit, clock
from crm.core.imports.mapping import FileMapping
from crm.core.imports.problems import ErrorFile, FileProblem, Problem
from crm.core.imports.reading import Numbered, open_source
from crm.core.imports.result import Result
from crm.core.imports.table import Piece, Table
from crm.core.models import Job

from .periods import (
    TWICE,
    Names,
    Refused,
    Row,
    fitting,
    is_unchanged,
    recognise,
    settle,
    stamp_teams,
    write,
)
from .targets import RULES

KIND = "import_work_status"
#: Rows a transaction holds its locks for.
PIECE = 4000
COLUMNS = ("external_id", "agent", "team", "status", "started_at", "ended_at")


def import_work_status(
    path: Path,
    mapping: FileMapping,
    *,
    source: str,
    dry_run: bool = False,
    errors: Path | None = None,
) -> Result:
    """Take the file's rows. Raises `FileProblem` or `MappingProblem` before anything is written."""
    table = Table(open_source(path), mapping, RULES)
    with connection.cursor() as cursor:
        name = f"{KIND} {source}"
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        if not cursor.fetchone()[0]:
            raise FileProblem(_("Another import of %(source)s is running.") % {"source": source})
    run = _Import(table, source, ErrorFile(errors, table.source.header), dry_run=dry_run)
    try:
        run.begin(path.name)
        for rows, skipped in table.pieces(PIECE):
            run.take(rows, skipped)
        run.finish()
    finally:
        run.errors.close()
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])
    return run.result


class _Import:
    """One run over one file."""

    def __init__(self, table: Table, source: str, errors: ErrorFile, *, dry_run: bool) -> None:
        self.table, self.source, self.errors, self.dry_run = table, source, errors, dry_run
        self.result, self.names = Result(), Names()
        self.seen: dict[str, tuple[Any, ...]] = {}
        self.job: Job | None = None

    def begin(self, name: str) -> None:
        """The run's job, for the change log; it shows no heartbeat, so no worker takes it over."""
        if self.dry_run:
            return
        running = Job.objects.filter(kind=KIND, state=Job.State.RUNNING)
        running.filter(arguments__source=self.source).update(
            state=Job.State.FAILED, ended_at=clock.now(), problem="Cut off"
        )
        self.job = Job.objects.create(
            kind=KIND, state=Job.State.RUNNING, arguments={"file": name, "source": self.source}
        )

    def take(self, numbered: Sequence[Numbered], skipped: int) -> None:
        """One piece of the file, in one transaction."""
        self.result.rows += len(numbered) + skipped
        self.result.skipped += skipped
        piece = self.table.read(numbered)
        with transaction.atomic():
            rows = self._checked(piece)
            self._write(rows, piece)
        for place, problems in sorted(piece.problems.items()):
            self.result.rejected += 1
            for one in problems:
                self.result.refuse(one)
            self.errors.write(problems, piece.rows[place])

    def _checked(self, piece: Piece) -> list[Row]:
        """Rows that can be periods of somebody, once each."""
        blank = [None] * len(piece.rows)
        columns = [piece.values.get(name, blank) for name in COLUMNS]
        rows = [
            Row(piece.numbers[place], place, *values)
            for place, values in enumerate(zip(*columns, strict=True))
            if place not in piece.problems
        ]
        self.names.look_up(rows)
        now = clock.now()
        taken = []
        for row in rows:
            try:
                settle(row, now)
                self.names.assign(row)
                if self._is_new(row):
                    taken.append(row)
            except Refused as refusal:
                self._note(piece, row, refusal)
        stamp_teams(taken)
        return taken

    def _is_new(self, row: Row) -> bool:
        """False for a row that stands in the file already, word for word."""
        key = row.external_id or f"{row.user_id} {row.start.isoformat()}"
        said = (row.user_id, row.team, row.status, row.start, row.end)
        if key not in self.seen:
            self.seen[key] = said
            return True
        if self.seen[key] != said:
            raise Refused("external_id" if row.external_id else "started_at", TWICE)
        self.result.unchanged += 1
        return False

    def _write(self, rows: list[Row], piece: Piece) -> None:
        recognise(rows, self.source)
        changed = [row for row in rows if not is_unchanged(row)]
        self.result.unchanged += len(rows) - len(changed)
        taken, refused = fitting(changed)
        for row, refusal in refused:
            self._note(piece, row, refusal)
        created = sum(row.known is None for row in taken)
        self.result.created += created
        self.result.updated += len(taken) - created
        if not self.dry_run and taken:
            write(taken, self.source)
            self._tell(created, len(taken) - created)

    def _tell(self, created: int, updated: int) -> None:
        assert self.job is not None, "made by `begin`"
        Job.objects.filter(pk=self.job.pk).update(done=self.result.rows)
        counts = {"created": created, "updated": updated}
        changes: audit.Changes = {key: [None, n] for key, n in counts.items() if n}
        label = f"{self.job.arguments['file']} · {self.source}"
        audit.record(None, "work_status.imported", self.job, changes=changes, label=label)

    def _note(self, piece: Piece, row: Row, refusal: Refused) -> None:
        column = " + ".join(self.table.mapping.columns.get(refusal.target, [refusal.target]))
        cells = piece.cells.get(refusal.target)
        value = cells[row.place] if cells else ""
        piece.problems[row.place] = [Problem(row.number, column, value, refusal.reason)]

    def finish(self) -> None:
        if self.job is not None:
            Job.objects.filter(pk=self.job.pk).update(
                state=Job.State.DONE, result=self.result.as_dict(), ended_at=clock.now()
            )
