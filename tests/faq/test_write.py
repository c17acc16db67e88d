from __future__ import annotations

from typing import Any

from crm.core.models import AuditEntry
from crm.people.models import User
from interactions.models import FaqEntry, FaqVersion
from tests.customers.people import browser
from tests.faq.test_read import BODY, published


def form(writer: User, entry: FaqEntry | None = None, **values: Any) -> dict[str, Any]:
    seen = {"seen": entry.changed_at.isoformat()} if entry else {}
    return {"title": "회수 기사 미방문", "body": BODY, "owner": writer.pk, **seen, **values}


def test_it_works(lea: User) -> None:
    answer = browser(lea).post("/faq/new/", form(lea, then="publish"))
    entry = FaqEntry.objects.get()
    assert answer.status_code == 302
    assert (entry.slug, entry.state, entry.version) == ("회수-기사-미방문", "published", 1)
    assert FaqVersion.objects.get().published_by == lea
    assert AuditEntry.objects.filter(action="faq.published", subject=entry.slug).count() == 1


def test_a_draft_is_not_published(lea: User) -> None:
    browser(lea).post("/faq/new/", form(lea, then="draft"))
    entry = FaqEntry.objects.get()
    assert (entry.state, entry.version) == ("draft", 0)
    browser(lea).post(f"/faq/{entry.slug}/publish/")
    entry.refresh_from_db()
    assert (entry.state, entry.version, entry.draft_body) == ("published", 1, "")


def test_two_entries_of_one_title_have_two_addresses(lea: User) -> None:
    for _ in range(2):
        browser(lea).post("/faq/new/", form(lea, title="new"))
    slugs = FaqEntry.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["new-2", "new-3"]


def test_an_edit_is_a_draft_until_it_is_published(lea: User) -> None:
    entry = published(lea)
    address = f"/faq/{entry.slug}/edit/"
    browser(lea).post(address, form(lea, entry, body="1. 고침", then="draft"))
    entry.refresh_from_db()
    assert (entry.body, entry.draft_body, entry.version) == (BODY, "1. 고침", 1)
    browser(lea).post(address, form(lea, entry, body="1. 고침", then="publish"))
    entry.refresh_from_db()
    assert (entry.body, entry.draft_body, entry.version) == ("1. 고침", "", 2)


def test_publishing_the_same_text_makes_no_version(lea: User) -> None:
    entry = published(lea)
    browser(lea).post(f"/faq/{entry.slug}/edit/", form(lea, entry, then="publish"))
    assert FaqVersion.objects.count() == 1


def test_two_people_writing_at_once_notice_it(lea: User, ada: User) -> None:
    entry = published(lea)
    address = f"/faq/{entry.slug}/edit/"
    browser(ada).post(address, form(lea, entry, body="1. 관리자 글"))
    answer = browser(lea).post(address, form(lea, entry, body="1. 팀장 글", then="publish"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody else saved this entry" in text
    assert "1. 팀장 글</textarea>" in text
    assert "<ins data-content>1. 관리자 글</ins>" in text
    entry.refresh_from_db()
    assert (entry.draft_body, entry.version) == ("1. 관리자 글", 1)
    browser(lea).post(address, form(lea, entry, body="1. 팀장 글", then="publish"))
    entry.refresh_from_db()
    assert (entry.body, entry.version) == ("1. 팀장 글", 2)


def test_nothing_typed_is_lost_on_an_error(lea: User) -> None:
    answer = browser(lea).post("/faq/new/", form(lea, title="", body="길게 쓴 글"))
    assert answer.status_code == 422
    assert "길게 쓴 글" in answer.content.decode()


def test_a_retired_entry_can_be_published_again(lea: User) -> None:
    entry = published(lea)
    browser(lea).post(f"/faq/{entry.slug}/retire/")
    entry.refresh_from_db()
    assert entry.state == "retired"
    browser(lea).post(f"/faq/{entry.slug}/publish/")
    entry.refresh_from_db()
    assert (entry.state, entry.version) == ("published", 2)
