"""The first thing anybody does."""

from __future__ import annotations

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from crm.people.models import User
from tests.factories import PASSWORD

pytestmark = pytest.mark.e2e


def test_it_works(page: Page, live_server: LiveServer, ann: User) -> None:
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page.on("console", listen)
    page.goto(f"{live_server.url}/")
    page.locator("input[name=login]").fill("ann")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page.locator("h1")).to_be_visible()
    assert "/login" not in page.url
    assert complaints == []
