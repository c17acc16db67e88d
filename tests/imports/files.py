"""A file of contacts as an admin uploads it, and its way through the pages."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from crm.people.models import User
from interactions.imports.working import CHECK, TAKE, UNDO, work
from interactions.models import ImportRun
from interactions.services.import_runs import ask_check, ask_import, ask_undo, upload_file

HEADER = "Call Id,Agent,Team,Topic,Date,Answered,Talk,Phone,Satisfaction rating"
MAPPING: dict[str, Any] = {
    "columns": {
        "external_id": ["Call Id"],
        "agent": ["Agent"],
        "team": ["Team"],
        "inquiry_type": ["Topic"],
        "started_at": ["Date"],
        "answered": ["Answered"],
        "talk_seconds": ["Talk"],
        "phone": ["Phone"],
        "csat": ["Satisfaction rating"],
    },
    "values": {"answered": {"Y": "true", "N": "false"}},
    "defaults": {"channel": "phone", "csat_scale": "1-5"},
    "create": {"agents": True, "teams": True, "inquiry_types": True, "customers": True},
}


def line(n: int, **other: str) -> str:
    cells = {
        "id": f"C{n}",
        "agent": "다이앤",
        "team": "수입팀",
        "topic": "배송 > 지연",
        "date": f"2026-11-{2 + n // 600:02d} {9 + n // 60 % 10:02d}:{n % 60:02d}",
        "answered": "Y",
        "talk": "120",
        "phone": f"010-2000-{n:04d}",
        "rating": "4",
    }
    return ",".join({**cells, **other}.values())


def text(lines: int = 4, *more: str) -> str:
    return "\n".join([HEADER, *(line(n) for n in range(lines)), *more]) + "\n"


def uploaded(actor: User, content: str, source: str = "acd") -> ImportRun:
    file = SimpleUploadedFile("calls.csv", content.encode())
    return upload_file(actor, source=source, file=file)


def taken(actor: User, content: str, source: str = "acd") -> ImportRun:
    """Uploaded, mapped, checked and imported."""
    run = uploaded(actor, content, source)
    run.mapping, run.state = MAPPING, "mapped"
    run.save()
    assert work(CHECK, ask_check(actor, run=run).pk)
    assert work(TAKE, ask_import(actor, run=run).pk)
    run.refresh_from_db()
    return run


def undone(actor: User, run: ImportRun) -> ImportRun:
    assert work(UNDO, ask_undo(actor, run=run).pk)
    run.refresh_from_db()
    return run


def counts(client: Client, run: ImportRun) -> dict[str, int]:
    """What the page of an import says, by the name of the count."""
    client.cookies["django_language"] = "en"
    page = client.get(f"/imports/{run.pk}/")
    return {str(words): count for words, count in page.context["counts"]}
