"""Taking a list out: at once when it is short, else as a job whose file waits for its owner.

A file is written beside its place and moved there whole, so a killed worker leaves nothing to be
offered; whoever takes the job up begins the file again. Rights are asked again by the worker.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.http import Http404, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.people.scope import scope_of

from .. import audit, clock, jobs, notices
from ..masking import mask_contacts
from ..models import Job
from .files import WRITERS, csv_pieces
from .registry import Asking, Export, find, offered
from .tables import Table

if TYPE_CHECKING:
    from crm.people.models import User

KIND = "export"
#: Rows that are taken out within the request; beyond, a worker writes the file.
AT_ONCE = 5_000
#: How long a file waits for its owner.
KEPT = timedelta(days=7)
READY = "export.ready"
#: Seconds between two notes of how far a file is.
PACE = 1.0


@dataclass(frozen=True)
class Wish:
    """What was asked for: the list's query string, the file's format, and why."""

    query: str
    format: str
    purpose: str
    note: str = ""


def table_of(export: Export, user: User, query: str) -> Table:
    """The list as this user may take it out now; `Http404` where its page would say so."""
    return export.table(Asking(user, QueryDict(query)))


# ---- within the request ------------------------------------------------------------------------


def take(actor: User, *, export: Export, wish: Wish) -> Iterator[bytes] | Path | Job:
    """CSV lines, a file of XLSX (the caller removes it), or the job that writes what is longer."""
    table = table_of(export, actor, wish.query)
    count = table.count(AT_ONCE + 1)
    if count > AT_ONCE:
        return _queue(actor, export, wish)
    record(actor, "list.exported", export, wish, rows=count)
    if wish.format == "csv":
        return (text.encode() for text in csv_pieces(table))
    handle, name = tempfile.mkstemp(suffix=".xlsx", dir=_folder())
    os.close(handle)
    try:
        WRITERS["xlsx"](table, Path(name), lambda rows: None)
    except BaseException:
        Path(name).unlink()
        raise
    return Path(name)


def record(actor: User, action: str, export: Export, wish: Wish, *, rows: int | None) -> None:
    """Who took out how much, of what, and why."""
    changes: dict[str, list[Any]] = {
        "list": [None, export.key],
        "purpose": [None, wish.purpose],
        "note": [None, mask_contacts(wish.note) or None],
        "query": [None, mask_contacts(unquote_plus(wish.query)) or None],
        "format": [None, wish.format],
        "rows": [None, rows],
    }
    kept = {key: pair for key, pair in changes.items() if pair[1] is not None}
    audit.record(actor, action, actor, changes=kept, label=actor.username)


@transaction.atomic
def _queue(actor: User, export: Export, wish: Wish) -> Job:
    told = {"list": export.key, "language": translation.get_language() or actor.language}
    job = jobs.create(KIND, owner=actor, arguments={**vars(wish), **told})
    record(actor, "list.export_asked", export, wish, rows=None)
    return job


def file_name(key: str, form: str, at: datetime) -> str:
    return f"{key}-{clock.local_day(at):%Y%m%d}.{form}"


# ---- by a worker -------------------------------------------------------------------------------


def work(job_id: int) -> bool:
    """Write one export's file; false when somebody else has the job or it was cancelled.

    A lost database leaves the job to the reaper; anything else that goes wrong ends it.
    """
    job = jobs.claim(KIND, job_id=job_id)
    if job is None:
        return False
    try:
        with translation.override(job.arguments["language"]):
            _write(job)
    except jobs.Stopped:
        return False
    except Http404:
        jobs.fail(job, problem=_("The list is no longer in your sight."))
        return False
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        jobs.fail(job, problem=f"{type(error).__name__}: {error}"[:500])
        raise
    return True


def _write(job: Job) -> None:
    owner, key = job.owner, str(job.arguments["list"])
    export = offered(key, owner) if owner is not None else None
    if owner is None or export is None:
        raise Http404
    wish = Wish(**{name: job.arguments[name] for name in Wish.__dataclass_fields__})
    table = table_of(export, owner, wish.query)
    began = clock.now()
    jobs.progress(job, done=0, total=table.count(10**9), cursor={"began": began.isoformat()})
    folder = _folder(job)
    with _part(folder, job) as part:
        rows = WRITERS[wish.format](table, part, _Beat(job))
        name = file_name(key, wish.format, began)
        jobs.heartbeat(job)  # somebody else's by now: its part is not ours to move
        part.replace(folder / name)
    with transaction.atomic():
        jobs.progress(job, done=rows, total=rows)
        told = {"file": f"exports/{job.pk}/{name}", "rows": rows, "sight": sight_of(owner)}
        jobs.finish(job, result=told)
        _forget(job)
        record(owner, "list.exported", export, wish, rows=rows)
        facts = {"what": str(export.title)}
        notices.notify(owner, READY, key=f"export:{job.pk}", url=jobs_url(job), facts=facts)


def _forget(job: Job) -> None:
    """What somebody typed is kept masked, in the change log alone."""
    job.arguments = {**job.arguments, "query": "", "note": ""}
    job.save(update_fields=["arguments"])


def jobs_url(job: Job) -> str:
    return f"/me/jobs/#job-{job.pk}"


class _Beat:
    """Notes how far the file is, at most once a second; a cancelled job stops here."""

    def __init__(self, job: Job) -> None:
        self._job, self._told = job, clock.now()

    def __call__(self, rows: int) -> None:
        now = clock.now()
        if (now - self._told).total_seconds() >= PACE:
            self._told = now
            jobs.progress(self._job, done=rows)


@contextmanager
def _part(folder: Path, job: Job) -> Iterator[Path]:
    """Where this claim of the job writes; what killed workers left goes first, our part last."""
    for left in folder.iterdir():
        left.unlink(missing_ok=True)
    part = folder / f"{job.attempts}.part"
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _folder(job: Job | None = None) -> Path:
    """Readable by the product alone; each job has a folder of its own."""
    folder = Path(settings.DATA_DIR) / "exports" / (str(job.pk) if job else "now")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


# ---- afterwards --------------------------------------------------------------------------------


def sight_of(user: User) -> str:
    """What decides which rows somebody may take out: the role, and the teams of today."""
    scope = scope_of(user, clock.today())
    return f"{user.role} {sorted(scope.team_ids)}"


def file_of(job: Job, *, sight: str | None = None) -> Path | None:
    """A finished job's file, while it is kept and its owner still sees what it holds.

    `sight` is the owner's, where it is known already.
    """
    name, owner = job.result.get("file"), job.owner
    if job.state != Job.State.DONE or not name or owner is None:
        return None
    if offered(str(job.arguments.get("list")), owner) is None:
        return None
    if job.result.get("sight") != (sight_of(owner) if sight is None else sight):
        return None
    path = Path(settings.DATA_DIR) / str(name)
    return path if path.is_file() else None


def remove_old(now: datetime | None = None) -> int:
    """Files past their time, and folders that belong to no waiting job; how many went."""
    border = (now or clock.now()) - KEPT
    kept = Job.objects.filter(kind=KIND).exclude(ended_at__lt=border)
    names = {str(pk) for pk in kept.values_list("pk", flat=True)}
    gone = 0
    for folder in _folder().parent.iterdir():
        if folder.is_dir() and folder.name not in names and _is_older(folder, border):
            shutil.rmtree(folder)
            gone += 1
    for left in _folder().iterdir():  # by a process that was killed within a request
        if left.stat().st_mtime < border.timestamp():
            left.unlink()
    return gone


def _is_older(folder: Path, border: datetime) -> bool:
    newest = max(path.stat().st_mtime for path in (folder, *folder.iterdir()))
    return newest < border.timestamp()


def register() -> None:
    """Called once the apps are loaded: how an export is called among one's jobs, and the bell."""
    jobs.tells(KIND, _name, lambda job: "")
    notices.register(READY, gettext_lazy("Export ready: %(what)s"), icon="download")


def _name(job: Job) -> str:
    export = find(str(job.arguments.get("list")))
    return str(export.title) if export else str(job.arguments.get("list"))
