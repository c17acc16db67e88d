"""Taking back what an import made, as far as nothing else uses it.

Piece by piece, the last one first: each transaction removes some records and takes them off the
list of what the import made, so a killed undo goes on where it stopped. What somebody has changed
or built upon since stays, and is listed as kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from django.db import connection, transaction
from django.db.models import Q

from crm.core import audit, jobs
from crm.core.models import Job
from crm.core.uses import used
from crm.staff.services.removal import remove_agents, remove_teams
from customers.services.removal import remove_customers

from ..models import Consultation, ImportPiece, ImportRun, SurveyAnswer
from ..services.threading import rethread_many
from ..services.touched import Slices, of_answer, of_contact
from ..services.type_removal import remove_types
from ..signals import slices_changed
from .ledger import MADE

#: Records a transaction removes: about a tenth of a second of locks.
CHUNK = 500
#: What goes before what: contacts name all the others, agents are in teams.
ORDER = (MADE, "customer", "type", "agent", "team")
Remover = Callable[[list[int]], set[int]]


def undo(job: Job, run: ImportRun) -> None:
    """Remove what can go; raises `jobs.Stopped` when the job was cancelled."""
    done = 0
    for kind in ORDER:
        for piece in run.pieces.filter(kind=kind).exclude(ids=[]).order_by("-pk"):
            while piece.ids:
                with transaction.atomic():
                    done += _take_back(run, piece)
                    jobs.progress(job, done=done)
    _correct_sources(run.source)


def _take_back(run: ImportRun, piece: ImportPiece) -> int:
    """The last records of a piece; returns how many were looked at."""
    chunk, rest = piece.ids[-CHUNK:], piece.ids[:-CHUNK]
    removers: dict[str, Remover] = {
        MADE: lambda ids: _remove_consultations(ids, piece.answers),
        "customer": lambda ids: remove_customers(run.owner, ids=ids),
        "type": lambda ids: remove_types(run.owner, ids=ids),
        "agent": lambda ids: remove_agents(run.owner, ids=ids),
        "team": lambda ids: remove_teams(run.owner, ids=ids),
    }
    gone = removers[piece.kind](chunk)
    piece.ids, piece.kept = rest, [*piece.kept, *(key for key in chunk if key not in gone)]
    piece.save(update_fields=["ids", "kept"])
    if piece.kind == MADE and gone:
        changes = {"removed": [None, len(gone)]}
        audit.record(run.owner, "consultation.import_undone", run, changes=changes, label=str(run))
    return len(chunk)


def _remove_consultations(ids: Sequence[int], answers: Sequence[int]) -> set[int]:
    """Those nobody edited, excluded or refers to; their customers' issues follow."""
    rows = list(
        Consultation.objects.select_for_update()
        .filter(pk__in=ids, revision=1, exclusion=None)
        .order_by("pk")
    )
    free = _free({row.pk for row in rows}, answers)
    rows = [row for row in rows if row.pk in free]
    if not rows:
        return set()
    slices = _slices(rows)
    SurveyAnswer.objects.filter(consultation__in=free).delete()
    Consultation.objects.filter(pk__in=free).update(transferred_from=None)
    Consultation.objects.filter(pk__in=free).delete()
    customers = {row.customer_id for row in rows if row.customer_id is not None}
    issues = {row.inquiry_id for row in rows if row.inquiry_id is not None}
    slices |= rethread_many(customers=customers, issues=issues)
    slices_changed.send(sender=Consultation, slices=slices)
    return free


def _free(ids: set[int], answers: Sequence[int]) -> set[int]:
    """Without those that anything names but their own answers and legs that go with them."""
    while True:
        spared = {SurveyAnswer: Q(pk__in=list(answers)), Consultation: Q(pk__in=list(ids))}
        taken = used(Consultation, ids, apart_from=spared)
        if not taken:
            return ids
        ids = ids - taken


def _slices(rows: Collection[Consultation]) -> Slices:
    found: Slices = set()
    by_id = {row.pk: row for row in rows}
    for row in rows:
        found |= of_contact(row.started_day, row.ended_day, row.team_id, row.agent_id)
    for answer in SurveyAnswer.objects.filter(consultation__in=by_id):
        row = by_id[answer.consultation_id]
        found |= of_answer(answer.answered_day, row.team_id, row.agent_id)
    return found


def _correct_sources(source: str) -> None:
    """Days on which the source delivered contacts: of what is still there."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM interactions_contactsource WHERE source = %s", [source])
        cursor.execute(
            "INSERT INTO interactions_contactsource"
            " (source, channel, first_day, last_day, delivers_missed)"
            " SELECT source, channel, min(started_day), max(started_day),"
            " bool_or(NOT answered AND direction = 'inbound')"
            " FROM interactions_consultation WHERE source = %s GROUP BY source, channel",
            [source],
        )
