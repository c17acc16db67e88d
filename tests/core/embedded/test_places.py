"""Where the data may lie, and whose it is."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from crm.core.embedded import EngineError, socket_folder
from crm.core.embedded.machine import account, wheel

from .conftest import Make, sql, valkey

AWKWARD = ("고객 센터 100% #1", 'Bücher; "neu", für alle', "x" * 120)


@pytest.mark.parametrize("name", AWKWARD)
def test_any_folder_name_will_do(engines: Make, tmp_path: Path, name: str) -> None:
    mine = engines(tmp_path / name)
    with mine.running():
        assert sql(mine, "SELECT 1") == [(1,)]
        assert valkey(mine).ping()


def test_a_path_too_long_for_a_socket_moves_to_a_short_folder(tmp_path: Path) -> None:
    short, long = tmp_path / "a", tmp_path / ("x" * 120)
    assert socket_folder(short) == short / "run" / "s"
    assert len(str(socket_folder(long))) < 50
    assert socket_folder(long) != socket_folder(long / "y")


def test_a_folder_above_opens_for_passing_and_a_line_says_so(
    engines: Make, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    mine = engines(closed / "data", wanted=("valkey",))
    with mine.running():
        assert valkey(mine).ping()
    said, mode = capfd.readouterr().err, closed.stat().st_mode & 0o777
    if mine.user is None:  # an ordinary user needs no way opened
        assert (said, mode) == ("", 0o700)
    else:
        assert f"{closed}: search permission given to others (o+x)" in said
        assert mode == 0o701


def test_data_of_another_user_is_refused(engines: Make, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    nobody = pwd.getpwnam("nobody").pw_uid
    if os.geteuid():
        data = Path("/")  # belongs to somebody else whoever we are
    else:
        os.chown(data, nobody, -1)
    with pytest.raises(EngineError, match=r"belongs to \w+: run this as \w+\.$"):
        engines(data).prepare()


def test_the_owner_of_a_cluster_decides_the_account(tmp_path: Path) -> None:
    (tmp_path / "pg").mkdir()
    if os.geteuid():
        assert account(tmp_path) is None
        return
    os.chown(tmp_path / "pg", pwd.getpwnam("daemon").pw_uid, -1)
    found = account(tmp_path)
    assert found is not None
    assert found.pw_name == "daemon"


def test_a_platform_without_a_wheel_is_told_what_to_set() -> None:
    with pytest.raises(EngineError, match="set DATABASE_URL and CELERY_BROKER_URL"):
        wheel("no_such_package", "bin/postgres")


def test_only_the_engines_asked_for_are_made(engines: Make) -> None:
    mine = engines(wanted=("valkey",))
    with mine.running():
        assert not (mine.data / "pg").exists()


def test_the_logs_and_sockets_are_for_the_owner_alone(engines: Make) -> None:
    mine = engines(wanted=("valkey",))
    with mine.running():
        assert mine.log.stat().st_mode & 0o077 == 0
        assert mine.sockets.stat().st_mode & 0o077 == 0
