"""gunicorn's configuration: `gunicorn -c python:crm.site.web crm.wsgi`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from crm.core.logs import logging_config

BOOT_ERROR = 3  # gunicorn gives up instead of trying again

worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
timeout = 60
graceful_timeout = 10
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a heartbeat file
logconfig_dict = logging_config()
# a connection for each thread and one for the sign of life
os.environ.setdefault("DB_POOL", str(threads + 1))


def post_worker_init(worker: Any) -> None:
    """Django is loaded here. A database that is away now may be back soon; a wrong one stays."""
    from django.db import Error, connection

    from crm.core.heartbeats import Pulse

    from .starting import CannotStart, check_start

    try:
        check_start()
    except CannotStart as error:
        worker.log.error(str(error))
        sys.exit(BOOT_ERROR)
    except Error:
        worker.log.warning("the database is away")
    finally:
        connection.close()
    Pulse("web").start()
