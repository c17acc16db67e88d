"""One worker of a measured rebuild: once told to go, takes the named jobs that nobody else has."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings.base")
    import django

    django.setup()
    from crm.core import clock
    from performance.rollups import rebuild
    from performance.rollups.grains import GRAINS, Part

    today = clock.today()
    for grain in GRAINS:
        grain.counted(Part(today, today))  # compiled once, as a worker at work has it
    print("ready", flush=True)
    sys.stdin.readline()
    for job_id in sys.argv[1:]:
        rebuild.work(int(job_id))


if __name__ == "__main__":
    main()
