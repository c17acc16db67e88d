"""Keeping the stored sums: work off the marks, count everything again, prove them."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from crm.core import heartbeats, printing
from crm.core.models import Job
from performance.rollups import fingerprints
from performance.rollups.rebuild import Run, begin, rebuild_inline
from performance.rollups.reconcile import reconcile
from performance.rollups.refresh import refresh

NO_WORKER = 3
STOPPED = 130
_WORKER = "worker-long"
_HINT = (
    "No worker for long jobs gives a sign of life. Start the stack (make demo, or "
    "manage.py runstack), or count in this process: manage.py rollups rebuild --inline"
)
_DIFFERENCE = ("table", "cell", "measure", "stored", "counted")


class Command(BaseCommand):
    help = (
        "refresh: work off the marks. rebuild: clear the stored sums and count them again, month "
        "by month, by the workers; Ctrl-C stops it and the same command goes on. reconcile: "
        "compare every stored sum with its records, print and repair what differs. "
        "Exit codes: 0 done, 1 reconcile found differences or a rebuild failed, 2 wrong usage, "
        "3 no worker, 130 stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=("refresh", "rebuild", "reconcile"))
        parser.add_argument("--from", dest="first", type=date.fromisoformat, help="first day")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, help="last day")
        parser.add_argument(
            "--inline", action="store_true", help="rebuild in this process, without a worker"
        )
        parser.add_argument("--format", choices=printing.FORMATS, default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        first, last = options["first"], options["last"]
        if first and last and last < first:
            raise CommandError(
                f"The dates are out of order: {first} is after {last}.", returncode=2
            )
        action: str = options["action"]
        if action == "refresh":
            done = refresh(first=first, last=last)
            self._print(options["format"], {"slices": done.slices, "marks": done.marks})
        elif action == "rebuild":
            self._rebuild(first, last, options)
        else:
            self._reconcile(first, last, options["format"])
        if outdated := fingerprints.stale():
            names = ", ".join(outdated)
            self.stderr.write(f"Defined otherwise when last counted: {names}. Run rollups rebuild.")

    def _print(self, wanted: str, document: dict[str, Any]) -> None:
        self.stdout.write(printing.render(wanted, list(document), [document], document))

    def _tell(self, what: str) -> Callable[[int, int], None]:
        return lambda done, total: self.stderr.write(f"{what} {done} of {total} months")

    def _rebuild(self, first: date | None, last: date | None, options: dict[str, Any]) -> None:
        try:
            if options["inline"]:
                cells = rebuild_inline(first, last, tell=self._tell("counted"))
            else:
                cells = self._watch(first, last)
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped. The same command goes on where it was.", returncode=STOPPED
            ) from None
        self._print(options["format"], {"cells": cells})

    def _watch(self, first: date | None, last: date | None) -> int:
        """Until the workers are done with it; returns how many cells they filled."""
        self._ask_for_worker()
        run = begin(first, last)
        if run is None:
            return 0
        told = -1
        try:
            while {Job.State.QUEUED, Job.State.RUNNING} & set(states := run.states()):
                done = states.count(Job.State.DONE)
                if done != told:
                    self._tell("counted")(done, len(states))
                    told = done
                time.sleep(0.3)
                self._ask_for_worker()
        except KeyboardInterrupt:
            run.cancel()
            raise
        return self._result(run)

    def _ask_for_worker(self) -> None:
        age = heartbeats.ages().get(_WORKER)
        if age is None or age > heartbeats.STALE_AFTER:
            raise CommandError(_HINT, returncode=NO_WORKER)

    def _result(self, run: Run) -> int:
        jobs = run.jobs
        self._tell("counted")(sum(job.state == Job.State.DONE for job in jobs), len(jobs))
        failed = [job for job in jobs if job.state != Job.State.DONE]
        if failed:
            problems = "; ".join(sorted({job.problem or str(job.state) for job in failed}))
            raise CommandError(f"{len(failed)} months were not counted: {problems}", returncode=1)
        return sum(int(job.result.get("cells", 0)) for job in jobs)

    def _reconcile(self, first: date | None, last: date | None, wanted: str) -> None:
        found = reconcile(first, last, tell=self._tell("compared"))
        rows = [difference.document() for difference in found]
        if rows or wanted != "table":
            self.stdout.write(printing.render(wanted, _DIFFERENCE, rows, {"differences": rows}))
        if found:
            raise CommandError(
                f"{len(found)} stored sums differed and were repaired.", returncode=1
            )
        self.stderr.write("Every stored sum equals its records.")
