from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The roof, last in the list: what it connects sees every app."""

    name = "crm.site"
    label = "site"

    def ready(self) -> None:
        from crm import celery  # noqa: F401 - a web process too must know the broker
        from crm.core import menu

        from . import receivers  # noqa: F401 - connects
        from .checklist import open_steps

        menu.badge("site:start", lambda user: open_steps())
