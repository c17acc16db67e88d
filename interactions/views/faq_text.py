"""How the plain text of an FAQ entry is laid out, and what changed between two versions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

STEPS, LIST, WORDS, TEXT = "steps", "list", "words", "text"
_STEP = re.compile(r"\s*\d{1,2}[.)]\s+(.*)")
_ITEM = re.compile(r"\s*[-•·*]\s+(.*)")
_WORDS = re.compile(r"\s*>\s?(.*)")


@dataclass(frozen=True)
class Block:
    """Lines that belong together: numbered steps, a list, words for the customer, or text."""

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A line of a comparison: `same`, `gone` or `new`."""

    state: str
    text: str


def blocks(body: str) -> list[Block]:
    """The body in blocks; an empty line ends one."""
    found: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if not line.strip():
            found.append((TEXT, []))
            continue
        kind, text = _kind_of(line)
        if found and found[-1][0] == kind and found[-1][1]:
            found[-1][1].append(text)
        else:
            found.append((kind, [text]))
    return [Block(kind, tuple(lines)) for kind, lines in found if lines]


def compare(before: str, after: str) -> list[Line]:
    """Line by line: what stayed, went and came."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[Line] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += _lines("same", old[i1:i2])
        else:
            lines += [*_lines("gone", old[i1:i2]), *_lines("new", new[j1:j2])]
    return lines


def _lines(state: str, texts: Iterable[str]) -> list[Line]:
    return [Line(state, text) for text in texts if text.strip()]


def _kind_of(line: str) -> tuple[str, str]:
    for kind, pattern in ((STEPS, _STEP), (LIST, _ITEM), (WORDS, _WORDS)):
        if match := pattern.fullmatch(line):
            return kind, match[1]
    return TEXT, line.strip()
