from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "crm.staff"
    label = "staff"

    def ready(self) -> None:
        from . import exports, receivers, slots, words  # noqa: F401 - importing connects the receivers

        slots.register()
        words.register()
        exports.register_all()
