"""The sentences of why a figure changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.core import formats
from crm.core.formats import Unit

from ..dimensions import Key
from ..units import Shown
from .change import Change, CountChange
from .said import amount, said, signed, strong, type_name

#: A part smaller than this of the larger one hardly matters.
SMALL = 0.1


def of_change(
    found: Change[int], shape: Shown, keys: Mapping[int, Key], is_clear: Callable[[int], bool]
) -> SafeString:
    """What both effects did, and the type that did most: first one whose change is clear."""
    within, mix = (_visible(shape, effect) for effect in (found.within, found.mix))
    if not within and not mix:
        return said(_("Hardly anything moved, neither within the types nor by their mix."))
    first = said(
        direction(within, mix),
        within=strong(amount(shape, within)),
        mix=strong(amount(shape, mix)),
    )
    by_mix = abs(mix) > abs(within)
    lead = max(
        found.parts,
        key=lambda part: (
            (False, abs(part.mix)) if by_mix else (is_clear(part.key), abs(part.within))
        ),
    )
    name = type_name(keys[lead.key])
    if by_mix:
        second = said(
            _("Its share moved most: %(type)s, %(then)s → %(now)s of the records."),
            type=name,
            then=strong(formats.number(lead.share_then, Unit.PERCENT)),
            now=strong(formats.number(lead.share_now, Unit.PERCENT)),
        )
    else:
        template = (
            _("Clearest in %(type)s: %(then)s → %(now)s.")
            if is_clear(lead.key)
            else _("The largest part is %(type)s: %(then)s → %(now)s, within error.")
        )
        second = said(
            template,
            type=name,
            then=strong(shape.text(lead.then.value)),
            now=strong(shape.text(lead.now.value)),
        )
    return format_html("{} {}", first, second)


def _visible(shape: Shown, effect: float) -> float:
    """The effect, or 0 where all of it is rounded away when printed."""
    return effect if any(digit in "123456789" for digit in amount(shape, effect)) else 0.0


def of_volume(found: Change[int], shape: Shown) -> SafeString:
    """The sum behind a time: more records, or more time a record."""
    if shape.unit is not Unit.DURATION:
        return SafeString("")
    total = found.volume + found.rate
    return said(
        _("In hours: %(total)s altogether, %(volume)s by the number of records and %(rate)s by"
          " the time of one."),
        total=strong(formats.change(total, Unit.HOURS)),
        volume=strong(formats.change(found.volume, Unit.HOURS)),
        rate=strong(formats.change(found.rate, Unit.HOURS)),
    )  # fmt: skip


def of_count(found: CountChange[int], shape: Shown, keys: Mapping[int, Key]) -> SafeString:
    """How much is more or fewer days, and the type whose daily number moved most."""
    lead = max(found.parts, key=lambda part: abs(part[3]))
    days = (
        said(
            _("%(days)s by the number of business days, %(pace)s by how many a day."),
            days=strong(signed(shape, found.days)),
            pace=strong(signed(shape, found.pace)),
        )
        if found.days
        else _("The number of business days is the same.")
    )
    second = said(
        _("The daily number moved most in %(type)s: %(amount)s."),
        type=type_name(keys[lead[0]]),
        amount=strong(signed(shape, lead[3])),
    )
    return format_html("{} {}", days, second)


def direction(within: float, mix: float) -> str:
    """The sentence for what both effects did; an effect beside which the other is small leads."""
    if abs(mix) <= SMALL * abs(within):
        if within > 0:
            return _(
                "Compared type by type it rose by %(within)s; the mix of types hardly matters."
            )
        return _("Compared type by type it fell by %(within)s; the mix of types hardly matters.")
    if abs(within) <= SMALL * abs(mix):
        if mix > 0:
            return _(
                "Compared type by type it hardly moved; the mix of types raised it by %(mix)s."
            )
        return _("Compared type by type it hardly moved; the mix of types lowered it by %(mix)s.")
    if within < 0 < mix:
        return _("Compared type by type it fell by %(within)s, but the mix of types raised it by"
                 " %(mix)s.")  # fmt: skip
    if mix < 0 < within:
        return _("Compared type by type it rose by %(within)s, but the mix of types lowered it by"
                 " %(mix)s.")  # fmt: skip
    if within > 0:
        return _("Compared type by type it rose by %(within)s, and the mix of types raised it by"
                 " %(mix)s more.")  # fmt: skip
    return _("Compared type by type it fell by %(within)s, and the mix of types lowered it by"
             " %(mix)s more.")  # fmt: skip
