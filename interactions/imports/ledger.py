"""Who is told what an import does, within the transaction of each piece.

The command keeps a job of its own to be seen; an import of a page is a job of a worker and also
notes which records it makes, so that it can be taken up again and undone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import connection

from crm.core import audit, clock, jobs
from crm.core.models import Job

from ..models import ImportPiece, ImportRun, SurveyAnswer

KIND = "import_consultations"
MADE, UPDATED = "consultation", "updated"


@dataclass(frozen=True)
class Piece:
    """What one transaction wrote: ids of consultations made and changed, and of what they name."""

    rows: int
    made: Sequence[int]
    updated: Sequence[int]
    others: Mapping[str, Sequence[int]]


class Ledger(Protocol):
    def begin(self, name: str, source: str) -> None: ...

    def note(self, piece: Piece) -> None:
        """Inside the piece's transaction; may raise `jobs.Stopped`."""

    def counts_before(self) -> tuple[int, int]:
        """Records made and changed by earlier attempts of the same import."""

    def finish(self, result: Mapping[str, Any]) -> None: ...

    def give_up(self, problem: BaseException) -> None: ...


class NoLedger:
    """A dry run writes nothing, so there is nothing to tell."""

    def begin(self, name: str, source: str) -> None: ...

    def note(self, piece: Piece) -> None: ...

    def counts_before(self) -> tuple[int, int]:
        return 0, 0

    def finish(self, result: Mapping[str, Any]) -> None: ...

    def give_up(self, problem: BaseException) -> None: ...


@dataclass
class CommandLedger:
    """The command's job, for the audit and to see how far it is; no worker takes it over.

    It shows no heartbeat, so the reaper leaves it alone; one that was killed is closed by the next.
    """

    job: Job | None = field(default=None, init=False)

    def begin(self, name: str, source: str) -> None:
        running = Job.objects.filter(kind=KIND, state=Job.State.RUNNING, arguments__source=source)
        running.update(state=Job.State.FAILED, ended_at=clock.now(), problem="Cut off")
        self.job = Job.objects.create(
            kind=KIND, state=Job.State.RUNNING, arguments={"file": name, "source": source}
        )

    def note(self, piece: Piece) -> None:
        assert self.job is not None, "begun before the first piece"
        self._set(done=piece.rows)
        label = f"{self.job.arguments['file']} · {self.job.arguments['source']}"
        _tell(None, self.job, piece, label)

    def counts_before(self) -> tuple[int, int]:
        return 0, 0

    def finish(self, result: Mapping[str, Any]) -> None:
        self._set(state=Job.State.DONE, result=dict(result), ended_at=clock.now())

    def give_up(self, problem: BaseException) -> None:
        """Say so on the job; where the database is gone, the next run does."""
        if connection.is_usable() and not connection.in_atomic_block:
            self._set(state=Job.State.FAILED, problem=type(problem).__name__, ended_at=clock.now())

    def _set(self, **values: Any) -> None:
        if self.job is not None:
            Job.objects.filter(pk=self.job.pk).update(**values)


@dataclass
class RunLedger:
    """An import of a page: a worker's job, and a row for what each piece made."""

    job: Job
    run: ImportRun

    def begin(self, name: str, source: str) -> None:
        known = self.run.pieces.values_list("kind", "ids", "kept")
        sizes = {MADE: 0, UPDATED: 0}
        for kind, ids, kept in known.iterator():
            if kind in sizes:
                sizes[kind] += len(ids) + len(kept)
        self._before = sizes[MADE], sizes[UPDATED]

    def note(self, piece: Piece) -> None:
        kinds = {MADE: piece.made, UPDATED: piece.updated, **piece.others}
        ImportPiece.objects.bulk_create(
            ImportPiece(run=self.run, kind=kind, ids=list(ids), answers=_answers(kind, ids))
            for kind, ids in kinds.items()
            if ids
        )
        _tell(self.run.owner, self.job, piece, str(self.run))
        jobs.progress(self.job, done=piece.rows)

    def counts_before(self) -> tuple[int, int]:
        return self._before

    def finish(self, result: Mapping[str, Any]) -> None: ...

    def give_up(self, problem: BaseException) -> None: ...


def _answers(kind: str, ids: Sequence[int]) -> list[int]:
    if kind != MADE:
        return []
    found = SurveyAnswer.objects.filter(consultation__in=list(ids)).order_by("pk")
    return list(found.values_list("pk", flat=True))


def _tell(actor: Any, job: Job, piece: Piece, label: str) -> None:
    counts = {"created": len(piece.made), "updated": len(piece.updated)}
    changes = {key: [None, n] for key, n in counts.items() if n}
    if changes:
        audit.record(actor, "consultation.imported", job, changes=changes, label=label)
