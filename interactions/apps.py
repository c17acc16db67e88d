from django.apps import AppConfig


class InteractionsConfig(AppConfig):
    name = "interactions"
    label = "interactions"

    def ready(self) -> None:
        from . import exports, faq_words, slots, words

        exports.register_all()
        faq_words.register()
        slots.register()
        words.register()
