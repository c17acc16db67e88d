"""Every page in both languages: nothing a person did not type stays in the other one."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from tests.pages import PAGES, PERSONA, ROLES, Listed, World

#: Names and abbreviations that are written the same in Korean.
KNOWN = re.compile(
    r"\b(UTF-8|CP949|OTP|TOTP|FAQ|KPIs?|CSAT|NPS|CES|FCR|AHT|ASA|ART|FRT|QA|SLA|VIP|CSV|XLSX|PDF|API|"
    r"Excel|ID|SMS|SNS|URL|CRM|P\d\d|[CNATY]-\d+[\d-]*|Esc|Enter|Ctrl|Alt|Shift|Tab|F\d+|"
    r"Asia/\w+|UTC[+-]?\d*|E-mail)\b"
)
LATIN = re.compile(r"[A-Za-z]{3,}")
HANGUL = re.compile(r"[가-힣]")
SILENT = {"script", "style", "kbd", "code", "template", "option-data"}
VOID = {"meta", "link", "input", "br", "img", "hr", "use", "path", "rect", "circle", "line"}
READ = [page for page in PAGES if page.method == "GET"]
ATTRIBUTES = ("aria-label", "title", "placeholder", "alt")


class _Words(HTMLParser):
    """Texts and labels outside of what people typed (`data-content`) and marked languages."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._skipped: list[bool] = [False]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        skip = self._skipped[-1] or "data-content" in named or tag in SILENT
        skip = skip or ("lang" in named and tag != "html")
        if not skip:
            self.found += [named[name] or "" for name in ATTRIBUTES if name in named]
        if tag not in VOID:
            self._skipped.append(skip)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._skipped.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self._skipped) > 1:
            self._skipped.pop()

    def handle_data(self, data: str) -> None:
        if not self._skipped[-1] and data.strip():
            self.found.append(" ".join(data.split()))


def untranslated(html: str, language: str) -> list[str]:
    words = _Words()
    words.feed(html)
    if language == "en":
        return [text for text in words.found if HANGUL.search(text)]
    return [text for text in words.found if LATIN.search(KNOWN.sub("", text))]


@pytest.mark.parametrize("listed", READ, ids=lambda page: page.key)
def test_page_is_translated(listed: Listed, world: World) -> None:
    found: dict[str, list[str]] = {}
    for role in ROLES:
        if role not in set(listed.opens):
            continue
        client = Client()
        client.force_login(getattr(world, PERSONA[role]))
        for language in ("ko", "en"):
            client.cookies["django_language"] = language
            answer = client.get(listed.address(world))
            assert not answer.headers.get("Location", "").startswith("/login/"), role
            if answer.status_code == 200 and "html" in answer.headers.get("Content-Type", ""):
                left = untranslated(answer.content.decode(), language)
                if left:
                    found[f"{role} {language}"] = left
    assert found == {}


def test_it_works() -> None:
    """The test itself: it finds what is left, and leaves alone what people typed."""
    mixed = (
        '<p>저장 Save</p><input title="Name"><b data-content>Kim <i>Ann</i></b><i lang="en">Hey</i>'
    )
    assert untranslated(mixed, "ko") == ["저장 Save", "Name"]
    assert untranslated(mixed, "en") == ["저장 Save"]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("path", ["/login/", "/logout/", "/no-such-page/"])
def test_pages_without_a_session(path: str, language: str, client: Client) -> None:
    client.cookies["django_language"] = language
    assert untranslated(client.get(path).content.decode(), language) == []
