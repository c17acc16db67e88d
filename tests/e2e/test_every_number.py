"""Every number on every page of figures opens exactly the records behind it, for every role.

All links of all pages are followed, on the pages of KPIs the first of each panel and of the rest
another part for each role. What they lead to is counted from the records themselves, not from the
stored sums; one number of each panel is opened as a page too, and one of each kind of page clicked.
Agents' adjusted values are no plain sums (a footnote says so): the pages are opened as measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from crm.core import clock
from crm.people.models import User
from performance.kpis.catalogue import KPIS
from performance.models import Goal

from .figures_walk import Lists, Number, Seen, differs, read, seen, told

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
#: An agent, a lead, QA, an admin, an executive.
USERS = ("seoyeon.kim", "jungmin.lee", "mirae.yoon", "hana.jung", "youngdo.choi")
#: Every KPI's page for an agent, who has the narrowest scope, and for who has the widest; the other
#: roles read the same pages clipped by team, each a third of them.
EVERY_KPI = ("seoyeon.kim", "hana.jung")
#: Days that hold final and provisional ones of every window but the longest.
DAYS = 45
#: Of a KPI page's long panels each role follows another part: one number in so many.
EVERY = 10
#: Whoever follows fewer numbers than this has pages that lost their links.
FEWEST = 150
#: Numbers that open nothing, each with why it need not.
NO_LINK = {
    ".t, .aims, .legend": "a target is a setting, no count of records",
    ".d, .dl, .f, .stats": "what stands beside a linked value: its change, sample and interval",
    ".plot, svg, .fx, figure": "a drawing; its table has the linked values",
    ".n, td.last, .an-n, .hn": "the sample of the linked value in the same row",
    ".tabs, .chip, .lstf": "the sizes of lists: they open those lists",
    "#records, #behind, .pn-f": "the lists themselves, and which part of them is shown",
    ".stamp, .filters, .dp, header, .filter-row, form": "the question: days, filters, freshness",
    ".whyt, #h-why, section[aria-labelledby=h-why]": "parts of a difference; their names open",
    "caption, h1, h2, h3, th, summary, .tag, .mat, .tenure, .ago": "days, names and headings",
    ".pn-h, .smp, .note, .lead, p": "sentences told about linked values",
    "#live-board": "what is happening now: the people and records stand listed below it",
    ".gd, .gl, .gls, .ti, .todo": "goals: figures open on the own page; a closed result is frozen",
    ".dfl, .fml": "the definition",
    "td.mut": "the team's value beside one's own",
    "section[aria-labelledby=h-mix] td": "a share of the linked count in the same row",
    ".tv td": "intervals, samples and targets of a table under a drawing; values are linked",
}
UNLINKED = """allowed => [
  ...document.querySelectorAll('main .num, main td.r, main strong, main td b')]
  .filter(one => /[0-9]/.test(one.textContent) && !one.closest('a'))
  .filter(one => !one.querySelector('a, time, .dl'))
  .filter(one => !allowed.some(where => one.closest(where)))
  .map(one => one.outerHTML.slice(0, 160))"""


@pytest.fixture
def centre() -> None:
    call_command("seed_demo", "--size", "s", "--seed", "3")


def visit(browser: Browser, server: LiveServer, args: dict[str, object], user: User) -> Page:
    """A browser with the session of this user."""
    client = Client()
    client.force_login(user)
    context: BrowserContext = browser.new_context(**args, base_url=server.url)  # type: ignore[arg-type]
    value = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": server.url}])
    return context.new_page()


def addresses(turn: int) -> Iterator[str]:
    """Every page with figures; a role reads those that open for it, and some a part of the KPIs."""
    today = clock.today()
    days = f"from={today - timedelta(days=DAYS)}&to={today}&raw=1"
    yield f"/performance/?{days}"
    yield f"/performance/team/support-1/?{days}"
    yield f"/performance/figures/?{days}"
    yield f"/performance/agents/?{days}"
    yield f"/me/performance/?{days}"
    agent = User.objects.get(username="seoyeon.kim")
    yield f"/performance/agents/{agent.code}/?{days}"
    yield f"/performance/analysis/?{days}"
    yield f"/performance/analysis/?{days}&by=agent&kpis=handled&kpis=resolution_rate&kpis=aht"
    yield f"/performance/analysis/?{days}&by=type1&across=week&kpis=handled&kpis=resolution_rate"
    yield "/performance/live/"
    yield "/goals/"
    yield "/me/goals/"
    for goal in Goal.objects.order_by("pk"):
        yield f"/goals/{goal.pk}/"
    for place, kpi in enumerate(KPIS):
        if USERS[turn] in EVERY_KPI or place % 3 == turn % 3:
            yield f"/performance/kpi/{kpi}/?{days}"


def shape_of(address: str) -> str:
    """All KPI pages, agents' pages and goals are drawn alike."""
    return re.sub(
        r"^(/goals|/performance/(?:kpi|agents))/[^/]+/$", r"\1/…/", urlsplit(address).path
    )


