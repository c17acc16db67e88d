"""An admin makes a key, and reads what can be called with it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer
from rest_framework.test import APIClient

from crm.people.models import User

pytestmark = pytest.mark.e2e


def test_it_works(
    browser: Browser,
    live_server: LiveServer,
    browser_context_args: dict[str, Any],
    ada: User,
    ann: User,
) -> None:
    client = Client()
    client.force_login(ada)
    context = browser.new_context(**browser_context_args, base_url=live_server.url)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda said: complaints.append(str(said)))

    page.goto("/settings/api-keys/new/")
    page.locator("input[name=name]").fill("PBX")
    page.locator("select[name=owner]").select_option(str(ann.pk))
    page.locator("input[value='customers:read']").check()
    page.locator("form.panel button[type=submit]").click()
    key = page.locator("code.secret").inner_text()
    caller = APIClient(HTTP_AUTHORIZATION=f"Api-Key {key}")
    assert caller.get("/api/v1/customers/").status_code == 200

    page.goto("/api/docs/")
    page.locator("#operations-kpis-kpis_list").click()
    expect(page.get_by_text("the same document as", exact=False).first).to_be_visible()
    page.wait_for_load_state("networkidle")
    context.close()
    assert complaints == []
