"""My jobs: what workers do for somebody, how far it is, and the files that wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.core import clock, jobs
from crm.core.exports.files import TYPES
from crm.core.exports.running import KEPT, file_of, sight_of
from crm.core.models import Job
from crm.core.pages import ActionPage, ListPage, Page
from crm.people.models import User
from crm.people.roles import Right

from ..services.jobs import cancel_job, take_file

OPEN = (Job.State.QUEUED, Job.State.RUNNING)


@dataclass(frozen=True)
class Line:
    """A job as its owner reads it; `left` in seconds, unknown while it has not begun."""

    job: Job
    name: str | Promise
    url: str
    is_open: bool
    left: int | None
    has_file: bool
    file_until: datetime | None
    file_gone: bool


def own_jobs(user: User) -> QuerySet[Job]:
    return Job.objects.filter(owner=user).select_related("owner")


def line_of(job: Job, sight: str | None = None) -> Line:
    teller = jobs.teller(job)
    file = file_of(job, sight=sight)
    until = job.ended_at + KEPT if file and job.ended_at else None
    return Line(
        job=job,
        name=teller.name(job) if teller else job.kind,
        url=teller.url(job) if teller else "",
        is_open=job.state in OPEN,
        left=_left(job),
        has_file=file is not None,
        file_until=until,
        file_gone=file is None and bool(job.result.get("file")),
    )


def _left(job: Job) -> int | None:
    """At the pace so far; never less than a second for what is not done."""
    began = job.cursor.get("began")
    if job.state != Job.State.RUNNING or not began or not job.done or job.total < job.done:
        return None
    passed = (clock.now() - datetime.fromisoformat(str(began))) / timedelta(seconds=1)
    return max(1, round(passed / job.done * (job.total - job.done)))


class JobsPage(ListPage):
    permission = Right.OWN_ACCOUNT
    title = _("My jobs")
    template = "staff/jobs.html"
    keyset = ("created_at", "id")

    def get_queryset(self) -> QuerySet[Job]:
        return own_jobs(self.user)

    def get_context(self) -> dict[str, Any]:
        context = super().get_context()
        rows = context["listing"].rows
        sight = sight_of(self.user) if any("file" in job.result for job in rows) else None
        lines = [line_of(job, sight) for job in rows]
        return {
            **context,
            "lines": lines,
            "any_open": any(line.is_open for line in lines),
            "kept_days": KEPT.days,
        }


class OfJob:
    """One of one's own jobs; another's does not exist."""

    kwargs: dict[str, Any]
    user: User

    def job(self) -> Job:
        found = own_jobs(self.user).filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found


class CancelJob(OfJob, ActionPage):
    permission = Right.OWN_ACCOUNT
    stopped = False

    def run(self) -> str:
        self.stopped = cancel_job(self.user, job=self.job())
        return reverse("staff:jobs")

    def get_success(self) -> str | Promise:
        return _("The job is cancelled.") if self.stopped else _("The job had ended already.")


class JobFile(OfJob, Page):
    permission = Right.OWN_ACCOUNT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        path = take_file(self.user, job=self.job())
        if path is None:
            raise Http404
        answer = FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
        answer["Content-Type"] = TYPES[path.suffix.removeprefix(".")]
        answer["Cache-Control"] = "no-store"
        return answer
