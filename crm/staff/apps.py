from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "crm.staff"
    label = "staff"

    def ready(self) -> None:
        from . import words

        words.register()
