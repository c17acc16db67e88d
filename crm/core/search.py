"""Full-text search that works for Korean: pairs of characters, first consonants, digits.

A word is stored as its overlapping pairs (배송지 → 배송, 송지), so that any part of it of two or
more characters is found whatever particle follows; a title also as pairs of first consonants
(ㅂㅅ, ㅅㅈ). Entries become the lexemes of one `tsvector` under one GIN index; every lexeme carries
its kind, so that kinds never meet. Whoever writes a searchable row calls `index` in the same
transaction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from django.db.models import Lookup, QuerySet

from .models import SearchDocument

MOST_LEXEMES = 60
_BATCH = 1000
_WORD = re.compile(r"[^\W_]+")
_FIRST = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_BODY, _TITLE, _SOUND = ":", "^", "~"


@dataclass(frozen=True)
class Entry:
    """One searchable row: `key` is its id, `title` weighs more than `body`."""

    key: int
    title: str = ""
    body: str = ""


@SearchVectorField.register_lookup
class Holds(Lookup[Any]):
    """`words__holds="'a' & 'b'"`: the text is a finished tsquery, no parser splits it again."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", (*left_params, self.rhs)


def index(kind: str, entries: Iterable[Entry]) -> None:
    """Store the entries, new or changed; one with nothing to find is left out."""
    for group in _groups(entries):
        found = {entry.key: " ".join(sorted(_lexemes(kind, entry))) for entry in group}
        remove(kind, [key for key, words in found.items() if not words])
        with connection.cursor() as cursor:
            cursor.execute(_STORE, [kind, list(found), list(found.values())])


_STORE = """
INSERT INTO core_searchdocument (kind, key, words)
SELECT %s, key, array_to_tsvector(string_to_array(words, ' '))
FROM unnest(%s::bigint[], %s::text[]) AS given (key, words) WHERE words <> ''
ON CONFLICT (kind, key) DO UPDATE SET words = EXCLUDED.words
"""


def remove(kind: str, keys: Sequence[int]) -> None:
    """Forget rows; nothing is asked of the database where there are none."""
    if keys:
        SearchDocument.objects.filter(kind=kind, key__in=list(keys)).delete()


def holding(kind: str, text: str) -> QuerySet[SearchDocument, int]:
    """Keys of the rows that hold every typed word, newest first."""
    rows = SearchDocument.objects.filter(kind=kind).order_by("-key")
    wanted = _query(kind, text)
    if not wanted:
        return rows.none().values_list("key", flat=True)
    return rows.filter(words__holds=" & ".join(wanted)).values_list("key", flat=True)


def best(kind: str, text: str, *, limit: int) -> list[int]:
    """Keys of the rows that answer a question best; not every word of it has to occur.

    Rare pairs weigh more than common ones and titles count twice; what scores far below the best
    is left out. Meant for kinds of some thousand rows: it looks at every row that shares a pair.
    """
    wanted = _query(kind, text)[:MOST_LEXEMES]
    if not wanted:
        return []
    least = -(-len(wanted) // 6)
    titles = [lexeme.replace(f"{kind}{_BODY}", f"{kind}{_TITLE}", 1) for lexeme in wanted]
    with connection.cursor() as cursor:
        cursor.execute(
            _BEST,
            [wanted, list(dict.fromkeys(titles)), kind, " | ".join(wanted), kind, least, limit],
        )
        return [int(key) for (key,) in cursor.fetchall()]


_BEST = """
WITH asked AS (
    SELECT unnest(%s::text[]) AS lexeme, 1 AS body UNION ALL SELECT unnest(%s::text[]), 0
), hits AS (
    SELECT found.key, asked.lexeme, asked.body
    FROM asked JOIN core_searchdocument found ON found.words @@ asked.lexeme::tsquery
    WHERE found.kind = %s AND found.words @@ %s::tsquery
), weights AS (
    SELECT lexeme, body, ln(1 + (
        SELECT count(*) FROM core_searchdocument WHERE kind = %s
    )::float / count(*)) AS weight FROM hits GROUP BY lexeme, body
), scored AS (
    SELECT key, sum(weight) AS score FROM hits JOIN weights USING (lexeme, body)
    GROUP BY key HAVING sum(body) >= %s
)
SELECT key FROM scored WHERE score >= 0.25 * (SELECT max(score) FROM scored)
ORDER BY score DESC, key DESC LIMIT %s
"""


def matches(text: str, title: str) -> bool:
    """Whether a row with this title would be among `holding(…, text)`; for rows already at hand."""
    stored = _lexemes("", Entry(0, title=title))
    wanted = [lexeme.strip("'") for lexeme in _query("", text)]
    return bool(wanted) and all(
        any(have.startswith(lexeme[:-3]) for have in stored)
        if lexeme.endswith("':*")
        else lexeme in stored
        for lexeme in wanted
    )


def _lexemes(kind: str, entry: Entry) -> set[str]:
    title, body = words_of(entry.title), words_of(entry.body)
    sounds = ["".join(_first_sound(char) for char in word) for word in title]
    return {
        *(f"{kind}{_BODY}{part}" for part in _stored(title) | _stored(body)),
        *(f"{kind}{_TITLE}{part}" for part in _stored(title)),
        *(f"{kind}{_SOUND}{part}" for part in _stored(sounds)),
    }


def words_of(text: str) -> list[str]:
    """Letters and digits, lower case, in one spelling; lone consonants stay as they were typed."""
    composed = unicodedata.normalize("NFC", text)
    plain = "".join(
        char if "ㄱ" <= char <= "ㆎ" else unicodedata.normalize("NFKC", char) for char in composed
    )
    return _WORD.findall(plain.casefold())


def _stored(words: Sequence[str]) -> set[str]:
    """Pairs inside the words and across their gaps (회수 지연 is found by 회수지연 too)."""
    parts = {word for word in words if len(word) == 1}
    for word in words:
        parts.update(map("".join, pairwise(word)))
    parts.update(left[-1] + right[0] for left, right in pairwise(words))
    return parts


def _query(kind: str, text: str) -> list[str]:
    """The quoted lexemes a text asks for; a single character asks for what begins with it."""
    found = list[str]()
    for word in words_of(text):
        place = _SOUND if all("ㄱ" <= char <= "ㅎ" for char in word) else _BODY
        parts = [word] if len(word) == 1 else list(map("".join, pairwise(word)))
        ending = ":*" if len(word) == 1 else ""
        found += [f"'{kind}{place}{part}'{ending}" for part in parts]
    return list(dict.fromkeys(found))


def _first_sound(char: str) -> str:
    return _FIRST[(ord(char) - 0xAC00) // 588] if "가" <= char <= "힣" else char


def _groups(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    left = iter(entries)
    while group := list(islice(left, _BATCH)):
        yield group
