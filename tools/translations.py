"""Whether the Korean catalogue is whole: `python tools/translations.py`.

Three questions: does every string of the source stand in `django.po` with a Korean text, does
`django.po` hold none that is fuzzy or unused, and does the committed `django.mo` say the same.
The first and the last need GNU gettext; without it only the committed file is read.
"""

from __future__ import annotations

import gettext
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale/ko/LC_MESSAGES/django.po"
MO = PO.with_suffix(".mo")
SOURCES = ("crm", "customers", "interactions", "performance", "templates")
Catalogue = dict[str, str]


def read(path: Path) -> Catalogue:
    """Every message of a compiled catalogue; of plural forms the one that Korean has."""
    with path.open("rb") as file:
        found = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    plain = {key: text for key, text in found.items() if isinstance(key, str)}
    plain |= {key[0]: text for key, text in found.items() if isinstance(key, tuple) and not key[1]}
    return {readable(key): text for key, text in plain.items() if key}


def readable(key: str) -> str:
    context, separator, text = key.partition("\x04")
    return f"{context} | {text}" if separator else key


def compiled(po: Path, *options: str) -> Catalogue:
    with tempfile.NamedTemporaryFile(suffix=".mo") as out:
        run("msgfmt", "--check-format", *options, "-o", out.name, str(po))
        return read(Path(out.name))


def run(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr.strip() or f"{command[0]} failed")
    return done.stdout


def in_source() -> set[str]:
    """The strings the code and the templates ask for, found by makemessages on a copy."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        for folder in SOURCES:
            for path in (ROOT / folder).rglob("*"):
                if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                    target = copy / path.relative_to(ROOT)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, target)
        (copy / "locale").mkdir()
        run(sys.executable, "-m", "django", "makemessages", "-l", "ko", "-v0", cwd=copy)
        fresh = copy / "locale/ko/LC_MESSAGES/django.po"
        empty = re.compile(r'^(msgstr(?:\[\d\])?) ""\n(?!")', flags=re.MULTILINE)
        fresh.write_text(empty.sub(r'\1 "x"\n', fresh.read_text()))
        with tempfile.NamedTemporaryFile(suffix=".mo") as out:
            run("msgfmt", "-o", out.name, str(fresh))
            return set(read(Path(out.name)))


def problems() -> list[str]:
    if not MO.exists():
        return [f"{MO.relative_to(ROOT)} is missing: make messages"]
    committed = read(MO)
    if shutil.which("msgfmt") is None:
        print("No GNU gettext (apt-get install gettext): source and catalogue are not compared.")
        return []
    wanted, written = in_source(), compiled(PO)
    found = [f"no Korean text: {key}" for key in sorted(wanted - set(written))]
    found += [f"not used by anything: {key}" for key in sorted(set(written) - wanted)]
    if "#, fuzzy" in PO.read_text():
        found.append("fuzzy entries: read them, then remove the mark")
    if written != committed:
        found.append("django.mo is not what django.po says: make messages")
    return found


if __name__ == "__main__":
    lines = problems()
    print("\n".join(lines) or "Translations: complete.")
    sys.exit(bool(lines))
