"""Sentences made of numbers: templates with places, amounts in words, no particle on a value."""

from __future__ import annotations

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from crm.core import formats
from crm.core.formats import Unit

from ..dimensions import Key
from ..units import Shown


def said(template: str, **facts: object) -> SafeString:
    """The template with its `%(places)s` filled; facts are escaped unless they are markup."""
    filled = {name: conditional_escape(str(fact) if not isinstance(fact, SafeString) else fact)
              for name, fact in facts.items()}  # fmt: skip
    return SafeString(conditional_escape(template) % filled)


def typed(name: str) -> SafeString:
    """What people typed, marked so that it is not taken for our own words."""
    return format_html("<b data-content>{}</b>", name)


def strong(text: str) -> SafeString:
    return format_html('<b class="num nw">{}</b>', text)


def type_name(key: Key) -> SafeString:
    """The leaf's own name; records without a type are named in our words."""
    if key.is_missing:
        return format_html("<b>{}</b>", pgettext("figures", "No type"))
    return typed(key.name.rpartition(" > ")[2])


def amount(shape: Shown, stored: float) -> str:
    """The size of a difference without its sign: `6.8 s`, `1:12`, `2.3 pp`, `0.05`."""
    size = abs(stored)
    if shape.unit is Unit.DURATION:
        return formats.number(size, Unit.SECONDS if size < 60 else Unit.DURATION)
    return shape.change(size).lstrip("+")


def signed(shape: Shown, stored: float) -> str:
    """The same with its sign; what rounds to nothing has none."""
    text = amount(shape, stored)
    if not any(character in "123456789" for character in text):
        return text
    return ("+" if stored > 0 else formats.MINUS) + text
