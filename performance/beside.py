"""One agent beside the own team: what is handled more or less, and where the agent differs.

Differences are told only where the agent's interval leaves out the team's value; figures that
depend on the mix of types are compared adjusted to the team's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from crm.core import formats
from crm.core.formats import Unit

from . import figures
from .charts.bars import apart
from .fairness import compare
from .figures import Figure
from .kpis.catalogue import KPIS
from .kpis.types import Better
from .tiles import Tile
from .units import shown

if TYPE_CHECKING:
    from crm.people.models import User

    from .asked import Asked
    from .slices import Slice
    from .tiles import Question

#: Compared adjusted to the team's mix, and compared as they are.
ADJUSTED = ("aht", "fcr", "resolution_rate", "csat_mean")
PLAIN = ("recontact_share", "transfer_rate", "follow_up_on_time", "first_response_in_time")
#: Types in the mix, and differences a sentence names.
MOST_TYPES, MOST_NAMED = 8, 3
#: A share that differs less from the team's is not worth a word.
LEAST_DIFFERENCE = 0.02


@dataclass(frozen=True)
class MixLine:
    """A type's share of what was handled, the agent's beside the team's."""

    name: str
    count: str
    own: str
    team: str
    difference: str
    bar: SafeString
    url: str


@dataclass(frozen=True)
class Mix:
    lines: Sequence[MixLine]
    sentence: SafeString


@dataclass(frozen=True)
class Difference:
    """One figure that lies clearly on one side of the team's."""

    kpi: str
    words: SafeString
    is_better: bool


@dataclass(frozen=True)
class Portrait:
    """What stands out, in a sentence; `compared`: how many figures were looked at."""

    sentence: SafeString
    compared: int
    by_chance: int


def mix(asked: Asked, q: Question, team: Slice) -> Mix | None:
    """The types that differ most in share; nothing without handled contacts on either side."""
    own = _handled(q.parts("handled", "type"))
    theirs = _handled(figures.read(team, ["handled"], ("type",)))
    whole, all_of_them = sum(own.values()), sum(theirs.values())
    if not whole or not all_of_them:
        return None
    names = {row.keys["type"].id: row.keys["type"] for row in q.parts("handled", "type")}
    shares = {key: (n / whole, theirs.get(key, 0) / all_of_them) for key, n in own.items()}
    chosen = sorted(shares, key=lambda key: -own[key])[:MOST_TYPES]
    reach = max(abs(mine - team_share) for mine, team_share in shares.values()) or 1.0
    lines = []
    for key in chosen:
        mine, other = shares[key]
        named = names[key]
        lines.append(
            MixLine(
                name=named.name.rpartition(" > ")[2],
                count=formats.number(own[key]),
                own=formats.number(mine, Unit.PERCENT),
                team=formats.number(other, Unit.PERCENT),
                difference=formats.change(mine - other, Unit.PP),
                bar=apart((mine - other) / reach),
                url=asked.kpi_url("handled", type=str(named.code or "none")) + "#records",
            )
        )
    return Mix(lines, _mix_sentence(lines, [shares[key] for key in chosen]))


def _handled(rows: Iterable[figures.Row]) -> dict[int | None, int]:
    return {
        row.keys["type"].id: int(row.figures["handled"].value or 0)
        for row in rows
        if row.figures["handled"].value
    }


def _mix_sentence(lines: Sequence[MixLine], shares: Sequence[tuple[float, float]]) -> SafeString:
    """Which types come up more and less often than in the team."""
    pairs = sorted(zip(lines, shares, strict=True), key=lambda pair: pair[1][1] - pair[1][0])
    more = [line for line, (a, b) in pairs if a - b >= LEAST_DIFFERENCE][:MOST_NAMED]
    less = [line for line, (a, b) in reversed(pairs) if b - a >= LEAST_DIFFERENCE][:MOST_NAMED]
    if not more and not less:
        return format_html("{}", _("The mix of types is about the team's."))
    found = []
    for words, some in ((_("More than the team"), more), (_("Less than the team"), less)):
        if some:
            told = format_html_join(
                " · ", "<b data-content>{}</b> {} ({})",
                ((line.name, line.own, line.difference) for line in some),
            )  # fmt: skip
            found.append(format_html("{}: {}", words, told))
    return format_html_join(" — ", "{}", ((text,) for text in found))


