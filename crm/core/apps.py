from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "crm.core"
    label = "core"

    def ready(self) -> None:
        from . import checks, words  # noqa: F401 - importing registers the system check
        from .exports import running

        words.register()
        running.register()
