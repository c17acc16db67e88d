"""Words for counting, and the log-odds of what goes with bad outcomes."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from performance.fairness import tokens
from performance.fairness.odds import log_odds


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("환불이 언제 되나요", {"환불", "언제", "되나요"}),
        ("배송에서 파손된 상품을 교환으로 처리", {"배송", "파손된", "상품", "교환", "처리"}),
        ("두 번째 연락. 홍길동 010-1234-5678", {"번째", "연락", "홍길동"}),
        ("H13 필터 App 오류 3번", {"필터", "app", "오류"}),
        ("회수 기사에게서는 연락이 없음", {"회수", "기사", "연락", "없음"}),
        ("환불 환불을 환불은", {"환불"}),
    ],
)
def test_words_lose_their_particles(text: str, words: set[str]) -> None:
    assert tokens.by_rule(text) == words


def test_two_syllables_remain() -> None:
    assert tokens.stem("나이") == "나이"
    assert tokens.stem("종이를") == "종이"


def test_the_analyser_is_used_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens._by_analyser.cache_clear()
    assert tokens.splitter() is tokens.by_rule

    class Kiwi:
        def tokenize(self, text: str) -> list[SimpleNamespace]:
            return [SimpleNamespace(form=form, tag="NNG") for form in text.split()]

    module = ModuleType("kiwipiepy")
    module.Kiwi = Kiwi  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "kiwipiepy", module)
    tokens._by_analyser.cache_clear()
    assert tokens.splitter()("환불 문의") == {"환불", "문의"}
    tokens._by_analyser.cache_clear()


def test_what_goes_with_the_bad_side_is_found() -> None:
    bad = np.array([80.0, 20, 100, 100])
    rest = np.array([200.0, 200, 1000, 1000])
    found = log_odds(bad, rest)
    assert found.ratio[0] > 1.5
    assert found.low[0] > 1
    assert found.high[1] < found.low[0]


def test_rare_ones_are_drawn_to_one() -> None:
    few = log_odds(np.array([3.0, 297]), np.array([3.0, 997]))
    many = log_odds(np.array([300.0, 29_700]), np.array([300.0, 99_700]))
    assert 1 < few.ratio[0] < many.ratio[0]
    assert few.low[0] < 1 < many.low[0]


def test_intervals_of_nothing_are_wide() -> None:
    found = log_odds(np.array([5.0]), np.array([9.0]))
    assert found.low[0] == 0


def test_equal_habits_are_seldom_found_apart() -> None:
    rng = np.random.default_rng(5)
    habits = rng.dirichlet(np.full(40, 3.0))
    wrong = []
    for _ in range(200):
        bad, rest = rng.multinomial(800, habits), rng.multinomial(6000, habits)
        wrong.append((log_odds(bad.astype(float), rest.astype(float)).low > 1).mean())
    assert np.mean(wrong) < 0.03


def test_addresses_are_no_words() -> None:
    assert tokens.by_rule("환불은 kim.minsu@mail.co.kr 로 @minsu") == {"환불"}
