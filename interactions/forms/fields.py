"""Form fields of the desk: seconds as m:ss, local moments, and the tree of inquiry types."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crm.core import formats
from crm.core.days import MomentField

from ..models import InquiryType

__all__ = ["MomentField", "SecondsField", "TypeField", "TypeSelect", "tree_order"]

_DURATION = re.compile(r"^(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,6})$")
LONGEST = 24 * 3600  # seconds; a contact is not handled for longer than a day


class SecondsField(forms.Field):
    """A duration typed as `4:12`, `1:02:03` or seconds; empty is unknown, never zero."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "class": "num", "maxlength": "9"}
    )

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        found = _DURATION.match(text)
        if found is None:
            raise ValidationError(_("Write minutes and seconds, such as 4:12."))
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        total = hours * 3600 + minutes * 60 + seconds
        if total > LONGEST:
            raise ValidationError(_("A contact is not handled for more than a day."))
        return total

    def prepare_value(self, value: Any) -> Any:
        return formats.number(value, "duration") if isinstance(value, int) else value


class TypeSelect(forms.Select):
    """Options carry what the picker searches by: path, code, level."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        node = getattr(value, "instance", None)
        if isinstance(node, InquiryType):
            option["attrs"] |= {"data-code": node.code, "data-path": node.path}
        return option


class TypeField(forms.ModelChoiceField[InquiryType]):
    """A type of any level; retired ones are no choice, unless the record has it already."""

    widget = TypeSelect

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", InquiryType.objects.active())
        super().__init__(**kwargs)

    def keep(self, node: InquiryType | None) -> None:
        """Leave the type a record has among the choices, though it was retired since."""
        if node is not None and node.retired_on is not None:
            kept = InquiryType.objects.filter(pk=node.pk)
            self.queryset = InquiryType.objects.active() | kept

    def label_from_instance(self, node: Any) -> str:
        return str(node.path)


def tree_order(nodes: Iterable[InquiryType]) -> list[InquiryType]:
    """Each branch together, siblings in their own order."""
    below: dict[int | None, list[InquiryType]] = {}
    for node in nodes:
        below.setdefault(node.parent_id, []).append(node)
    found: list[InquiryType] = []

    def walk(parent: int | None) -> None:
        for node in sorted(below.get(parent, []), key=lambda n: (n.position, n.name, n.pk)):
            found.append(node)
            walk(node.pk)

    walk(None)
    return found
