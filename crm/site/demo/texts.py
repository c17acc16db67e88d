"""Sentences for questions and answers: stems of the type, filled with products, days and moods."""

from __future__ import annotations

import re
from random import Random

from .tree import Leaf

POWERED = (
    "가습기 4L", "공기청정기 H13", "무선청소기 S7", "제습기 12L", "전기포트 1.7L", "에어프라이어 6L",
    "로봇청소기 R3", "선풍기 DC", "서큘레이터 미니", "전기담요 더블", "커피머신 클래식", "토스터 2구",
    "압력밥솥 6인용", "인덕션 2구", "정수기 슬림", "비데 프리미엄", "온풍기 2kW", "스팀다리미",
    "의류관리기", "침구청소기",
)  # fmt: skip
FURNISHING = (
    "식기건조대 2단", "수납장 600", "암막커튼 와이드", "러그 200", "매트리스 퀸", "원목 의자",
    "사무용 책상 1400", "행거 튼튼형", "이불 사계절", "프라이팬 28cm",
)  # fmt: skip
NEEDS_POWER = frozenset({"AS·보증", "설치", "사용법", "정기 배송", "규격·재질", "기업"})
COLORS = ("화이트", "베이지", "그레이", "네이비", "블랙")
WHEN = ("어제", "지난주", "지난달", "3일 전", "열흘 전", "주말에", "월요일에", "행사 때")
SOON = ("내일", "모레", "이번 주 금요일", "다음 주 월요일", "다음 주 수요일", "3일 뒤")
OPENERS = (
    "",
    "",
    "",
    "두 번째 연락. ",
    "급하다고 함. ",
    "퇴근 후 통화 희망. ",
    "가족이 대신 연락. ",
)
CLOSERS = (
    "", "", "", " 문자 안내 희망.", " 오전 통화 선호.", " 사진은 채팅으로 보내기로 함.",
    " 추가 요청 없음.", " 안내에 동의함.", " 다시 문제가 있으면 연락하기로 함.",
)  # fmt: skip
COMMENTS = {
    1: ("같은 말을 여러 번 했어요", "약속한 연락이 오지 않았어요", "해결되지 않았습니다"),
    2: ("대기가 길었습니다", "설명이 어려웠어요", "처리가 늦어요"),
    3: ("보통이에요", "안내는 친절했지만 느렸어요"),
    4: ("친절했습니다", "잘 해결됐어요"),
    5: ("바로 해결해 주셔서 감사합니다", "설명이 쉬웠어요", "콜백까지 챙겨 주셨어요"),
}

_PARTICLES = {"이": "가", "을": "를", "은": "는", "과": "와", "으로": "로"}
_SLOT = re.compile(r"\{(\w+)\}(으로|이|을|은|과)?(?=[ \t.]|$)|\{(\w+)\}")


def _particle(word: str, after_consonant: str) -> str:
    last = word[-1]
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        closed = final > 0 and not (after_consonant == "으로" and final == 8)
    else:
        closed = last in "013678LMNRlmnr"
    return after_consonant if closed else _PARTICLES[after_consonant]


def fill(stem: str, rng: Random, product: str) -> str:
    """A stem with its slots filled; particles follow the filled word's last sound."""
    values = {
        "product": product,
        "color": rng.choice(COLORS),
        "when": rng.choice(WHEN),
        "soon": rng.choice(SOON),
        "days": str(rng.randint(2, 9)),
        "count": str(rng.choice((5, 8, 10, 12, 15, 20, 30))),
        "percent": str(rng.choice((5, 10, 15))),
        "error": str(rng.randint(1, 9)),
    }

    def put(match: re.Match[str]) -> str:
        word = values[match[1] or match[3]]
        return word + (_particle(word, match[2]) if match[2] else "")

    return _SLOT.sub(put, stem)


def product_for(leaf: Leaf, rng: Random) -> str:
    """A product that such a question can be about."""
    if NEEDS_POWER & {leaf.top, leaf.middle, leaf.name}:
        return rng.choice(POWERED)
    return rng.choice(POWERED + FURNISHING)


def question(leaf: Leaf, rng: Random, product: str) -> str:
    return rng.choice(OPENERS) + fill(rng.choice(leaf.asks), rng, product)


def answer(leaf: Leaf, rng: Random, product: str) -> str:
    return fill(rng.choice(leaf.answers), rng, product) + rng.choice(CLOSERS)
