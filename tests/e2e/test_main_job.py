"""The main job in a browser: a consultation becomes a figure, a feedback, a verdict, a goal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from crm.core import clock
from crm.people.models import Team, User
from customers.contact_points import read_point
from customers.models import Customer
from customers.services.records import create_customer
from interactions.models import Consultation
from performance.rollups.refresh import refresh
from tests.factories import PASSWORD
from tests.interactions.contacts import contact, inquiry_type
from tests.performance.records import count_everything

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Visitor = Callable[[User], AbstractContextManager[Page]]


@pytest.fixture
def visitor(
    browser: Browser, live_server: LiveServer, browser_context_args: dict[str, Any]
) -> Visitor:
    """A browser of one's own, signed in."""

    @contextmanager
    def open_as(user: User) -> Iterator[Page]:
        context = browser.new_context(**browser_context_args, base_url=live_server.url)
        tab = context.new_page()
        tab.goto("/login/")
        tab.locator("input[name=login]").fill(user.username)
        tab.locator("input[name=password]").fill(PASSWORD)
        tab.locator("input[name=password]").press("Enter")
        expect(tab.locator("h1")).to_be_visible()
        tab.wait_for_load_state("networkidle")
        yield tab
        context.close()

    return open_as


@pytest.fixture
def hong(ann: User) -> Customer:
    inquiry_type("회수 지연", inquiry_type("회수", inquiry_type("반품")))
    return create_customer(ann, name="홍길동", points=[read_point("phone", "010-1234-5678")])


def handled(tab: Page) -> int:
    text = tab.locator('[data-kpi="handled"] strong').first.inner_text()
    return int(re.sub(r"\D", "", text) or 0)


def test_it_works(
    visitor: Visitor, ann: User, lea: User, ada: User, team: Team, hong: Customer
) -> None:
    for number in range(30):
        moment = clock.now() - timedelta(minutes=3 + number)
        contact(moment, agent=ann, team=team, result="in_progress", talk_seconds=200)
    count_everything()
    with visitor(lea) as board:
        board.goto(f"/performance/team/{team.code}/")
        before = handled(board)
        with visitor(ann) as desk:
            number = log_by_phone(desk)
        refresh()
        expect(board.locator('[data-kpi="handled"] strong').first).to_contain_text(str(before + 1))
        write_feedback(board, ann, number)
    with visitor(ann) as desk:
        desk.goto("/me/feedback/")
        desk.get_by_role("button", name="I have read it").click()
        expect(desk.locator("body")).to_contain_text("Acknowledged")
    with visitor(ada) as admin:
        set_target(admin)
    with visitor(lea) as board:
        board.goto(f"/performance/figures/?team={team.code}")
        row = board.locator("tr", has=board.locator('[data-kpi="resolution_rate"]'))
        expect(row).to_contain_text("Below target")
    goal_from_proposal(visitor, ann, lea)


def log_by_phone(desk: Page) -> str:
    """Find the customer by phone, log the consultation; its number."""
    desk.keyboard.press("F2")
    expect(desk.locator("#global-search")).to_be_focused()
    desk.keyboard.type("01012345678")
    desk.keyboard.press("Enter")
    expect(desk.locator("h1")).to_contain_text("홍")
    desk.get_by_role("link", name="Log a consultation").first.click()
    desk.locator("label", has=desk.locator("input[name=channel][value=phone]")).click()
    desk.wait_for_load_state("networkidle")
    desk.keyboard.press("F4")
    desk.keyboard.type("회수 지연")
    desk.keyboard.press("Enter")
    desk.locator("#id_question").fill("회수 기사가 오지 않음")
    desk.locator("#id_answer").fill("재배차 요청")
    desk.locator("label", has=desk.locator("input[name=result][value=resolved]")).click()
    desk.locator("#id_talk_seconds").fill("3:20")
    desk.keyboard.press("Control+Enter")
    expect(desk).to_have_url(re.compile(r"/(customers|consultations)/[CN]-"))
    return Consultation.objects.latest("pk").number


def write_feedback(board: Page, ann: User, number: str) -> None:
    """From the figure to the record to the feedback."""
    board.goto(f"/performance/kpi/handled/?agent={ann.code}#records")
    board.locator(f"input[name=record][value='{number}']").check()
    board.get_by_role("button", name="Write feedback").click()
    board.locator("#id_title").fill("처음에 요약하기")
    board.locator("#id_went_well").fill("차분히 들었습니다.")
    board.locator("#id_change").fill("먼저 요약해 주세요.")
    board.locator("#id_next_step").fill("다음 통화에서 해 보기")
    board.locator("#id_next_step_due").fill((clock.today() + timedelta(days=5)).isoformat())
    board.locator("button[name=send]").click()
    expect(board.locator("main")).to_contain_text("Waiting for acknowledgement")


def set_target(admin: Page) -> None:
    admin.goto("/settings/kpi-targets/")
    row = admin.locator("tr", has_text="Resolution rate").first
    row.locator("input").first.fill("90")
    admin.get_by_role("button", name="Save targets").click()
    expect(admin.locator("tr", has_text="Resolution rate").first).to_contain_text("90")


def goal_from_proposal(visitor: Visitor, ann: User, lea: User) -> None:
    """Proposed by the agent, accepted by the lead, checked in by the agent."""
    with visitor(ann) as desk:
        desk.goto("/goals/new/")
        desk.locator("#id_kpi").select_option("resolution_rate")
        desk.locator("#id_starts_on").fill(clock.today().isoformat())
        desk.locator("#id_ends_on").fill((clock.today() + timedelta(days=30)).isoformat())
        desk.locator("#id_target").fill("85")
        desk.locator("#id_objective").fill("한 번에 해결한다")
        desk.locator("main form button[type=submit]").last.click()
        expect(desk.locator("main")).to_contain_text("Proposed")
        address = desk.url
    with visitor(lea) as board:
        board.goto(address)
        board.get_by_role("button", name="Accept").click()
        expect(board.locator("main")).to_contain_text("In progress")
    with visitor(ann) as desk:
        desk.goto(address)
        desk.locator("textarea[name=text]").first.fill("첫 주: 요약을 먼저 말함")
        desk.get_by_role("button", name=re.compile("check-in", re.I)).first.click()
        expect(desk.locator("main")).to_contain_text("첫 주: 요약을 먼저 말함")
