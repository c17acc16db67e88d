"""The Celery application: `celery -A crm worker -Q fast -n fast@%h`, `celery -A crm beat`."""

from __future__ import annotations

import logging.config
import os
import warnings
from typing import Any

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.signals import setup_logging, task_prerun, worker_ready

from crm.core import queues

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings.base")

# "superuser privileges": tasks are JSON, so a message cannot run code, whoever the worker is
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("crm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_routes = (queues.route,)
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


@task_prerun.connect
def keep_the_centres_time(**kwargs: Any) -> None:
    """As the middleware does for a request: local times mean the centre's."""
    from django.utils import timezone

    from crm.core.clock import zone

    timezone.activate(zone())
