"""The tree of types: paths and families follow, levels end at three, used ones stay."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from crm.core import clock
from crm.people.models import User
from interactions.models import InquiryType
from interactions.services import types
from interactions.services.consultations import log_consultation
from interactions.services.entries import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(ada: User) -> dict[str, InquiryType]:
    top = types.add_type(ada, name="반품")
    other = types.add_type(ada, name="배송")
    middle = types.add_type(ada, name="회수", parent=top)
    leaf = types.add_type(ada, name="지연", parent=middle)
    return {"top": top, "other": other, "middle": middle, "leaf": leaf}


def again(node: InquiryType) -> InquiryType:
    return InquiryType.objects.get(pk=node.pk)


def test_it_works(tree: dict[str, InquiryType]) -> None:
    leaf = tree["leaf"]
    assert (leaf.path, leaf.level, leaf.family) == ("반품 > 회수 > 지연", 3, tree["middle"])
    assert tree["top"].family == tree["top"]
    assert leaf.code.startswith("Y-")


def test_the_branch_follows_a_rename_and_a_move(tree: dict[str, InquiryType], ada: User) -> None:
    types.rename_type(ada, node=tree["middle"], name="수거")
    assert again(tree["leaf"]).path == "반품 > 수거 > 지연"
    types.move_type(ada, node=tree["middle"], parent=tree["other"])
    assert again(tree["leaf"]).path == "배송 > 수거 > 지연"
    types.move_type(ada, node=tree["leaf"], parent=None)
    assert (again(tree["leaf"]).level, again(tree["leaf"]).family) == (1, tree["leaf"])


@pytest.mark.parametrize(
    ("node", "parent"), [("top", "middle"), ("top", "other"), ("middle", "leaf")]
)
def test_moves_that_break_the_tree_are_refused(
    node: str, parent: str, tree: dict[str, InquiryType], ada: User
) -> None:
    with pytest.raises(ValidationError):
        types.move_type(ada, node=tree[node], parent=tree[parent])


def test_names_are_told_apart_and_carry_no_separator(
    tree: dict[str, InquiryType], ada: User
) -> None:
    for name, parent in (("회수", tree["top"]), ("가 > 나", None), ("아래", tree["leaf"])):
        with pytest.raises(ValidationError):
            types.add_type(ada, name=name, parent=parent)


def test_retiring_takes_the_branch_and_coming_back_the_way_up(
    tree: dict[str, InquiryType], ada: User
) -> None:
    types.retire_type(ada, node=tree["top"])
    assert again(tree["leaf"]).retired_on == clock.today()
    types.reactivate_type(ada, node=tree["leaf"])
    assert [again(tree[name]).retired_on for name in ("top", "middle", "leaf")] == [None] * 3


def test_a_used_type_is_never_deleted(
    tree: dict[str, InquiryType], ada: User, ann: User, client: Client
) -> None:
    log_consultation(ann, entry=Entry("phone", clock.now(), type=tree["leaf"], result="resolved"))
    with pytest.raises(ValidationError):
        types.delete_type(ada, node=tree["leaf"])
    assert again(tree["leaf"]).family == tree["middle"]
    types.delete_type(ada, node=tree["other"])
    assert not InquiryType.objects.filter(name="배송").exists()


def test_the_page_edits_the_tree(tree: dict[str, InquiryType], ada: User, client: Client) -> None:
    client.force_login(ada)
    assert "회수" in client.get("/settings/types/").content.decode()
    url = f"/settings/types/{tree['middle'].code}/"
    data: dict[str, Any] = {"name": "수거", "parent": tree["other"].code, "fcr_window_days": "14"}
    assert client.post(url, data).status_code == 302
    found = again(tree["middle"])
    assert (found.path, found.fcr_window_days) == ("배송 > 수거", 14)
    client.post(
        "/settings/types/new/", {"name": "지역", "parent": found.code, "fcr_window_days": 7}
    )
    assert InquiryType.objects.get(name="지역").path == "배송 > 수거 > 지역"
    client.post(f"/settings/types/{tree['other'].code}/shift/", {"step": "up"})
    assert again(tree["other"]).position == 0
