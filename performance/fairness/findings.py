"""What deserves a look now: at most five findings, by effect × certainty. No words here.

Candidates are agents off their target or behind the team, types whose value changed, types whose
share grew, and figures past their caution line. The effect is the part of the records concerned ×
the difference in standard deviations of one record, so that different KPIs can be weighed; the
certainty is 1 − p after Bonferroni's correction for all candidates looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .. import figures, intervals, verdicts
from ..dimensions import Key
from ..figures import Figure
from ..intervals import Z
from ..kpis.catalogue import KPIS
from ..kpis.types import Better, Shape
from ..slices import Slice
from ..targets import TargetValue
from . import compare
from .compare import AdjustedFigure
from .mix import can_be_adjusted

Kind = Literal["agent", "type", "share", "caution"]
#: Looked at by agent and by type; those past their caution line come from all of the page's.
WATCHED = ("aht", "fcr", "resolution_rate", "csat_mean")
#: The figure whose records say how the mix of types moved, and the least share worth a word.
VOLUME, LEAST_SHARE = "handled", 0.02
MOST = 5
LEAST_CERTAINTY = 0.5


@dataclass(frozen=True)
class Finding:
    """`effect` in standard deviations of the team's figure, `certainty` 0–1 after correction.

    `now` is what is found; `then` the earlier figure (type, share); `aim` what it is held against;
    `fast`: the agent's handling time where that is clearly better than the team's.
    """

    kind: Kind
    kpi: str
    effect: float
    z: float
    now: Figure
    certainty: float = 0.0
    key: Key | None = None
    agent: int = 0
    then: Figure | None = None
    aim: TargetValue | None = None
    reference: float = 0.0
    fast: Figure | None = None
    share_then: float = 0.0
    share_now: float = 0.0

    @property
    def weight(self) -> float:
        return self.effect * self.certainty

    @property
    def subject(self) -> tuple[object, ...]:
        """Of one agent, one type, one figure only the weightiest is shown."""
        if self.kind == "agent":
            return (self.kind, self.agent)
        return (self.kind, self.kpi) if self.kind == "caution" else (self.kind, self.key)


@dataclass(frozen=True)
class Findings:
    """`looked` is how many candidates there were, shown or not."""

    shown: Sequence[Finding]
    looked: int


@dataclass(frozen=True)
class Sources:
    """What is looked at: the slice, its comparison, figures of the whole and their targets."""

    piece: Slice
    before: Slice | None
    whole: Mapping[str, Figure]
    aims: Mapping[str, TargetValue | None]
    own_aims: Mapping[int, Mapping[str, TargetValue | None]]
    with_agents: bool


def findings(sources: Sources) -> Findings:
    """Reads adjusted agents (kept) and figures by type: stored sums."""
    looked = [*_cautions(sources), *_types(sources), *_shares(sources)]
    if sources.with_agents:
        looked += _agents(sources)
    return rank(looked)


def rank(looked: Sequence[Finding]) -> Findings:
    """Pure: the weightiest of each subject, certain enough after correcting for all looked at."""
    certain = [_certain(one, len(looked)) for one in looked]
    worth = [one for one in certain if one.certainty >= LEAST_CERTAINTY and one.effect > 0]
    best: dict[tuple[object, ...], Finding] = {}
    for one in sorted(worth, key=lambda one: -one.weight):
        best.setdefault(one.subject, one)
    return Findings(list(best.values())[:MOST], len(looked))


def _certain(one: Finding, looked: int) -> Finding:
    p = math.erfc(abs(one.z) / math.sqrt(2))
    return replace(one, certainty=max(0.0, 1 - looked * p))


# -- agents --------------------------------------------------------------------------------------


def _agents(sources: Sources) -> Iterator[Finding]:
    names = [kpi for kpi in WATCHED if kpi in KPIS and can_be_adjusted(KPIS[kpi])]
    fair = compare.adjusted(sources.piece, names)
    fast = {agent for agent, one in fair.get("aht", {}).items() if one.certainty < -Z}
    for kpi in names:
        for agent, one in fair[kpi].items():
            own = sources.own_aims.get(agent, {}).get(kpi)
            aim = compare.aim_of(own, sources.aims.get(kpi))
            found = _agent(kpi, agent, one, aim)
            if found is None:
                continue
            if kpi != "aht" and agent in fast:
                found = _with_fast(found, fair["aht"][agent])
            yield found


def _with_fast(found: Finding, one: AdjustedFigure) -> Finding:
    return replace(found, fast=one.figure)


def _agent(kpi: str, agent: int, one: AdjustedFigure, aim: TargetValue | None) -> Finding | None:
    """Behind the team and, where there is one, the target: in a team that is below its target as a
    whole that alone says nothing about one of its agents.
    """
    least = aim.minimum_sample if aim is not None else KPIS[kpi].minimum_sample
    figure = one.figure
    if figure.n < least or figure.low is None or figure.high is None or not one.spread:
        return None
    level = one.team
    if aim is not None and _behind(kpi, aim.value, one.team) > 0:
        level = aim.value
    behind = _behind(kpi, one.full, level)
    error = (figure.high - figure.low) / (2 * Z)
    if not error:
        return None
    return Finding(
        kind="agent", kpi=kpi, effect=max(0.0, one.share * behind / one.spread),
        z=max(0.0, behind) / error, now=figure, agent=agent, reference=level,
        aim=aim if aim is not None and level == aim.value else None,
    )  # fmt: skip


def _behind(kpi: str, value: float, level: float) -> float:
    """How far on the bad side; negative on the good one."""
    return level - value if KPIS[kpi].better is Better.UP else value - level


# -- types ---------------------------------------------------------------------------------------


def _types(sources: Sources) -> Iterator[Finding]:
    """Types whose value became clearly worse since the comparison."""
    if sources.before is None:
        return
    names = [kpi for kpi in WATCHED if kpi in KPIS]
    now = _by_type(figures.read(sources.piece, names, ("type",)))
    then = _by_type(figures.read(sources.before, names, ("type",)))
    for kpi in names:
        total = sum(row[kpi].n for row in now.values())
        for key, row in now.items():
            earlier = then.get(key, {}).get(kpi)
            if earlier is not None:
                found = _type(kpi, key, row[kpi], earlier, total)
                if found is not None:
                    yield found


def _by_type(rows: Iterable[figures.Row]) -> dict[Key, dict[str, Figure]]:
    return {row.keys["type"]: row.figures for row in rows}


def _type(kpi: str, key: Key, now: Figure, then: Figure, total: int) -> Finding | None:
    least = KPIS[kpi].minimum_sample
    if min(now.n, then.n) < least or now.value is None or then.value is None:
        return None
    delta = verdicts.delta(now, then)
    if delta.low is None or delta.high is None or delta.high <= delta.low or now.low is None:
        return None
    spread = _spread(now)
    if not spread:
        return None
    worse = _behind(kpi, now.value, then.value)
    error = (delta.high - delta.low) / (2 * Z)
    return Finding(
        kind="type", kpi=kpi, effect=max(0.0, now.n / total * worse / spread),
        z=max(0.0, worse) / error, now=now, then=then, key=key,
    )  # fmt: skip


def _spread(figure: Figure) -> float:
    """The standard deviation of one record, from the figure's own interval."""
    if KPIS[figure.kpi].shape is Shape.SHARE and figure.value is not None:
        return math.sqrt(figure.value * (1 - figure.value))
    if figure.low is None or figure.high is None or figure.n < 2:
        return 0.0
    half = (figure.high - figure.low) / 2
    return half / intervals.t_quantile(figure.n - 1) * math.sqrt(figure.n)


