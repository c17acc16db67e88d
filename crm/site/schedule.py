from django_celery_beat.schedulers import DatabaseScheduler


class Scheduler(DatabaseScheduler):
    pass
