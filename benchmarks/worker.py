"""One worker of a measured rebuild: takes the named jobs that nobody else has."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings.base")
    import django

    django.setup()
    from performance.rollups import rebuild

    for job_id in sys.argv[1:]:
        rebuild.work(int(job_id))


if __name__ == "__main__":
    main()
