"""A centre of a given size in a data folder of its own, and everything measured in it.

Run as a program: `python -m benchmarks.centre SIZE`, prints one JSON list.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

#: A larger centre is a seeded one grown by SQL.
MOST_SEEDED = 1_000_000


def main() -> None:
    """Seeds, measures in this process, then through a running stack."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings.base")
    import django
    from django.conf import settings

    size = int(sys.argv[1])
    with settings.ENGINES().running():
        django.setup()
        results = _in_process(size)
        from django.db import connections

        for connection in connections.all(initialized_only=True):
            connection.close()
    from . import live

    results += live.measure(size)
    print(json.dumps([result.as_dict() for result in results]))


def _in_process(size: int) -> list[Any]:
    from datetime import timedelta

    from django.core.management import call_command

    from crm.core import clock
    from crm.site.management.commands.seed_demo import Command

    settings_hosts()
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    seeded = min(size, MOST_SEEDED)
    Command(stderr=open(os.devnull, "w")).fill(seeded, 1, clock.today() - timedelta(days=1))  # noqa: SIM115
    from django.db import connection

    if size > seeded:
        from . import growing

        growing.grow(size // seeded)

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    from . import exporting, finding, importing, pages, rebuilding, refreshing, saving

    return [
        *rebuilding.measure(size),
        *pages.measure(size),
        *finding.measure(size),
        *saving.measure(size),
        *refreshing.measure(size),
        *exporting.measure(size),
        *importing.measure(size),
    ]


def settings_hosts() -> None:
    """The test client speaks to `testserver`."""
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]


if __name__ == "__main__":
    main()
