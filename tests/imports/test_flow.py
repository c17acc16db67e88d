"""From the upload to the report: what each step says, what is remembered, what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from crm.core.models import AuditEntry, Job, Notice
from crm.people.models import Role, User
from interactions.forms import imports
from interactions.forms.imports import MappingForm, initial_of
from interactions.imports.guess import by_headings
from interactions.imports.working import CHECK, errors_of, file_of, folder_of
from interactions.models import Consultation, ImportRun
from interactions.services import import_runs
from interactions.tasks import work_on_import

from .files import HEADER, MAPPING, counts, line, taken, text, uploaded

pytestmark = pytest.mark.django_db


def fields_of(run: ImportRun, mapping: dict[str, Any]) -> dict[str, Any]:
    """What a browser would post of the columns page."""
    found = initial_of(mapping, run.header)
    return {name: value for name, value in found.items() if value}


def test_it_works(client: Client, ada: User) -> None:
    client.force_login(ada)
    bad = line(9, date="gestern", phone="010-2000-0009")
    file = SimpleUploadedFile("calls.csv", text(4, bad).encode("cp949"))
    answer = client.post("/imports/new/", {"file": file, "source": "acd"})
    run = ImportRun.objects.get()
    assert answer["Location"] == f"/imports/{run.pk}/columns/"
    assert folder_of(run).stat().st_mode & 0o777 == 0o700
    page = client.get(answer["Location"])
    phone = next(c for c in page.context["form"].columns() if c.name == "Phone")
    assert phone.samples[0] == "010-****-0000"
    assert phone.target.value() == "phone"

    answer = client.post(answer["Location"], fields_of(run, MAPPING))
    assert answer["Location"] == f"/imports/{run.pk}/", answer.content.decode()
    run.refresh_from_db()
    assert (run.state, run.mapping) == ("mapped", MAPPING)

    client.post(f"/imports/{run.pk}/check/")
    assert client.get(f"/imports/{run.pk}/").context["is_open"]
    work_on_import(CHECK, Job.objects.get(kind=CHECK).pk)
    assert not Consultation.objects.exists()
    said = counts(client, run)
    assert (said["Rows of the file"], said["New"], said["Rejected"]) == (5, 4, 1)
    errors = client.get(f"/imports/{run.pk}/errors/")
    lines = b"".join(errors).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
    assert lines[1].startswith("6,Date,gestern,")

    client.post(f"/imports/{run.pk}/take/")
    run.refresh_from_db()
    assert run.job is not None
    work_on_import(run.job.kind, run.job.pk)
    assert Consultation.objects.count() == 4
    run.refresh_from_db()
    assert (run.state, run.report["created"], run.report["rejected"]) == ("done", 4, 1)
    assert [path.name for path in folder_of(run).iterdir() if "part" in path.name] == []
    assert Notice.objects.filter(user=ada, kind="import.ready").count() == 2
    entry = AuditEntry.objects.get(action="consultation.imported")
    assert (entry.actor, entry.changes) == (ada, {"created": [None, 4]})


def test_the_same_columns_are_proposed_again(ada: User) -> None:
    taken(ada, text())
    other = uploaded(ada, text(2), source="other")
    assert other.mapping == MAPPING
    assert uploaded(ada, text(2).replace("Topic", "Subject")).mapping != MAPPING


def test_headings_that_say_it_are_guessed() -> None:
    found = by_headings(["상담번호", "전화번호", "시작시각", "만족도", "비고", "Channel", "채널"])
    assert found == {
        "external_id": ["상담번호"],
        "phone": ["전화번호"],
        "started_at": ["시작시각"],
        "csat": ["만족도"],
        "channel": ["Channel"],
    }


def test_the_controls_say_what_the_mapping_says() -> None:
    header = HEADER.split(",")
    mapping = MAPPING | {
        "timezone": "Asia/Seoul",
        "skip": {"Topic": ["PHANTOM"]},
        "formats": {"started_at": "%Y-%m-%d %H:%M"},
        "columns": MAPPING["columns"] | {"inquiry_type": ["Team", "Topic"]},
    }
    del mapping["columns"]["team"]
    form = MappingForm(
        {k: v for k, v in initial_of(mapping, header).items() if v}, header=header, samples=[]
    )
    assert form.is_valid(), form.errors
    assert form.sections() == mapping


def test_mistakes_of_the_mapping_are_said(client: Client, ada: User) -> None:
    client.force_login(ada)
    run = uploaded(ada, text())
    wrong = {"columns": {"csat": ["Satisfaction rating"]}}
    answer = client.post(f"/imports/{run.pk}/columns/", fields_of(run, wrong))
    assert answer.status_code == 422
    assert len(answer.context["form"].non_field_errors()) == 3
    run.refresh_from_db()
    assert run.state == "uploaded"


def test_steps_out_of_order_are_refused(client: Client, ada: User) -> None:
    client.force_login(ada)
    run = uploaded(ada, text())
    for step in ("check", "take", "undo"):
        assert client.post(f"/imports/{run.pk}/{step}/").status_code == 302
    assert not Job.objects.exists()
    done = taken(ada, text())
    assert client.get(f"/imports/{done.pk}/columns/").status_code == 404


def test_what_is_no_table_is_refused(client: Client, ada: User) -> None:
    client.force_login(ada)
    file = SimpleUploadedFile("a.xlsx", b"")
    assert client.post("/imports/new/", {"file": file, "source": "x"}).status_code == 422
    file = SimpleUploadedFile("a.csv", b"\n\n")
    assert client.post("/imports/new/", {"file": file, "source": "x"}).status_code == 422
    assert not ImportRun.objects.exists()


def test_only_admins_see_imports(client: Client, ada: User, lea: User) -> None:
    run = uploaded(ada, text())
    client.force_login(lea)
    assert client.get(f"/imports/{run.pk}/").status_code == 403
    assert User.objects.get(pk=lea.pk).role == Role.MANAGER


def test_files_go_after_a_month(ada: User) -> None:
    run, fresh = uploaded(ada, text()), uploaded(ada, text())
    old = run.created_at - import_runs.KEPT * 2
    ImportRun.objects.filter(pk=run.pk).update(created_at=old)
    assert import_runs.remove_old() == 1
    assert not folder_of(run).exists()
    assert file_of(fresh).exists()
    assert not errors_of(fresh).exists()


def test_too_large_a_file_and_too_many_columns_are_refused(
    client: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(ada)
    wide = ",".join(f"c{n}" for n in range(import_runs.MOST_COLUMNS + 1)) + "\n1\n"
    before = set((Path(settings.DATA_DIR) / "imports").glob("*"))
    for content, most in ((wide, imports.MOST_BYTES), (text(4), 10)):
        monkeypatch.setattr(imports, "MOST_BYTES", most)
        file = SimpleUploadedFile("calls.csv", content.encode())
        answer = client.post("/imports/new/", {"file": file, "source": "acd"})
        assert answer.status_code == 422
        assert answer.context["form"].errors["file"]
    assert not ImportRun.objects.exists()
    assert set((Path(settings.DATA_DIR) / "imports").glob("*")) == before
