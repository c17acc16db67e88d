"""Every operation of the OpenAPI document, called with what it allows and with what it forbids.

Whatever is sent, no answer may be a server error or one that the document does not name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.pytest.lazy import get_all_tests
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from crm.core import clock
from crm.core.api.once import HEADER
from crm.core.api.scopes import RESOURCES, SCOPES
from crm.people.models import User
from crm.staff.services.api_keys import create_api_key
from interactions.models import Consultation
from tests.pages import World

CHECKS = [
    *(not_a_server_error, status_code_conformance, content_type_conformance),
    *(response_headers_conformance, response_schema_conformance),
    unsupported_method,
]
#: Written by admins; what is left a team lead writes.
OF_ADMINS = ("types", "answers", "targets")
EXAMPLES = 8  # of each operation, beside the edges of every parameter and field
SETTINGS = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def _key(owner: User) -> dict[str, str]:
    made = create_api_key(None, owner=owner, scopes=SCOPES)
    return {"Authorization": f"Api-Key {made.text}", "Accept-Language": "en"}


@pytest.fixture
def callers(world: World, settings: Any) -> dict[str, dict[str, str]]:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    return {"admin": _key(world.ada), "lead": _key(world.lea)}


@pytest.fixture
def rows(world: World) -> dict[str, dict[str, Any]]:
    """Rows that exist, by the resource and the parameter that names one."""
    return {
        "customers": {"number": world.customer.number},
        "consultations": {"number": world.consultation.number},
        "inquiries": {"id": world.consultation.inquiry_id},
        "follow-ups": {"id": world.promise.pk},
        "types": {"code": world.type.code},
        "faq": {"slug": world.faq.slug},
        "kpis": {"id": "aht"},
        "targets": {"id": world.centre_target.pk},
        "work-status": {"id": world.period.pk},
    }


@pytest.fixture
def words(world: World) -> dict[str, Any]:
    """Fields of bodies whose values are names of rows, with such names."""
    return {
        "type": world.type.code,
        "parent": world.spare_type.code,
        "customer": world.customer.number,
        "consultation": world.consultation.number,
        "agent": world.ann.code,
        "assignee": world.ann.code,
        "owner": world.lea.code,
        "team": None,
        "kpi": "aht",
        **dict.fromkeys(("caution", "floor", "inquiry", "transferred_from", "replied_at")),
        "extra": {},
        "transfer_target": "물류팀",
        "question": "csat",
        "scale": "1-5",
        "value": 4,
        "reason": "test",
        "remove": [],
        "prefer": [],
        "follow_ups": [world.promise.pk],
        "started_at": clock.now().isoformat(),
        "starts_on": clock.today().isoformat(),
        "callback_at": (clock.now() + timedelta(days=1)).isoformat(),
        "due_at": (clock.now() + timedelta(days=1)).isoformat(),
    }


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The calls are made in this process, inside the transaction of the test."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def document(callers: dict[str, dict[str, str]], one_connection: None) -> Any:
    generation = GenerationConfig(
        max_examples=EXAMPLES, deterministic=True, with_security_parameters=False, database="none"
    )
    config = SchemathesisConfig(
        projects=ProjectsConfig(default=ProjectConfig(generation=generation))
    )
    app = WSGIHandler()
    return schemathesis.openapi.from_wsgi(
        "/api/schema/", app, config=config, headers=callers["lead"]
    )


@pytest.mark.e2e
@pytest.mark.parametrize("resource", [resource.key for resource in RESOURCES])
def test_no_answer_is_outside_the_document(
    resource: str,
    document: Any,
    callers: dict[str, dict[str, str]],
    rows: dict[str, dict[str, Any]],
    words: dict[str, Any],
) -> None:
    """Every other call is about rows that exist, so that it gets past "not found"."""
    caller, turn = callers["admin" if resource in OF_ADMINS else "lead"], count()

    def call(case: schemathesis.Case) -> None:
        number = next(turn)
        if number % 2:
            case.path_parameters.update(rows[resource] if case.path_parameters else {})
            if isinstance(case.body, dict):
                case.body |= {name: words[name] for name in case.body if name in words}
                if "revision" in case.body:
                    case.body["revision"] = Consultation.objects.get(**rows[resource]).revision
            if HEADER in case.headers:
                case.headers[HEADER] = str(number)
        case.call_and_validate(headers=caller, checks=CHECKS)

    found = document.include(path_regex=f"^/api/v1/{resource}/")
    operations = list(
        get_all_tests(schema=found, test_func=call, settings=SETTINGS, given_kwargs=None)
    )
    assert operations
    for operation in operations:
        _label, test = operation.ok()
        test()
