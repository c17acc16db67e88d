from django.apps import AppConfig


class InteractionsConfig(AppConfig):
    name = "interactions"
    label = "interactions"

    def ready(self) -> None:
        from . import faq_words, slots, words

        faq_words.register()
        slots.register()
        words.register()
