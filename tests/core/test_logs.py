"""Logs: one JSON object a line, an error with its trace, nobody's data."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from crm.core.logs import logging_config, scrub
from crm.people.models import User


@pytest.fixture
def lines() -> Iterator[Any]:
    """What a process would write to standard error, read back."""
    stream = io.StringIO()
    config = logging_config()
    config["handlers"]["stderr"]["stream"] = stream
    root = logging.getLogger()
    before = root.handlers[:]
    logging.config.dictConfig(config)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = before


def test_it_works(lines: Any) -> None:
    logging.getLogger("crm").info("imported %s rows", 12)
    (line,) = lines()
    found = (line["event"], line["level"], line["logger"])
    assert found == ("imported 12 rows", "info", "crm")
    assert line["timestamp"].endswith("Z")


def test_what_a_line_says_beside_its_sentence_is_there(lines: Any) -> None:
    extra = {"code": "1a2b3c4d", "path": "/customers/hong@mail.com/", "request": object()}
    logging.getLogger("crm").error("Error page shown", extra=extra)
    (line,) = lines()
    assert (line["code"], line["path"]) == ("1a2b3c4d", "[e-mail]/")
    assert "request" not in line


def test_an_error_leaves_its_trace_without_the_data_it_quotes(lines: Any) -> None:
    try:
        raise IntegrityError(
            'duplicate key violates "email_once"\nDETAIL:  Key (email)=(hong@mail.com) exists.'
        )
    except IntegrityError:
        logging.getLogger("crm").exception("could not save 010-1234-5678")
    (line,) = lines()
    whole = json.dumps(line, ensure_ascii=False)
    assert line["error"] == "django.db.utils.IntegrityError"
    assert any("test_logs.py" in part for part in line["trace"])
    assert "email_once" in whole
    assert "hong@mail.com" not in whole
    assert "1234" not in whole


def test_an_unexpected_error_of_a_page_is_there(lines: Any, ada: User) -> None:
    client = Client(raise_request_exception=False)
    response = client.get("/readyz", headers={"host": "127.0.0.1"}, QUERY_STRING="q=hong@mail.com")
    logging.getLogger("django.request").error(
        "Internal Server Error: %s",
        "/customers/",
        exc_info=ValueError("phone +82 10-1234-5678 of hong@mail.com"),
        extra={"status_code": 500, "request": response.wsgi_request},
    )
    last = lines()[-1]
    assert last["error"] == "builtins.ValueError"
    assert "hong@mail.com" not in json.dumps(last)
    assert "1234" not in json.dumps(last)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("call 010-1234-5678 back", "call [number] back"),
        ("id 123456", "id 123456"),
        ("N-261119-0418 saved", "N-261119-0418 saved"),
        ("2026-11-19T12:00:00", "2026-11-19T12:00:00"),
        ("mail hong.gd@mail.co.kr now", "mail [e-mail] now"),
        ("GET /settings/users/?q=%ED%99%8D&role=agent 404", "GET /settings/users/?[removed] 404"),
        ("Really? yes=no", "Really? yes=no"),
    ],
)
def test_numbers_that_reach_people_go(said: str, kept: str) -> None:
    assert scrub(said) == kept
