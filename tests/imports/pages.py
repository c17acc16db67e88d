"""The pages of imports: admins only."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from crm.people.roles import ADMIN
from interactions.imports.working import errors_of
from interactions.models import ImportRun
from tests.pages import Listed, World

from .files import MAPPING, text, uploaded


def build(world: World) -> None:
    world.new_import = uploaded(world.ada, text())
    world.checked_import = _in_state(world, "checked")
    world.done_import = _in_state(world, "done")
    world.done_import.pieces.create(kind="team", ids=[0])
    errors_of(world.checked_import).write_text("row,column,value,reason\r\n")


def _in_state(world: World, state: str) -> ImportRun:
    run = uploaded(world.ada, text())
    counts = dict.fromkeys(("rows", "created", "updated", "unchanged", "rejected", "skipped"), 4)
    refusal = {"column": "날짜", "reason": "빈 칸", "count": 4, "values": ["없음"]}
    shown = {"row": 2, "column": "날짜", "value": "없음", "reason": "빈 칸"}
    result = {**counts, "left_out": {}, "refusals": [refusal], "first": [shown]}
    run.mapping, run.state, run.check_result = MAPPING, state, result
    run.save()
    return run


def _run(name: str, method: str = "GET") -> Listed:
    return Listed(
        f"imports:{name}",
        opens={ADMIN},
        method=method,
        kwargs=lambda world: {"pk": world.checked_import.pk},
    )


PAGES = [
    Listed("imports:list", opens={ADMIN}),
    Listed("imports:new", opens={ADMIN}),
    Listed(
        "imports:new",
        opens={ADMIN},
        method="POST",
        data=lambda world: {
            "file": SimpleUploadedFile("a.csv", text().encode()),
            "source": "acd",
        },
    ),
    _run("run"),
    _run("columns"),
    _run("columns", "POST"),
    _run("check", "POST"),
    _run("take", "POST"),
    Listed(
        "imports:undo",
        opens={ADMIN},
        method="POST",
        kwargs=lambda world: {"pk": world.done_import.pk},
    ),
    _run("errors"),
]
