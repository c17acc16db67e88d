"""`{% load ui %}`: numbers, dates, icons and shared pieces. Formats live in `crm.core.formats`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from crm.core import clock, formats, masking, saved, slots
from crm.core.exports import registry
from crm.core.exports.form import ExportForm
from crm.people.roles import Right, holds

register = template.Library()
VERDICTS = {
    "good": '<circle cx="5" cy="5" r="4.2" class="f-good"/>',
    "hold": '<circle cx="5" cy="5" r="3.6" fill="none" class="s-hold" stroke-width="1.6"/>',
    "bad": '<path d="M5 0.2 9.8 5 5 9.8 0.2 5z" class="f-bad"/>',
    "warn": '<path d="M5 .7 9.7 9.3H.3z" class="f-warn"/>',
}


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """`{% icon "phone" %}`, 16 px; size "s" 14, "l" 18. With a label it is read aloud."""
    href = f"{staticfiles_storage.url('core/icons/sprite.svg')}#{name}"
    classes = f"ic {size}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>',
            classes,
            label,
            href,
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)


@register.simple_tag
def css(name: str) -> SafeString:
    """`{% css "desk" %}`: one of our style sheets."""
    url = staticfiles_storage.url(f"core/css/{name}.css")
    return format_html('<link rel="stylesheet" href="{}">\n', url)


@register.simple_tag
def js(name: str) -> SafeString:
    """`{% js "desk" %}`: one of our modules."""
    url = staticfiles_storage.url(f"core/js/{name}.js")
    return format_html('<script type="module" src="{}"></script>\n', url)


@register.simple_tag(takes_context=True)
def export(context: RequestContext, *keys: str, **fixed: object) -> SafeString:
    """`{% export "customers" %}` over a list: its rows as a file, for whoever may take them.

    A page with several lists names them all in its one button. Parts of the question that stand
    in the path and not in the query are given: `team=code`.
    """
    request = context["request"]
    found = [offer for key in keys if (offer := registry.offered(key, request.user))]
    if not found:
        return SafeString("")
    query = request.GET.copy()
    query.update({name: str(value) for name, value in fixed.items()})
    offers = [(offer, ExportForm(auto_id=f"export-{offer.key}-%s")) for offer in found]
    return render_to_string("ui/export.html", {"offers": offers, "query": query}, request=request)


@register.simple_tag(takes_context=True)
def saved_views(context: RequestContext) -> SafeString:
    """The one control of a filter bar: open a saved view of this page, save this one."""
    request = context["request"]
    found = saved.of(request)
    if found is None:
        return SafeString("")
    return render_to_string("ui/saved_views.html", {"views": found}, request=request)


@register.simple_tag(takes_context=True)
def printed(context: RequestContext) -> SafeString:
    """The footer of a printed page: its address (without the query) and when it was printed."""
    request = context["request"]
    address = request.build_absolute_uri(request.path)
    return format_html("<span data-content>{}</span> · {}", address, formats.moment(clock.now()))


# ---- numbers ---------------------------------------------------------------------------------


@register.simple_tag
def number(value: Any, unit: str = "plain", decimals: int | None = None) -> SafeString:
    """`{% number value "count" %}`; the units are `formats.Unit`."""
    return format_html(
        '<span class="num nw">{}</span>', formats.number(value, unit, decimals=decimals)
    )


@register.simple_tag
def big_number(value: Any, unit: str = "plain", decimals: int | None = None) -> SafeString:
    """Digits large, the unit small, as in tiles: `<strong>4,458<small>건</small></strong>`."""
    digits, suffix = formats.parts(value, unit, decimals=decimals)
    small = format_html("<small>{}</small>", suffix) if suffix else ""
    return format_html('<strong class="num">{}{}</strong>', digits, small)


@register.simple_tag
def change(value: Any, unit: str = "plain", decimals: int | None = None) -> SafeString:
    """A difference with its sign."""
    return format_html(
        '<span class="num nw">{}</span>', formats.change(value, unit, decimals=decimals)
    )


@register.simple_tag
def capped(value: int) -> str:
    return formats.capped(value)


# ---- days and moments ------------------------------------------------------------------------


@register.simple_tag
def day(value: date | None, form: str = "full") -> SafeString:
    """`{% day d %}` 2026.11.19, `{% day d "weekday" %}` 11.19 (목), `"short"` 11.19, `"month"`."""
    write = {
        "full": formats.day,
        "weekday": formats.weekday,
        "short": formats.short_day,
        "month": formats.month,
    }[form]
    return _time(value.isoformat() if value else "", write(value))


@register.simple_tag
def moment(value: datetime | None) -> SafeString:
    """`11.19 (목) 14:30`."""
    return _time(_iso(value), formats.moment(value))


@register.simple_tag
def clock_time(value: datetime | None) -> SafeString:
    """`14:30`."""
    return _time(_iso(value), formats.time(value))


@register.simple_tag
def span(first: date | None, last: date | None) -> SafeString:
    """`2026.11.02 – 11.19`, both ends included."""
    return format_html('<span class="num nw">{}</span>', formats.span(first, last))


@register.simple_tag
def ago(value: datetime | None) -> SafeString:
    """`3일 전`, with the moment as its title."""
    return _time(_iso(value), formats.ago(value), formats.moment(value))


@register.simple_tag
def since(value: datetime | None) -> SafeString:
    """`4분째`: how long something has been going on."""
    return _time(_iso(value), formats.since(value), formats.moment(value))


def _iso(value: datetime | None) -> str:
    return value.isoformat(timespec="seconds") if value else ""


def _time(iso: str, text: str, title: str = "") -> SafeString:
    if not iso:
        return format_html('<span class="mut">{}</span>', text)
    if title:
        return format_html('<time class="nw" datetime="{}" title="{}">{}</time>', iso, title, text)
    return format_html('<time class="nw" datetime="{}">{}</time>', iso, text)


# ---- verdicts --------------------------------------------------------------------------------


def verdict_words(kind: str) -> str:
    words = {
        "good": pgettext("verdict", "On target"),
        "hold": pgettext("verdict", "Inconclusive"),
        "bad": pgettext("verdict", "Below target"),
        "small": pgettext("verdict", "Small sample"),
        "none": pgettext("verdict", "No target"),
    }
    return words[kind]


@register.simple_tag
def verdict(kind: str, words: str = "") -> SafeString:
    """Glyph and word: `good`, `hold`, `bad`; `small` (small sample) and `none` are words alone."""
    text = words or verdict_words(kind)
    if kind not in VERDICTS:
        return format_html('<span class="vd hold">{}</span>', text)
    return format_html('<span class="vd {}">{}{}</span>', kind, glyph(kind), text)


@register.simple_tag
def glyph(kind: str) -> SafeString:
    """The mark alone, where the word stands beside it."""
    return format_html(
        '<svg viewBox="0 0 10 10" aria-hidden="true">{}</svg>',
        mark_safe(VERDICTS[kind]),  # noqa: S308 - our own drawing
    )


# ---- people's data ---------------------------------------------------------------------------

register.filter("mask_name", masking.mask_name)
register.filter("mask_phone", masking.mask_phone)
register.filter("mask_email", masking.mask_email)
register.filter("mask_address", masking.mask_address)
#: `{{ note|read_by:user }}`
register.filter("read_by", masking.read_by)


@register.filter
def may(user: Any, right: str) -> bool:
    """`{% if user|may:"goals-write" %}`: whether to show a way to something."""
    return bool(user.is_authenticated) and holds(user, Right(right))


# ---- structure -------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def slot(context: RequestContext, name: str, **arguments: Any) -> SafeString:
    """What upper apps show at this place; nothing where none does."""
    request = context["request"]
    flat: dict[str, Any] = context.flatten()  # type: ignore[assignment]  # names are strings here
    shown = (
        (render_to_string(found.template, {**flat, **found.context}, request),)
        for found in slots.fragments(name, request, arguments)
    )
    return format_html_join("", "{}", ((mark_safe(text),) for (text,) in shown))  # noqa: S308 - rendered by templates


@register.inclusion_tag("ui/field.html")
def field(bound: Any, hint: str = "", classes: str = "") -> Mapping[str, Any]:
    """Label, control, hint and errors of a form field, tied together for assistive technology."""
    return {
        "field": bound,
        "hint": hint or bound.help_text,
        "control": control(bound, hint=hint),
        "described": " ".join(_described(bound, hint)),
        "classes": classes,
    }


@register.simple_tag
def control(bound: Any, hint: str = "", **attributes: Any) -> SafeString:
    """The control of a field alone, styled, with its errors and hint referred to."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    classes = {"select": "sel", "checkbox": "", "radio": "", "file": "in"}.get(kind, "in")
    if not kind and not hasattr(widget, "choices"):
        classes = "ta"
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if described := _described(bound, hint):
        attributes["aria-describedby"] = " ".join(described)
    own = widget.attrs.get("class", "")
    attributes = {key.replace("_", "-"): value for key, value in attributes.items()}
    html: SafeString = bound.as_widget(attrs={"class": f"{classes} {own}".strip(), **attributes})
    return html


def _described(bound: Any, hint: str) -> list[str]:
    """The ids of what stands under the control: its hint, its errors."""
    found = [f"{bound.auto_id}-hint"] if hint or bound.help_text else []
    return [*found, f"{bound.auto_id}-error"] if bound.errors else found


@register.filter
def widget_kind(bound: Any) -> str:
    """`checkbox`, `group` (radios, many checkboxes) or `single`: decides where the label stands."""
    kind = getattr(bound.field.widget, "input_type", "")
    if kind == "checkbox" and not hasattr(bound.field.widget, "choices"):
        return "checkbox"
    return "group" if kind in ("radio", "checkbox") else "single"


@register.inclusion_tag("ui/sort.html")
def sort_head(listing: Any, key: str, label: str, classes: str = "") -> Mapping[str, Any]:
    """A table head one may sort by: `{% sort_head listing "name" _("Name") "first" %}`."""
    return {"sort": listing.sorts[key], "label": label, "classes": classes}
