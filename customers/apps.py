from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"
    label = "customers"

    def ready(self) -> None:
        from crm.core import rotation

        from . import exports, words
        from .contact_points import Point

        words.register()
        exports.register_all()
        rotation.derives(
            "customers.contactpoint", lambda row: {"index": Point(row.kind, row.value).index}
        )
