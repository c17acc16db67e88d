"""Imports as admin staff run them: upload, columns, check, run, undo; the work itself is a job."""

from __future__ import annotations

import secrets
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from crm.core import audit, clock, jobs
from crm.core.imports.problems import FileProblem, MappingProblem
from crm.core.models import Job
from crm.people.models import User

from ..choices import ImportState
from ..imports.guess import proposal, samples_of
from ..imports.working import CHECK, TAKE, UNDO, file_of, folder_of, mapping_of
from ..models import ImportRun

#: Columns of a file whose meaning a page can ask for.
MOST_COLUMNS = 200
#: How long an uploaded file is kept after its import.
KEPT = timedelta(days=30)
OPEN = (Job.State.QUEUED, Job.State.RUNNING)


def upload_file(actor: User, *, source: str, file: UploadedFile[Any]) -> ImportRun:
    """Keep the file, readable by the product alone, and propose what its columns mean."""
    folder = Path("imports") / f"{clock.now():%Y%m%d}-{secrets.token_hex(8)}"
    place = Path(settings.DATA_DIR) / folder
    place.mkdir(mode=0o700, parents=True)
    try:
        with (place / "file").open("wb") as out:
            for block in file.chunks():
                out.write(block)
        header, samples = samples_of(place / "file")
        if len(header) > MOST_COLUMNS:
            words = _("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS}
            raise ValidationError({"file": words})
        return _begin(actor, source, file, str(folder), header, samples)
    except FileProblem as problem:
        shutil.rmtree(place)
        raise ValidationError({"file": _("This file cannot be read as CSV or XLSX.")}) from problem
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


@transaction.atomic
def _begin(
    actor: User,
    source: str,
    file: UploadedFile[Any],
    folder: str,
    header: list[str],
    samples: list[list[str]],
) -> ImportRun:
    run = ImportRun(
        owner=actor,
        source=source,
        file_name=(file.name or "file")[:200],
        folder=folder,
        size=file.size or 0,
        header=header,
        samples=samples,
    )
    run.mapping = proposal(run)
    run.save()
    audit.record(actor, "import.uploaded", run, changes={"source": [None, source]}, label=str(run))
    return run


@transaction.atomic
def save_mapping(actor: User, *, run: ImportRun, mapping: dict[str, Any]) -> ImportRun:
    """What the columns mean; raises `ValidationError` with every mistake."""
    held = _hold(run)
    if held.state in (ImportState.DONE, ImportState.UNDONE):
        raise ValidationError(_("This import is over. Upload the file again."))
    held.mapping, held.state, held.check_result = mapping, ImportState.MAPPED, {}
    try:
        mapping_of(held)
    except MappingProblem as problem:
        raise ValidationError(str(problem).splitlines()) from problem
    held.save(update_fields=["mapping", "state", "check_result"])
    audit.record(actor, "import.mapped", held, label=str(held))
    return held


@transaction.atomic
def ask_check(actor: User, *, run: ImportRun) -> Job:
    """A dry run: counts and problems, nothing written."""
    held = _hold(run)
    if held.state not in (ImportState.MAPPED, ImportState.CHECKED):
        raise ValidationError(_("Say what the columns mean first."))
    return _ask(actor, held, CHECK, "import.checked")


@transaction.atomic
def ask_import(actor: User, *, run: ImportRun) -> Job:
    """Take the rows that can be taken; one that was stopped goes on where it was."""
    held = _hold(run)
    if held.state != ImportState.CHECKED:
        raise ValidationError(_("Check the file first."))
    return _ask(actor, held, TAKE, "import.started")


@transaction.atomic
def ask_undo(actor: User, *, run: ImportRun) -> Job:
    """Take back what it made, as far as nothing else uses it."""
    held = _hold(run)
    if not held.pieces.exclude(kind="updated").exclude(ids=[]).exists():
        raise ValidationError(_("There is nothing to take back."))
    return _ask(actor, held, UNDO, "import.undo_asked")


def _hold(run: ImportRun) -> ImportRun:
    """Under lock; while a worker is on it nothing else may be asked."""
    held = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if held.job is not None and held.job.state in OPEN:
        raise ValidationError(_("A worker is still at it."))
    if not file_of(held).is_file() and held.state not in (ImportState.DONE, ImportState.UNDONE):
        raise ValidationError(_("The file was removed. Upload it again."))
    return held


def _ask(actor: User, run: ImportRun, kind: str, action: str) -> Job:
    told = {"run": run.pk, "file": str(run), "language": translation.get_language() or "ko"}
    run.job = jobs.create(kind, owner=actor, arguments=told)
    run.save(update_fields=["job"])
    audit.record(actor, action, run, label=str(run))
    return run.job


def take_errors(actor: User, *, run: ImportRun, path: Path) -> Path:
    """The error file holds cells as they stood in the file: taking it is written down."""
    audit.record(actor, "import.errors_taken", run, label=str(run))
    return path


def remove_old(now: datetime | None = None) -> int:
    """Uploaded files whose import is long over, or that nobody went on with; with them the values
    that were shown beside their columns.
    """
    border = (now or clock.now()) - KEPT
    old = ImportRun.objects.filter(created_at__lt=border).exclude(job__state__in=OPEN)
    gone = 0
    for run in old.exclude(ended_at__gte=border):
        if folder_of(run).is_dir():
            shutil.rmtree(folder_of(run))
            ImportRun.objects.filter(pk=run.pk).update(samples=[])
            gone += 1
    return gone
