"""What such a file says about itself."""

from __future__ import annotations

import base64
import json
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.core.exceptions import ImproperlyConfigured

from crm.core.crypto import decrypt, encrypt

FORMAT = 1
MANIFEST = "manifest.json"
#: Encrypted in every file, so that it is known beforehand whether the keys here fit.
WORD = "crm"


class BadBackup(Exception):
    """Why a file cannot be taken, in words."""


@dataclass(frozen=True)
class TableFacts:
    """Columns in the order of the file, and how many rows it holds."""

    columns: list[str]
    rows: int


@dataclass(frozen=True)
class Manifest:
    """`migrations`: (app, name) of all that had been applied. `sequences`: (table, column, last
    value, whether it was given out)."""

    made_at: str
    server: int
    migrations: list[tuple[str, str]]
    tables: dict[str, TableFacts]
    sequences: list[tuple[str, str, int, bool]]
    word: str
    format: int = FORMAT


def member(table: str) -> str:
    return f"tables/{table}"


def locked_word() -> str:
    return base64.b64encode(encrypt(WORD)).decode()


def fits(manifest: Manifest) -> bool:
    """Whether FIELD_KEYS here hold the key this file's contact data was written with."""
    try:
        return decrypt(base64.b64decode(manifest.word)) == WORD
    except (ImproperlyConfigured, InvalidTag, ValueError):
        return False


def as_text(manifest: Manifest) -> str:
    return json.dumps(asdict(manifest), ensure_ascii=False, indent=1)


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        found = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError) as problem:
        raise BadBackup("This file is no whole backup: it has no table of contents.") from problem
    if found.get("format") != FORMAT:
        raise BadBackup("This backup was made by a newer version of the product.")
    tables = {name: TableFacts(**facts) for name, facts in found.pop("tables").items()}
    migrations = [(app, name) for app, name in found.pop("migrations")]
    sequences = [
        (table, column, last, used) for table, column, last, used in found.pop("sequences")
    ]
    return Manifest(**found, tables=tables, migrations=migrations, sequences=sequences)


def opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError as problem:
        raise BadBackup(f"There is no file {path}.") from problem
    except (OSError, zipfile.BadZipFile) as problem:
        raise BadBackup(f"{path} is no backup, or it was cut off.") from problem
