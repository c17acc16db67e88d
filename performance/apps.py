from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "performance"
    label = "performance"

    def ready(self) -> None:
        from . import receivers  # noqa: F401 - connects to the signals of the apps below
