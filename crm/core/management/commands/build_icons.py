"""Rebuild the icon sprite from an unpacked `lucide-static` package."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

ICONS = Path(__file__).resolve().parents[2] / "static" / "core" / "icons"
LICENCE = "Lucide (https://lucide.dev), ISC licence"


class Command(BaseCommand):
    help = "Write sprite.svg from the icons named in names.txt (folder of lucide-static given)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("package", type=Path, help="unpacked lucide-static, with icons/*.svg")

    def handle(self, *args: Any, **options: Any) -> None:
        symbols = [
            _symbol(options["package"] / "icons", name)
            for name in (ICONS / "names.txt").read_text().split()
        ]
        (ICONS / "sprite.svg").write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg"><!-- {LICENCE} -->\n'
            + "\n".join(symbols)
            + "\n</svg>\n"
        )
        self.stdout.write(f"{len(symbols)} icons")


def _symbol(folder: Path, name: str) -> str:
    path = folder / f"{name}.svg"
    if not path.is_file():
        raise CommandError(f"There is no icon {name} in {folder}")
    found = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(), re.DOTALL)
    if found is None:
        raise CommandError(f"{path} is not an icon")
    inner = re.sub(r"\s+", " ", found[1]).replace(" />", "/>").replace("> <", "><").strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>'
