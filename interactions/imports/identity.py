"""Which record a row is: by source and external id, else by its content and its occurrence.

What the file has shown so far is kept in temporary tables of the connection, so memory stays flat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from crm.core.rows import read_rows

from ..models import Consultation
from .rows import Row

TWICE = _("This external id stands in the file twice, with different content.")


class Identity:
    def __init__(self, source: str) -> None:
        self._source = source
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS import_ids, import_contents")
            cursor.execute("CREATE TEMP TABLE import_ids (key text PRIMARY KEY, hash bytea)")
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
                [list(counts), list(counts.values())],
            )
            before = {bytes(key): n - counts[bytes(key)] for key, n in cursor.fetchall()}
        for row in nameless:
            before[row.row_hash] += 1
            row.row_hash = sha256(row.row_hash + b"%d" % before[row.row_hash]).digest()

    def find(self, rows: Sequence[Row]) -> list[Row]:
        """Note which rows are stored already; returns those whose content is stored as it is."""
        keys = [row.external_id for row in rows if row.external_id is not None]
        hashes = [row.row_hash for row in rows if row.external_id is None]
        by_key = self._stored("external_id", keys)
        by_hash = self._stored("row_hash", hashes)
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

    def _stored(self, column: str, values: list[Any]) -> dict[Any, tuple[int, bytes]]:
        """Id and hash of this source's records, by the column that names them."""
        if not values:
            return {}
        named = "IS NOT NULL" if column == "external_id" else "IS NULL"
        query = (
            f"SELECT id, row_hash, {column} FROM interactions_consultation"  # noqa: S608 - ours
            f" WHERE source = %s AND external_id {named} AND {column} = ANY(%s)"
        )
        rows = read_rows(query, [self._source, values])
        found = {}
        for pk, digest, name in rows:
            key = bytes(name) if column == "row_hash" else name
            found[key] = (pk, bytes(digest or b""))
        return found

    def senders(self, keys: set[str]) -> dict[str, int]:
        """First legs by external id; 0 for one that a dry run has taken but not written."""
        if not keys:
            return {}
        wanted = sorted(keys)
        with connection.cursor() as cursor:
            cursor.execute("SELECT key FROM import_ids WHERE key = ANY(%s)", [wanted])
            found = {row[0]: 0 for row in cursor.fetchall()}
        stored = Consultation.objects.filter(source=self._source, external_id__in=wanted)
        return {**found, **dict(stored.values_list("external_id", "pk"))}

    def twins(self, rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
        """Rows whose external id the file has shown before: with equal, and with other content."""
        named = [row for row in rows if row.external_id is not None]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT key, hash FROM import_ids WHERE key = ANY(%s)",
                [[row.external_id for row in named]],
            )
            shown = {key: bytes(digest) for key, digest in cursor.fetchall()}
        equal, other = list[Row](), list[Row]()
        for row in named:
            first = shown.setdefault(row.external_id or "", row.row_hash)
            if first is not row.row_hash:
                (equal if first == row.row_hash else other).append(row)
        return equal, other

    def remember(self, rows: Sequence[Row]) -> None:
        """The external ids of rows that were taken."""
        named = [row for row in rows if row.external_id is not None]
        if named:
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO import_ids SELECT * FROM unnest(%s::text[], %s::bytea[])"
                    " ON CONFLICT DO NOTHING",
                    [[row.external_id for row in named], [row.row_hash for row in named]],
                )
