"""The settings index: every entry with what it holds, and what was changed last."""

from __future__ import annotations

from crm.staff.services.centre import update_centre


def test_it_works(client, ada, team):
    update_centre(ada, name="한빛생활 고객센터", contact="내선 1234")
    client.force_login(ada)
    client.cookies["django_language"] = "en"
    answer = client.get("/settings/")
    page = answer.content.decode()
    assert "한빛생활 고객센터" in page
    assert "1 open team" in page
    assert "Mon–Fri 09:00–18:00" in page
    assert [row.entry.action for row in answer.context["told"]] == ["centre.changed"]


def test_the_contact_stands_on_the_sign_in_page(client, ada):
    update_centre(ada, name="한빛", contact="내선 1234")
    assert "내선 1234" in client.get("/login/").content.decode()