def test_it_works(
    browser: Browser,
    live_server: LiveServer,
    browser_context_args: dict[str, object],
    centre: None,
) -> None:
    faults: list[str] = []
    for turn, name in enumerate(USERS):
        user = User.objects.get(username=name)
        tab = visit(browser, live_server, browser_context_args, user)
        faults += [f"{user.role}: {fault}" for fault in Walk(tab, user, turn).faults()]
        tab.context.close()
    assert not faults, f"{len(faults)} numbers:\n" + "\n".join(faults)


class Walk:
    """One user's way over all pages."""

    def __init__(self, tab: Page, user: User, turn: int) -> None:
        self.tab, self.user, self.turn, self.lists = tab, user, turn, Lists(user)
        self.opened: set[tuple[str, str]] = set()
        self.clicked: set[str] = set()
        self.followed = 0

    def faults(self) -> Iterator[str]:
        for address in addresses(self.turn):
            page = self.open(address)
            if page is None:
                continue
            for number in self.chosen(address, page):
                self.followed += 1
                if fault := self.lists.fault(number):
                    yield told(address, number, fault)
            yield from self.pages(address, page)
            yield from self.clicks(address, page)
        assert self.followed > FEWEST, self.user.role

    def chosen(self, address: str, page: Seen) -> Iterator[Number]:
        """All; of the long panels of a KPI's page the first and every few, others for each role."""
        met: dict[str, int] = {}
        for number in page.numbers:
            place = met[number.panel] = met.get(number.panel, -1) + 1
            every = EVERY if "/kpi/" in address else 1
            if place == 0 or (place + self.turn) % every == 0:
                yield number

    def open(self, address: str) -> Seen | None:
        answer = self.tab.request.get(address)
        assert answer.status in (200, 403, 404), (address, answer.status)
        return seen(self.tab, answer.text(), address) if answer.ok else None

    def pages(self, address: str, page: Seen) -> Iterator[str]:
        """One number of each panel of each kind of page, opened as a page."""
        for number in page.numbers:
            key = (shape_of(address), number.panel)
            if key in self.opened or not number.href.startswith("/performance/kpi/"):
                continue
            self.opened.add(key)
            there = self.open(number.href)
            if there is None:
                yield told(address, number, "does not open")
                continue
            if dict(there.lists) != self.lists.sizes(number.href):
                yield told(address, number, f"the page says {there.lists}")
            if "list=" not in number.href and not number.short and not agrees(number, there):
                yield told(address, number, f"the page says {there.big}")

    def clicks(self, address: str, page: Seen) -> Iterator[str]:
        """In the browser, once for each kind of page; and what there is no link."""
        if shape_of(address) in self.clicked:
            return
        self.clicked.add(shape_of(address))
        self.tab.goto(address)
        for html in self.tab.evaluate(UNLINKED, list(NO_LINK)):
            yield f"{address}: opens nothing: {html}"
        links = self.tab.locator("main a.fig[href*='/performance/kpi/']:visible")
        if links.count():
            links.first.click()
            expect(self.tab.locator("#records")).to_be_visible()


def agrees(number: Number, there: Seen) -> bool:
    return not differs(number, read(there.big)[0]) if there.big[:1].isdigit() else True