def portrait(agent: User, q: Question, team: Slice) -> Portrait | None:
    """Strengths first, then what to look at; nothing where no figure can be compared."""
    fair = compare.adjusted(team, ADJUSTED)
    found: list[Difference] = []
    compared = 0
    for kpi in ADJUSTED:
        one = fair.get(kpi, {}).get(agent.pk)
        if one is not None and one.figure.n >= KPIS[kpi].minimum_sample:
            compared += one.figure.interval is not None
            found += _difference(one.figure, one.team, q, adjusted=True)
    own, theirs = q.now(PLAIN), figures.read_one(team, PLAIN)
    for kpi in PLAIN:
        figure, other = own[kpi], theirs[kpi].value
        if other is not None and figure.n >= KPIS[kpi].minimum_sample:
            compared += figure.interval is not None
            found += _difference(figure, other, q, adjusted=False)
    if not compared:
        return None
    return Portrait(_sentence(found, compared), compared, compare.by_chance(compared))


def _difference(figure: Figure, team: float, q: Question, *, adjusted: bool) -> list[Difference]:
    """One, where the interval lies wholly on one side of the team's value."""
    if figure.low is None or figure.high is None or figure.low <= team <= figure.high:
        return []
    kpi = KPIS[figure.kpi]
    shape = shown(kpi.id, q.scale)
    facts = {"value": shape.text(figure.value), "team": shape.text(team)}
    told = _("%(value)s adjusted, team %(team)s") if adjusted else _("%(value)s, team %(team)s")
    words = format_html("<b>{}</b> {}", kpi.short_name, told % facts)
    above = figure.low > team
    return [Difference(kpi.id, words, above is (kpi.better is Better.UP))]


def _sentence(found: Sequence[Difference], compared: int) -> SafeString:
    if not found:
        words = ngettext(
            "No clear difference from the team: %(n)s figure compared.",
            "No clear difference from the team: %(n)s figures compared.",
            compared,
        )
        return format_html("{}", words % {"n": compared})
    rest = compared - len(found)
    within = ngettext(
        "%(n)s figure is within error of the team.", "%(n)s figures are within error of the team.",
        rest,
    ) % {"n": rest}  # fmt: skip
    parts = []
    for label, good in ((_("Strengths"), True), (_("To look at"), False)):
        some = [one.words for one in found if one.is_better is good]
        if some:
            joined = format_html_join(" · ", "{}", ((words,) for words in some))
            parts.append(format_html("{}: {}.", label, joined))
    if rest:
        parts.append(format_html("{}", within))
    return format_html_join(" ", "{}", ((part,) for part in parts))


def beside_team(tiles: Sequence[Tile], agent: User, team: Slice, q: Question) -> list[Tile]:
    """Each tile with the team's value; handling time as it would be at the team's mix."""
    kpis = [tile.kpi for tile in tiles]
    theirs: Mapping[str, Figure] = figures.read_one(team, kpis)
    fair = compare.adjusted(team, ["aht"]).get("aht", {}).get(agent.pk)
    found = []
    for tile in tiles:
        shape = shown(tile.kpi, q.scale)
        words = pgettext("beside a figure", "team %(value)s") % {
            "value": shape.text(theirs[tile.kpi].value)
        }
        if tile.kpi == "aht" and fair is not None and fair.figure.value is not None:
            words += " · " + _("adjusted %(value)s") % {"value": shape.text(fair.figure.value)}
        found.append(replace(tile, beside=words))
    return found
