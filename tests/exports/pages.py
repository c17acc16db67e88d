"""Every list as a file, by who may list it; and the own jobs."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from crm.core import clock, jobs
from crm.core.exports.registry import known
from crm.core.exports.running import sight_of
from crm.core.models import Job
from crm.people.roles import EVERYBODY, HOLDERS
from tests.pages import PERSONA, Listed, World

#: What stands in the path of the page and has to be said.
EXTRA = {"kpi-records": "kpi=aht", "kpi-breakdown": "kpi=aht"}


def build(world: World) -> None:
    jobs.tells("test.export", lambda job: "긴 목록", lambda job: "")
    for persona in PERSONA.values():
        Job.objects.create(
            kind="test.export", owner=getattr(world, persona), state="running", done=3, total=9
        )
    world.job = Job.objects.get(kind="test.export", owner=world.ann)
    world.done_job = _with_file(world)


def _with_file(world: World) -> Job:
    job = Job.objects.create(kind="test.export", owner=world.ann, state="done", done=1, total=1)
    path = Path(settings.DATA_DIR) / "exports" / str(job.pk) / "list.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\ufeff번호\r\n")
    job.arguments = {"list": "consultations"}
    job.result = {"file": f"exports/{job.pk}/list.csv", "sight": sight_of(world.ann)}
    job.ended_at = clock.now()
    job.save()
    return job


ONLY_ANN = {"opens": {"agent"}, "missing": EVERYBODY - {"agent"}}


def _taken(key: str, right: str) -> Listed:
    return Listed(
        "staff:export",
        method="POST",
        case=key,
        opens=HOLDERS[right],
        kwargs=lambda world: {"key": key},
        data=lambda world: {"purpose": "report", "query": EXTRA.get(key, "")},
    )


PAGES = [
    *(_taken(export.key, export.permission) for export in known()),
    Listed("staff:jobs"),
    Listed("staff:job_cancel", method="POST", kwargs=lambda w: {"pk": w.job.pk}, **ONLY_ANN),
    Listed("staff:job_file", kwargs=lambda w: {"pk": w.done_job.pk}, **ONLY_ANN),
]
