from __future__ import annotations

from interactions.views.faq_text import Block, Line, blocks, compare


def test_lines_become_blocks() -> None:
    body = "먼저\n1. 하나\n2) 둘\n\n1. 새 목록\n- 가\n• 나\n> 말\n끝"
    assert blocks(body) == [
        Block("text", ("먼저",)),
        Block("steps", ("하나", "둘")),
        Block("steps", ("새 목록",)),
        Block("list", ("가", "나")),
        Block("words", ("말",)),
        Block("text", ("끝",)),
    ]
    assert blocks("") == []


def test_a_comparison_tells_lines_apart() -> None:
    assert compare("가\n나", "가\n다") == [
        Line("same", "가"),
        Line("gone", "나"),
        Line("new", "다"),
    ]
