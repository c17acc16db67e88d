"""Celery: late acknowledgement, one task at a time, no results, two queues.

`fast` (refresh, notices) and `long` (import, export, rebuild, reports) have a worker each, so that
a figure never waits behind an import. Nothing depends on a message arriving: marks and Job rows do.
"""

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "fast"
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_TASK_SOFT_TIME_LIMIT = 3600
CELERY_TASK_TIME_LIMIT = 3660
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3 * 3600}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "crm.site.schedule:Scheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
