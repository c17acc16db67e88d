"""Back up and restore on the embedded PostgreSQL: the same rows, all or nothing, no surprises."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from crm.core import heartbeats
from crm.people.models import Team, User
from crm.settings.env import new_keys
from customers.models import ContactPoint
from customers.services.records import create_customer
from interactions.models import Consultation
from tests.factories import TeamFactory
from tests.imports.files import taken, text

from .fingerprints import fingerprints

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def centre(ada: User) -> dict[str, str]:
    taken(ada, text(20))
    create_customer(ada, name="탭\t줄\n역\\슬래시", pinned_note="\\N")
    return fingerprints()


def test_it_works(centre: dict[str, str], tmp_path: Path) -> None:
    given = TeamFactory().pk
    Team.objects.filter(pk=given).delete()
    file = tmp_path / "centre.backup"
    call_command("backup", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    TeamFactory()
    Consultation.objects.update(question="x")
    call_command("restore", str(file), "--replace")
    assert fingerprints() == centre
    assert ContactPoint.objects.first().value.startswith("+82")  # type: ignore[union-attr]
    assert Team.objects.create(code="T-900", name="새 팀").pk == given + 1


def test_a_centre_with_data_is_refused(centre: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "centre.backup"
    call_command("backup", str(file))
    with pytest.raises(CommandError, match="This centre has data"):
        call_command("restore", str(file))
    assert fingerprints() == centre


def test_an_empty_database_takes_it(centre: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "centre.backup"
    call_command("backup", str(file))
    with connection.cursor() as cursor:
        names = ", ".join(f'"{name}"' for name in connection.introspection.table_names(cursor))
        cursor.execute(f"DROP TABLE {names} CASCADE")
    call_command("restore", str(file))
    assert fingerprints() == centre


def test_a_running_product_is_refused(centre: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "centre.backup"
    call_command("backup", str(file))
    heartbeats.sign("worker-fast")
    with pytest.raises(CommandError, match="worker-fast"):
        call_command("restore", str(file), "--replace")
    assert fingerprints() == centre


def test_other_keys_are_refused(centre: dict[str, str], tmp_path: Path, settings: Any) -> None:
    file = tmp_path / "centre.backup"
    call_command("backup", str(file))
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = [new_keys()["FIELD_KEYS"]]
    with pytest.raises(CommandError, match="FIELD_KEYS"):
        call_command("restore", str(file), "--replace")
    settings.FIELD_KEYS = [*settings.FIELD_KEYS, *old]
    call_command("restore", str(file), "--replace")


def test_what_is_no_whole_backup_changes_nothing(centre: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "centre.backup"
    call_command("backup", str(file))
    data = file.read_bytes()
    cut = tmp_path / "cut"
    cut.write_bytes(data[: len(data) // 2])
    for wrong in (cut, tmp_path / "nothing", altered(file, tmp_path / "fewer")):
        with pytest.raises(CommandError):
            call_command("restore", str(wrong), "--replace")
        assert fingerprints() == centre


def test_a_newer_version_is_refused(centre: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "centre.backup"
    call_command("backup", str(file))
    newer = altered(file, tmp_path / "newer", migration=["people", "9999_from_tomorrow"])
    with pytest.raises(CommandError, match="newer version"):
        call_command("restore", str(newer), "--replace")
    assert fingerprints() == centre


def altered(file: Path, to: Path, migration: list[str] | None = None) -> Path:
    """With a migration more, or a row of teams fewer than the manifest says."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "manifest.json" and migration:
                manifest = json.loads(data)
                manifest["migrations"].append(migration)
                data = json.dumps(manifest).encode()
            if name == "tables/people_team" and not migration:
                data = b""
            new.writestr(name, data)
    return to


def test_sessions_stay_behind(centre: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "centre.backup"
    call_command("backup", str(file))
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
    assert "tables/interactions_consultation" in names
    assert not {"tables/django_session", "tables/core_heartbeat"} & set(names)
