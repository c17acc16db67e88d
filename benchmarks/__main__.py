"""`make bench`: every budget at every size, printed as ratios; exit code 1 where one is missed.

Each size runs in a process and a data folder of its own. `--write` puts the run into
docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
MARKS = ("<!-- measured -->", "<!-- /measured -->")
#: Budget 3: the SQL of the team page per ten times the records.
GROWTH = 2.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--sizes", default="10000,100000", help="consultations, by commas")
    parser.add_argument("--port", default="8765", help="where the stack is served meanwhile")
    parser.add_argument("--write", action="store_true", help="put the run into docs/performance.md")
    wanted = parser.parse_args()
    found: list[dict[str, Any]] = []
    for size in (int(text) for text in wanted.sizes.split(",")):
        found += _run(size, wanted.port)
    found = _grown(found)
    table = _table(found)
    print(table)
    if wanted.write:
        _write(table)
    return 0 if all(row["met"] for row in found) else 1


def _run(size: int, port: str) -> list[dict[str, Any]]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "CELERY_BROKER_URL")}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.centre", str(size)],
            cwd=ROOT, env={**kept, "DATA_DIR": folder, "PORT": port},
            stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    rows: list[dict[str, Any]] = json.loads(done.stdout.strip().splitlines()[-1])
    return rows


def _grown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Budget 3 is a ratio between sizes: each against the one before, per ten times."""
    before: dict[str, Any] | None = None
    for row in rows:
        if row["budget"] != 3:
            continue
        if before is None:
            row |= {"bound": None, "ratio": row["took"], "limit": 0.1, "met": row["took"] <= 0.1}
        else:
            tens = (row["size"] / before["size"]) / 10
            ratio = row["took"] / before["took"] / tens
            row |= {"bound": before["took"], "ratio": ratio, "limit": GROWTH,
                    "met": ratio <= GROWTH}  # fmt: skip
        before = row
    return rows


def _table(rows: list[dict[str, Any]]) -> str:
    lines = [
        "| # | work | records | took | bound | ratio | budget | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in sorted(rows, key=lambda row: (row["budget"], row["size"])):
        bound = "—" if row["bound"] is None else _seconds(row["bound"])
        ratio = "—" if row["bound"] is None else f"{row['ratio']:.2f} ×"
        limit = _seconds(row["limit"]) if row["bound"] is None else f"≤ {row['limit']:g} ×"
        verdict = "met" if row["met"] else "**missed**"
        note = f" ({row['note']})" if row["note"] else ""
        lines.append(
            f"| {row['budget']} | {row['what']}{note} | {row['size']:,} | {_seconds(row['took'])} |"
            f" {bound} | {ratio} | {limit} | {verdict} |"
        )
    return "\n".join(lines)


def _seconds(value: float) -> str:
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"


def _machine() -> str:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    memory = round(pages * size / 2**30)
    return (
        f"{date.today().isoformat()}, {os.cpu_count()} cores, {memory} GB, "
        f"Python {platform.python_version()}, PostgreSQL 18 and Valkey 9 from their wheels."
    )


def _write(table: str) -> None:
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split(MARKS[0])
    _old, tail = rest.split(MARKS[1])
    PAGE.write_text(f"{head}{MARKS[0]}\n{_machine()}\n\n{table}\n{MARKS[1]}{tail}", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
