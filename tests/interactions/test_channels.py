"""What the centre decides about its channels."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from crm.people.models import User
from interactions.channels import CHANNELS
from interactions.services.channels import channel_states, open_channels, reply_due_at
from tests.interactions.contacts import inquiry_type

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 19, 9, tzinfo=ZoneInfo("Asia/Seoul"))


def typed(**changes: Any) -> dict[str, Any]:
    on = {f"{key}_on": "on" for key in CHANNELS}
    return {**on, "email_rule": "channel", "sns_rule": "channel", **changes}


def test_it_works(ada: User, client: Client) -> None:
    client.force_login(ada)
    assert client.get("/settings/channels/").status_code == 200
    data = typed(email_rule="own", email_minutes="60", visit_on="")
    assert client.post("/settings/channels/", data).status_code == 302
    assert channel_states()["email"].reply_due_minutes == 60
    assert "visit" not in {channel.key for channel in open_channels()}


def test_one_channel_stays_in_use(ada: User, client: Client) -> None:
    client.force_login(ada)
    data = {"email_rule": "channel", "sns_rule": "none"}
    assert client.post("/settings/channels/", data).status_code == 422


def test_the_type_before_the_channel_and_live_ones_never(db: None) -> None:
    due = reply_due_at("sns", None, MORNING)
    assert due is not None
    assert (due - MORNING).total_seconds() == 8 * 3600
    quick = inquiry_type("급함", reply_due_minutes=30)
    due = reply_due_at("sns", quick, MORNING)
    assert due is not None
    assert (due - MORNING).total_seconds() == 1800
    assert reply_due_at("phone", quick, MORNING) is None
