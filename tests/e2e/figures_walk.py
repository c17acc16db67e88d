"""What the walk over all figures knows of a page: its numbers, where they lead, what is there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import Http404
from django.test import RequestFactory
from playwright.sync_api import Page

from crm.people.models import User
from performance import asked, drilldown
from performance.drilldown import Counts
from performance.kpis.catalogue import KPIS
from performance.kpis.types import Shape
from performance.outcomes import part_of
from performance.slices import Slice
from performance.units import shown, survey_scale

KPI_PATH = re.compile(r"^/performance/kpi/([a-z0-9_]+)/$")
#: Every link to the lists of a figure, and what a page of lists says of itself.
READ = """([html, address]) => {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const own = address.split('#')[0];
  const read = a => {
    const copy = a.cloneNode(true);
    copy.querySelectorAll('.vh, .hn, .hg, svg').forEach(one => one.remove());
    const panel = a.closest('section, .tiles, table');
    const head = panel && (panel.querySelector('h2') || {}).textContent;
    const href = a.getAttribute('href');
    return {href: href.startsWith('#') ? own + href : href, text: copy.textContent.trim(),
            panel: (head || panel && panel.className || '').trim(),
            short: !!a.closest('table.heat')};
  };
  const main = page.querySelector('main') || page.body;
  const links = [...main.querySelectorAll('a.fig, .heat td a')].map(read);
  const big = main.querySelector('strong[data-kpi]');
  return {
    links: links.filter(one => /^[−-]?[0-9]/.test(one.text)),
    lists: Object.fromEntries([...main.querySelectorAll('[data-list]')].map(
      one => [one.dataset.list, parseInt(one.textContent.replace(/[^0-9]/g, '') || '0')])),
    rows: main.querySelectorAll('table.rec tbody tr').length,
    big: big ? big.textContent.trim() : '',
  };
}"""


@dataclass(frozen=True)
class Number:
    """A number as printed and where it leads; `short`: percents are rounded to whole ones."""

    href: str
    text: str
    panel: str
    short: bool


@dataclass(frozen=True)
class Seen:
    """A page: its linked numbers; of a page of lists their sizes, rows and the figure itself."""

    numbers: tuple[Number, ...]
    lists: Mapping[str, int]
    rows: int
    big: str


def seen(tab: Page, html: str, address: str) -> Seen:
    found = tab.evaluate(READ, [html, address])
    numbers = tuple(Number(**one) for one in found["links"])
    return Seen(numbers, found["lists"], found["rows"], found["big"])


class Lists:
    """What stands behind addresses, for one user; every question is asked once."""

    def __init__(self, user: User) -> None:
        self.user = user
        self._known: dict[tuple[str, Slice], Counts] = {}

    def of(self, kpi: str, piece: Slice) -> Counts:
        if (kpi, piece) not in self._known:
            self._known[kpi, piece] = drilldown.counts(piece, kpi)
        return self._known[kpi, piece]

    def fault(self, number: Number) -> str:
        """What is wrong with a number, in words; empty where its lists make exactly it."""
        parts = urlsplit(number.href)
        match = KPI_PATH.match(parts.path)
        if match is None:
            return ""
        kpi = match[1]
        request = RequestFactory().get(number.href)
        try:
            question = asked.read(request, self.user)
        except Http404:
            return "leads to nothing"
        if question.problem:
            return question.problem
        piece, query = question.piece(), request.GET
        counts = self.of(kpi, piece)
        name = query.get("list", "")
        part = part_of(KPIS[kpi], piece, name, query.get("part", ""))
        if part is not None:
            rows = drilldown.records(piece, kpi, "denominator").filter(part.where)
            return differs(number, rows.count(), whole=True)
        if name in ("numerator", "denominator"):
            return differs(number, getattr(counts, name), whole=True)
        if KPIS[kpi].shape is Shape.QUANTILE:
            return "" if counts.denominator else "an empty list"
        value = worth(kpi, counts)
        shape = shown(kpi, survey_scale(question.period.last))
        printed = shape.value(value)
        if printed is not None and KPIS[kpi].unit == "percent":
            printed *= 100
        return differs(number, printed)

    def sizes(self, href: str) -> dict[str, int]:
        """The three lists as this user may open them."""
        match = KPI_PATH.match(urlsplit(href).path)
        assert match, href
        question = asked.read(RequestFactory().get(href), self.user)
        counts = self.of(match[1], question.piece().within(question.scope))
        found = {"numerator": counts.numerator, "denominator": counts.denominator}
        if KPIS[match[1]].shape is Shape.COUNT:
            del found["denominator"]
        found["excluded"] = sum(counts.excluded.values()) + sum(counts.left_out.values())
        if KPIS[match[1]].base_fact is not None:
            found["excluded_denominator"] = sum(counts.below.values())
        return found


def worth(kpi: str, counts: Counts) -> float | None:
    """The figure its lists make: no stored sum has a part in it."""
    wanted = KPIS[kpi]
    if wanted.shape is Shape.COUNT:
        return float(counts.numerator)
    if wanted.shape is Shape.SHARE:
        top, below = counts.numerator, counts.denominator
    elif wanted.shape is Shape.RATIO:
        top, below = counts.total, counts.base_total
    else:
        top, below = counts.total, counts.denominator
    return wanted.scale * top / below if below else None


def differs(number: Number, value: float | None, *, whole: bool = False) -> str:
    """Half of the last printed digit either way; counts are exact."""
    printed, step = read(number.text)
    allowed = 0.0 if whole else step / 2
    if value is not None and abs(printed - value) <= allowed + 1e-6:
        return ""
    return f"its lists make {value}"


def read(text: str) -> tuple[float, float]:
    """A printed number and the step of its last digit: `1,234`, `85.1%`, `6:05`, `−12.3`."""
    match = re.match(r"([−-])?\s*([\d,]+(?::\d\d)*(?:\.\d+)?)", text)
    assert match, text
    digits = match[2].replace(",", "")
    value = 0.0
    for piece in digits.split(":"):
        value = value * 60 + float(piece)
    step = 10.0 ** -len(digits.partition(".")[2])
    return (-value if match[1] else value), step


def told(address: str, number: Number, fault: str) -> str:
    return f"{address} [{number.panel}] {number.text!r} → {number.href}: {fault}"
