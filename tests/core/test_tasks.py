"""The doorways open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm.core import clock, jobs
from crm.core.models import AuditEntry, Centre, Holiday, Job
from crm.core.tasks import load_holidays, reap_jobs

pytestmark = pytest.mark.django_db


def test_it_works():
    job = jobs.claim("import", job_id=jobs.create("import").pk)
    Job.objects.filter(pk=job.pk).update(seen_at=clock.now() - timedelta(hours=1))
    reap_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED


def test_a_new_year_brings_its_holidays():
    year = clock.today().year + 2
    Holiday.objects.in_year(year).delete()
    centre = Centre.objects.get()
    centre.holiday_years.remove(year)
    centre.save()
    load_holidays()
    load_holidays()
    count = Holiday.objects.in_year(year).count()
    assert count > 10
    entry = AuditEntry.objects.get(action="holiday.reloaded")
    assert (entry.actor, entry.label, entry.changes["added"]) == (None, str(year), [0, count])
