from django.apps import AppConfig


class InteractionsConfig(AppConfig):
    name = "interactions"
    label = "interactions"

    def ready(self) -> None:
        from . import exports, faq_words, receivers, slots, words  # noqa: F401 - receivers listen
        from .imports import working

        exports.register_all()
        faq_words.register()
        slots.register()
        words.register()
        working.register()
