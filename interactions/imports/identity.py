"""Which record a row is: by source and external id, else by its content and its occurrence.

What the file has shown so far is kept in temporary tables of the connection, so memory stays flat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256

from django.db import connection

from crm.core.rows import listed_texts, read_rows

from .rows import Row


class Identity:
    """`remembers`: a dry run writes no record by which a first leg would be found later."""

    def __init__(self, source: str, *, remembers: bool) -> None:
        self._source, self._remembers = source, remembers
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS import_ids, import_contents")
            cursor.execute("CREATE TEMP TABLE import_ids (key text PRIMARY KEY)")
            cursor.execute("CREATE TEMP TABLE import_contents (hash bytea PRIMARY KEY, n integer)")

    def close(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS import_ids, import_contents")

    def number_occurrences(self, rows: Sequence[Row]) -> None:
        """Without an external id, the n-th row of equal content is a record of its own."""
        nameless = [row for row in rows if row.external_id is None]
        if not nameless:
            return
        counts = Counter(row.row_hash for row in nameless)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO import_contents AS kept SELECT * FROM unnest(%s::bytea[], %s::int[])"
                " ON CONFLICT (hash) DO UPDATE SET n = kept.n + excluded.n RETURNING hash, n",
                [_digests(counts), list(counts.values())],
            )
            before = {bytes(key): n - counts[bytes(key)] for key, n in cursor.fetchall()}
        for row in nameless:
            before[row.row_hash] += 1
            row.row_hash = sha256(row.row_hash + b"%d" % before[row.row_hash]).digest()

    def find(self, rows: Sequence[Row]) -> list[Row]:
        """Note which rows are stored already; returns those whose content is stored as it is."""
        keys = [row.external_id for row in rows if row.external_id is not None]
        hashes = [row.row_hash for row in rows if row.external_id is None]
        by_key, by_hash = self._by_key(keys), self._by_hash(hashes)
        unchanged = []
        for row in rows:
            if row.external_id is None:
                row.id, digest = by_hash.get(row.row_hash, (0, b""))
            else:
                row.id, digest = by_key.get(row.external_id, (0, b""))
            row.is_stored = bool(row.id)
            if row.is_stored and digest == row.row_hash:
                unchanged.append(row)
        return unchanged

    def _by_key(self, keys: list[str]) -> dict[str, tuple[int, bytes]]:
        """Id and hash of this source's records by external id."""
        query = (
            "SELECT external_id, id, row_hash FROM interactions_consultation"
            " WHERE source = %s AND external_id IS NOT NULL AND external_id = ANY(%s::text[])"
        )
        rows = read_rows(query, [self._source, listed_texts(keys)]) if keys else []
        return {key: (pk, bytes(digest or b"")) for key, pk, digest in rows}

    def _by_hash(self, hashes: list[bytes]) -> dict[bytes, tuple[int, bytes]]:
        """The same of those without an external id, by hash."""
        query = (
            "SELECT row_hash, id FROM interactions_consultation"
            " WHERE source = %s AND external_id IS NULL AND row_hash = ANY(%s::bytea[])"
        )
        rows = read_rows(query, [self._source, _digests(hashes)]) if hashes else []
        return {bytes(digest): (pk, bytes(digest)) for digest, pk in rows}

    def senders(self, keys: set[str]) -> dict[str, int]:
        """First legs by external id; 0 for one that a dry run has taken but not written."""
        if not keys:
            return {}
        wanted = listed_texts(keys)
        with connection.cursor() as cursor:
            cursor.execute("SELECT key FROM import_ids WHERE key = ANY(%s::text[])", [wanted])
            found = {row[0]: 0 for row in cursor.fetchall()}
        stored = self._by_key(list(keys))
        return {**found, **{key: pk for key, (pk, _digest) in stored.items()}}

    def remember(self, rows: Sequence[Row]) -> None:
        """The external ids of rows that were taken."""
        named = [row.external_id for row in rows if row.external_id is not None]
        if named and self._remembers:
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO import_ids SELECT * FROM unnest(%s::text[])"
                    " ON CONFLICT DO NOTHING",
                    [listed_texts(named)],
                )


def _digests(hashes: Iterable[bytes]) -> str:
    """Hashes for `%s::bytea[]`."""
    return listed_texts(rf"\x{one.hex()}" for one in hashes)
