"""What workers do for an import of a page: check its file, take it, undo it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import translation
from django.utils.translation import gettext_lazy

from crm.core import clock, jobs, notices
from crm.core.imports.mapping import FileMapping, checked
from crm.core.imports.problems import FileProblem, MappingProblem, Problem
from crm.core.imports.result import Result
from crm.core.masking import mask_contacts
from crm.core.models import Job

from ..choices import ImportState
from ..models import ImportRun
from .ledger import RunLedger
from .run import Busy, alone, import_consultations
from .targets import RULES, check
from .undo import undo

log = logging.getLogger(__name__)
CHECK, TAKE, UNDO = "import_check", "import_take", "import_undo"
READY = "import.ready"


def work(kind: str, job_id: int) -> bool:
    """Do a job of one of the kinds; false when somebody else has it or it was cancelled.

    While another import of the source is at work the job is left silent, so that the reaper hands
    it out again; so it is when the database is lost.
    """
    job = jobs.claim(kind, job_id=job_id)
    if job is None:
        return False
    run = ImportRun.objects.select_related("owner").get(pk=job.arguments["run"])
    try:
        with translation.override(str(job.arguments["language"])):
            _DOING[kind](job, run)
            notices.notify(
                run.owner, READY, key=f"job:{job.pk}", url=url_of(job), facts={"what": str(run)}
            )
    except jobs.Stopped:
        return False
    except Busy:
        log.info("the source is busy", extra={"job": job.pk})
        return False
    except (FileProblem, MappingProblem) as problem:
        jobs.fail(job, problem=str(problem))
        return False
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        jobs.fail(job, problem=f"{type(error).__name__}: {error}"[:500])
        raise
    return True


def mapping_of(run: ImportRun) -> FileMapping:
    """As it was saved, checked again: types and channels may have changed since."""
    found = checked(run.mapping, RULES, zone=clock.zone())
    check(found)
    return found


def folder_of(run: ImportRun) -> Path:
    return Path(settings.DATA_DIR) / run.folder


def file_of(run: ImportRun) -> Path:
    """The file as it was uploaded; its name on disk says nothing."""
    return folder_of(run) / "file"


def errors_of(run: ImportRun) -> Path:
    """Rejected rows of the last check or import, each with its reason."""
    return folder_of(run) / "errors.csv"


def _check(job: Job, run: ImportRun) -> None:
    _begin(job)
    result = _read(job, run, dry_run=True)
    run.check_result, run.state = told(result), ImportState.CHECKED
    run.save(update_fields=["check_result", "state"])
    jobs.finish(job, result={"rows": result.rows})


def _take(job: Job, run: ImportRun) -> None:
    _begin(job, total=int(run.check_result.get("rows", 0)))
    result = _read(job, run, dry_run=False)
    run.report, run.state, run.ended_at = told(result), ImportState.DONE, clock.now()
    run.save(update_fields=["report", "state", "ended_at"])
    jobs.finish(job, result={"rows": result.rows})


def _undo(job: Job, run: ImportRun) -> None:
    _begin(job)
    with alone(run.source):
        undo(job, run)
    run.state, run.undone_at = ImportState.UNDONE, clock.now()
    run.save(update_fields=["state", "undone_at"])
    jobs.finish(job, result={"rows": job.done})


_DOING: dict[str, Callable[[Job, ImportRun], None]] = {CHECK: _check, TAKE: _take, UNDO: _undo}


def _begin(job: Job, total: int = 0) -> None:
    jobs.progress(job, done=0, total=total, cursor={"began": clock.now().isoformat()})


def _read(job: Job, run: ImportRun, *, dry_run: bool) -> Result:
    """The errors are written beside their place and moved there whole."""
    part = folder_of(run) / f"errors.{job.pk}.{job.attempts}.part"
    try:
        result = import_consultations(
            file_of(run),
            mapping_of(run),
            source=run.source,
            dry_run=dry_run,
            errors=part,
            tell=lambda rows: jobs.progress(job, done=rows),
            ledger=RunLedger(job, run),
        )
        part.replace(errors_of(run))
    finally:
        part.unlink(missing_ok=True)
    return result


def told(result: Result) -> dict[str, Any]:
    """A result as it is kept: counts, refusals by reason, the first problems; masked."""
    return {
        **result.as_dict(),
        "refusals": [
            {
                "column": column,
                "reason": reason,
                "count": one.count,
                "values": [mask_contacts(value) for value in one.values],
            }
            for (column, reason), one in result.refusals.items()
        ],
        "first": [_shown(problem) for problem in result.first],
    }


def _shown(problem: Problem) -> dict[str, Any]:
    value = mask_contacts(problem.value)[:120]
    reason = str(problem.reason)
    return {"row": problem.row, "column": problem.column, "value": value, "reason": reason}


def url_of(job: Job) -> str:
    return f"/imports/{job.arguments.get('run')}/"


def register() -> None:
    """Called once the apps are loaded: how these jobs are called, and the bell."""
    names = {
        CHECK: gettext_lazy("Check of an import: %(what)s"),
        TAKE: gettext_lazy("Import: %(what)s"),
        UNDO: gettext_lazy("Undoing an import: %(what)s"),
    }
    for kind, words in names.items():
        jobs.tells(kind, _naming(words), url_of)
    notices.register(READY, gettext_lazy("Import at its next step: %(what)s"), icon="upload")


def _naming(words: Any) -> Callable[[Job], str]:
    return lambda job: str(words) % {"what": job.arguments.get("file", "")}
