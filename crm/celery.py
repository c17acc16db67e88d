"""The Celery application: `celery -A crm worker -Q fast -n fast@%h`, `celery -A crm beat`."""

from __future__ import annotations

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings.base")

app = Celery("crm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def use_our_logging(**kwargs: Any) -> None:
    """Having a receiver at all keeps Celery from installing handlers of its own."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@worker_ready.connect
def give_signs_of_life(*, sender: Any, **kwargs: Any) -> None:
    """A worker is known by the first part of its node name: `fast@host` signs as `worker-fast`."""
    from crm.core.heartbeats import Pulse

    Pulse(f"worker-{str(sender.hostname).partition('@')[0]}").start()
