"""Which rows anything points to, whichever app it belongs to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Model, Q

#: The condition under which every row of a table is spared.
EVERY = Q(pk__isnull=False)


def used(
    model: type[Model],
    ids: Collection[int],
    *,
    apart_from: Mapping[type[Model], Q] | None = None,
) -> set[int]:
    """Those of the ids that a foreign key of any table names; rows of `apart_from` do not count."""
    spared = {kind._meta.label: condition for kind, condition in (apart_from or {}).items()}
    found = set[int]()
    for relation in model._meta.get_fields(include_hidden=True):
        field: Any = getattr(relation, "field", None)
        if not relation.auto_created or relation.concrete or field is None or field.many_to_many:
            continue
        table: Any = relation.related_model
        name = field.attname
        rows = table._base_manager.filter(**{f"{name}__in": list(ids)})
        if (condition := spared.get(table._meta.label)) is not None:
            rows = rows.exclude(condition)
        found |= set(rows.values_list(name, flat=True))
    return found