# -- shares of types -----------------------------------------------------------------------------


def _shares(sources: Sources) -> Iterator[Finding]:
    """Types whose part of all records clearly grew."""
    if sources.before is None:
        return
    now = {key: row[VOLUME] for key, row in _by_type(_volumes(sources.piece)).items()}
    then = {key: row[VOLUME] for key, row in _by_type(_volumes(sources.before)).items()}
    n, before = (sum(f.value or 0 for f in side.values()) for side in (now, then))
    if not n or not before:
        return
    for key, figure in now.items():
        count, earlier = figure.value or 0, (then[key].value or 0) if key in then else 0
        share, old = count / n, earlier / before
        pooled = (count + earlier) / (n + before)
        spread = math.sqrt(pooled * (1 - pooled))
        if share < LEAST_SHARE or count < KPIS["aht"].minimum_sample or not spread:
            continue
        grown = max(0.0, share - old)
        yield Finding(
            kind="share", kpi=VOLUME, effect=share * grown / spread,
            z=grown / (spread * math.sqrt(1 / n + 1 / before)), now=figure, then=then.get(key),
            key=key, share_then=old, share_now=share,
        )  # fmt: skip


def _volumes(piece: Slice) -> list[figures.Row]:
    return figures.read(piece, [VOLUME], ("type",))


# -- caution lines -------------------------------------------------------------------------------


def _cautions(sources: Sources) -> Iterator[Finding]:
    """Figures of the whole slice past their caution line."""
    for kpi, figure in sources.whole.items():
        aim = sources.aims.get(kpi)
        if aim is None or aim.caution is None or figure.value is None or figure.low is None:
            continue
        if figure.high is None or figure.n < aim.minimum_sample or figure.high <= figure.low:
            continue
        spread = _spread(figure)
        if not spread:
            continue
        beyond = _behind(kpi, figure.value, aim.caution)
        error = (figure.high - figure.low) / (2 * Z)
        yield Finding(
            kind="caution", kpi=kpi, effect=max(0.0, beyond / spread),
            z=max(0.0, beyond) / error, now=figure, aim=aim, reference=aim.caution,
        )  # fmt: skip
