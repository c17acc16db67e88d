"""The words of a text for counting: by a plain rule, or by a morphological analyser if it is there.

E-mail addresses are left out. The rule: runs of Hangul, or of Latin letters in lower case; whatever
holds a digit is no word. Of a Hangul word the longest particle of the list is cut off its end, as
long as two syllables remain. Words of one syllable are left out. The rule knows no grammar;
docs/fairness.md says what it misses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

Splitter = Callable[[str], frozenset[str]]

#: Particles (조사) and what is glued to them, cut off the end of a word; the longest that fits.
PARTICLES = (
    "에서부터", "으로부터", "에게서는", "이라고", "으로는", "으로도", "에게서", "까지는", "까지도",
    "부터는", "에서는", "에서도", "이라는", "처럼은", "한테서",
    "이라", "라고", "라는", "으로", "에서", "에게", "한테", "까지", "부터", "처럼", "보다", "마다",
    "조차", "마저", "밖에", "이나", "이랑", "하고", "에는", "에도", "로는", "로도", "와는", "과는",
    "은", "는", "이", "가", "을", "를", "에", "의", "도", "만", "로", "와", "과", "랑", "나",
)  # fmt: skip
_BY_LENGTH = tuple(sorted(PARTICLES, key=lambda particle: -len(particle)))
_RUN = re.compile(r"[0-9A-Za-z가-힣]+")
_ADDRESS = re.compile(r"(?<![^\s@])[^\s@]*@[\w.@-]*")
_HANGUL = re.compile(r"[가-힣]+")
_LATIN = re.compile(r"[A-Za-z]+")
LEAST = 2


def by_rule(text: str) -> frozenset[str]:
    """The different words of a text."""
    found = (_word(run) for run in _RUN.findall(_ADDRESS.sub(" ", text)))
    return frozenset(word for word in found if len(word) >= LEAST)


def _word(run: str) -> str:
    if _HANGUL.fullmatch(run):
        return stem(run)
    return run.lower() if _LATIN.fullmatch(run) else ""


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A Hangul word without its particle."""
    for particle in _BY_LENGTH:
        if word.endswith(particle) and len(word) - len(particle) >= LEAST:
            return word[: -len(particle)]
    return word


def splitter() -> Splitter:
    """Nouns by `kiwipiepy` where that optional package is installed, else the rule."""
    return _by_analyser() or by_rule


@lru_cache(maxsize=1)
def _by_analyser() -> Splitter | None:
    try:
        from kiwipiepy import Kiwi
    except ImportError:
        return None
    kiwi = Kiwi()

    def nouns(text: str) -> frozenset[str]:
        found: Iterable[str] = (
            token.form
            for token in kiwi.tokenize(_ADDRESS.sub(" ", text))
            if token.tag in ("NNG", "NNP", "SL")
        )
        return frozenset(word.lower() for word in found if len(word) >= LEAST)

    return nouns
