from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "performance"
    label = "performance"

    def ready(self) -> None:
        from . import custom, definitions, exports, kept, words
        from . import receivers as _receivers  # noqa: F401 - they connect when imported

        definitions.watch()
        custom.watch()
        words.register()
        exports.register_all()
        kept.watch()
