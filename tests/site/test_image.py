"""Dockerfile and compose.yaml as far as they can be read without a Docker engine."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from crm.core.periodic import known

ROOT = Path(settings.BASE_DIR)
OURS = ("migrate", "web", "worker-fast", "worker-long", "beat")


@pytest.fixture(scope="module")
def stack() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return found


def instructions() -> list[tuple[str, str]]:
    """Each instruction with its words, continued lines joined."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    joined: list[str] = []
    for line in lines:
        if line.startswith(" "):
            joined[-1] += line
        else:
            joined.append(line)
    return [(line.partition(" ")[0], line.partition(" ")[2].strip()) for line in joined]


def test_it_works(stack: dict[str, Any]) -> None:
    assert set(stack["services"]) == {"postgres", "valkey", *OURS}
    for name, service in stack["services"].items():
        for other in service.get("depends_on", {}):
            assert other in stack["services"], name
        for volume in service.get("volumes", ()):
            assert volume.split(":")[0] in stack["volumes"], name
        assert name == "migrate" or service["restart"] == "unless-stopped"


def test_every_long_running_part_is_watched(stack: dict[str, Any]) -> None:
    """The web by its image; beat by /readyz of the web, which knows its last sign of life."""
    for name in ("postgres", "valkey", "worker-fast", "worker-long"):
        assert stack["services"][name]["healthcheck"]["test"]
    assert any(word == "HEALTHCHECK" and "/healthz" in rest for word, rest in instructions())


def test_the_image_runs_as_nobody_special_and_holds_no_secret() -> None:
    found = instructions()
    assert [word for word, _rest in found].count("FROM") == 2
    users = [rest for word, rest in found if word == "USER"]
    assert users == ["crm"]
    for word, rest in found:
        if word in ("ENV", "ARG"):
            assert not re.search(r"SECRET_KEY|FIELD_KEYS|PASSWORD", rest)


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    kept = {line[1:] for line in ignored if line.startswith("!")}
    for word, rest in instructions():
        if word == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), source
                assert source.split("/")[0] in kept, source


def test_each_queue_has_its_worker(stack: dict[str, Any]) -> None:
    commands = [service.get("command", []) for service in stack["services"].values()]
    served = {command[command.index("-Q") + 1] for command in commands if "-Q" in command}
    assert served == {task.queue for task in known()}
    assert sum("beat" in command for command in commands) == 1


def test_production_is_told_all_it_needs(stack: dict[str, Any]) -> None:
    example = (ROOT / "compose.env.example").read_text()
    given = set(re.findall(r"^(\w+)=", example, re.M)) | set(stack["x-app"]["environment"])
    needed = set(
        re.findall(r'^    \("([A-Z_]+)", ', (ROOT / "crm/settings/prod.py").read_text(), re.M)
    )
    assert needed
    assert needed <= given
