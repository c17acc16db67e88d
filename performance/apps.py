from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "performance"
    label = "performance"

    def ready(self) -> None:
        from . import exports, kept, receivers, words  # noqa: F401 - receivers connect when imported

        words.register()
        exports.register_all()
        kept.watch()
