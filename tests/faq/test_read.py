from __future__ import annotations

import pytest

from crm.people.models import User
from interactions.models import FaqEntry
from interactions.services.faq import create_entry, publish_entry, retire_entry, save_draft
from interactions.services.types import rename_type
from tests.customers.people import browser
from tests.interactions.contacts import inquiry_type

BODY = "1. 재배차를 요청합니다.\n2. 문자로 알립니다.\n\n> 불편을 드려 죄송합니다.\n- 메모"


def published(actor: User, title: str = "회수 기사 미방문", body: str = BODY) -> FaqEntry:
    return publish_entry(actor, entry=create_entry(actor, title=title, body=body))


def test_it_works(ann: User, lea: User) -> None:
    entry = published(lea)
    text = browser(ann).get(f"/faq/{entry.slug}/").content.decode()
    assert '<ol class="steps"><li>재배차를 요청합니다.</li><li>문자로 알립니다.</li></ol>' in text
    assert '<blockquote class="say"><p>불편을 드려 죄송합니다.</p></blockquote>' in text
    assert "Version 1" in text
    assert "/edit/" not in text


def test_the_list_searches_and_filters_by_type(ann: User, lea: User) -> None:
    top = inquiry_type("반품")
    leaf = inquiry_type("회수", top)
    owned = create_entry(lea, title="회수 기사 미방문", body=BODY, type=leaf)
    publish_entry(lea, entry=owned)
    published(lea, "비밀번호를 잊었을 때", "1. 링크를 보냅니다.")
    client = browser(ann)
    for query in ("words=기사님이 안 와요", f"type={top.code}", "words=ㅎㅅ ㄱㅅ"):
        text = client.get(f"/faq/?{query}").content.decode()
        assert "회수 기사 미방문" in text, query
        assert "비밀번호를" not in text, query


def test_a_renamed_type_is_searched_by_its_new_name(ann: User, lea: User, ada: User) -> None:
    top = inquiry_type("반품")
    owned = create_entry(lea, title="기사 미방문", body=BODY, type=inquiry_type("회수", top))
    publish_entry(lea, entry=owned)
    rename_type(ada, node=top, name="교환접수")
    client = browser(ann)
    assert "기사 미방문" in client.get("/faq/?words=교환접수").content.decode()
    assert "기사 미방문" not in client.get("/faq/?words=반품").content.decode()


@pytest.mark.parametrize("persona", ["ann", "quinn", "eve"])
def test_readers_see_published_entries_only(
    request: pytest.FixtureRequest, lea: User, persona: str
) -> None:
    draft = create_entry(lea, title="초안 글", body=BODY)
    gone = retire_entry(lea, entry=published(lea, "내린 글"))
    client = browser(request.getfixturevalue(persona))
    assert client.get(f"/faq/{draft.slug}/").status_code == 404
    assert client.get(f"/faq/{gone.slug}/").status_code == 404
    text = client.get("/faq/").content.decode()
    assert "초안 글" not in text
    assert "내린 글" not in text


def test_a_newer_draft_is_hidden_until_published(ann: User, lea: User) -> None:
    entry = published(lea)
    save_draft(
        lea, entry=entry, title="새 제목", body="1. 새 글", type=None, owner=lea, review_on=None
    )
    assert "새 제목" not in browser(ann).get(f"/faq/{entry.slug}/").content.decode()
    assert "A newer draft is waiting" in browser(lea).get(f"/faq/{entry.slug}/").content.decode()


def test_an_earlier_version_shows_what_changed(ann: User, lea: User) -> None:
    entry = published(lea)
    save_draft(
        lea, entry=entry, title=entry.title, body=BODY + "\n3. 확인", type=None, owner=lea,
        review_on=None,
    )  # fmt: skip
    publish_entry(lea, entry=entry)
    text = browser(ann).get(f"/faq/{entry.slug}/?version=1").content.decode()
    assert "This is version 1" in text
    assert "<ins data-content>3. 확인</ins>" in text
    assert browser(ann).get(f"/faq/{entry.slug}/?version=9").status_code == 404


def test_an_empty_list_says_why(ann: User) -> None:
    assert "No FAQ entry yet." in browser(ann).get("/faq/").content.decode()
