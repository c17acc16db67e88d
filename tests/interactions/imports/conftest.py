"""A file and its mapping, imported as the command does it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from interactions.models import Consultation

MAPPING = """
timezone = "Asia/Seoul"
[columns]
external_id = "id"
started_at = "start"
[defaults]
channel = "phone"
csat_scale = "1-5"
"""


class Files:
    """Writes files into a folder and imports them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.errors = folder / "errors.csv"

    def csv(self, *rows: dict[str, Any], name: str = "file.csv", encoding: str = "utf-8") -> Path:
        columns = list(dict.fromkeys(key for row in rows for key in row))
        out = io.StringIO()
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        writer.writerows(rows)
        path = self.folder / name
        path.write_bytes(out.getvalue().encode(encoding))
        return path

    def mapping(self, more: str = "", *, base: str = MAPPING, **columns: Any) -> Path:
        """`columns`: further targets; `more`: further sections."""
        lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in columns.items())
        path = self.folder / "mapping.toml"
        path.write_text(base.replace("[columns]\n", f"[columns]\n{lines}") + more)
        return path


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any]]:
    """Exit code and JSON document (or the message of an error)."""

    def run(path: Path, mapping: Path, *words: str) -> tuple[int, Any]:
        capsys.readouterr()
        try:
            call_command(
                "import_consultations", str(path), "--mapping", str(mapping), "--format", "json",
                *words,
            )  # fmt: skip
            code = 0
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        except CommandError as problem:
            return problem.returncode, str(problem)
        return code, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def take(
    files: Files, command: Callable[..., tuple[int, Any]], db: None
) -> Callable[..., dict[str, Any]]:
    """Imports rows; each gets an id and a start unless it has its own."""

    def run(
        *rows: dict[str, Any], more: str = "", words: tuple[str, ...] = (), **columns: Any
    ) -> dict[str, Any]:
        full = [
            {"id": f"e{n}", "start": f"2026-11-02 1{n}:00", **row} for n, row in enumerate(rows)
        ]
        mapping = files.mapping(more, **columns)
        code, told = command(files.csv(*full), mapping, "--errors", str(files.errors), *words)
        assert code == (1 if told["rejected"] else 0)
        return told

    return run


def record(external_id: str = "e0") -> Consultation:
    return Consultation.objects.get(external_id=external_id)
