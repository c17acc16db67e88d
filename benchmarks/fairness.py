"""`python -m benchmarks.fairness`: how fair the adjusted comparison is, on simulated centres.

In every centre the truth is known: agents with equal skill and very different mixes, centres with
one agent planted apart, and centres whose agents all differ. `--write` puts the outcome into
docs/fairness.md; the test suite runs the same with fewer centres.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from performance.fairness import adjust
from performance.fairness.adjust import Adjusted

Array = NDArray[np.float64]
PAGE = Path(__file__).resolve().parent.parent / "docs" / "fairness.md"
MARKS = ("<!-- simulated -->", "<!-- /simulated -->")
AGENTS, TYPES, CHANNELS = 12, 12, 2
RECORDS = (80, 480)
#: How uneven mixes are: of a Dirichlet distribution, small is uneven.
MIX = 0.6
PLANTED_PACE, PLANTED_SHARE = 1.15, -0.08
VARIED_PACE, VARIED_SHARE = 0.08, 0.04
SKILLS = ("equal", "planted", "varied")


@dataclass(frozen=True)
class Outcome:
    """Shares of all agents, or of the planted ones for `found`; `None` where nothing is planted."""

    figure: str
    skills: str
    agents: int
    wrong: float | None
    raw_wrong: float | None
    found: float | None
    raw_found: float | None
    covered: float


@dataclass(frozen=True)
class Sample:
    """Counts, sums, squares by (centre, agent, cell), and the true adjusted value by agent."""

    n: Array
    total: Array
    squares: Array
    truth: Array
    team: Array


def simulate(figure: str, skills: str, *, centres: int, seed: int) -> Outcome:
    """`figure` is `mean` (a handling time) or `share` (a resolution rate)."""
    rng = np.random.default_rng(seed)
    if figure == "mean":
        sample = durations(rng, skills, centres)
        found = adjust.means(sample.n, sample.total, sample.squares)
    else:
        sample = outcomes(rng, skills, centres)
        found = adjust.shares(sample.n, sample.total)
    raw_low, raw_high = _raw_interval(figure, sample)
    team = found.team[:, None]
    side, raw_side = _side(found.low, found.high, team), _side(raw_low, raw_high, team)
    planted = skills == "planted"
    apart = 1 if figure == "mean" else -1
    return Outcome(
        figure=figure,
        skills=skills,
        agents=side.size,
        wrong=float((side != 0).mean()) if skills == "equal" else None,
        raw_wrong=float((raw_side != 0).mean()) if skills == "equal" else None,
        found=float((side[:, 0] == apart).mean()) if planted else None,
        raw_found=float((raw_side[:, 0] == apart).mean()) if planted else None,
        covered=_covered(found, sample),
    )


def durations(rng: np.random.Generator, skills: str, centres: int) -> Sample:
    """Types take 2 to 14 minutes; single contacts scatter as lognormal times do."""
    n = _mixes(rng, centres)
    level = rng.uniform(120, 840, (centres, 1, TYPES * CHANNELS))
    pace = np.ones((centres, AGENTS, 1))
    if skills == "planted":
        pace[:, 0] = PLANTED_PACE
    elif skills == "varied":
        pace += rng.normal(0, VARIED_PACE, pace.shape)
    true = level * pace
    cell, count = _records(n)
    drawn = true.reshape(-1)[cell] * rng.lognormal(-0.18, 0.6, cell.size)
    total = np.bincount(cell, drawn, count).astype(float).reshape(n.shape)
    squares = np.bincount(cell, drawn**2, count).astype(float).reshape(n.shape)
    agents, cells = n.sum(-1), n.sum(1, keepdims=True)
    shared = np.divide((n * true).sum(1, keepdims=True), cells, where=cells > 0, out=level.copy())
    team = (n * true).sum((1, 2)) / n.sum((1, 2))
    truth = (n * true).sum(-1) / (n * shared).sum(-1) * team[:, None]
    assert (agents > 0).all()
    return Sample(n, total, squares, truth, team)


def outcomes(rng: np.random.Generator, skills: str, centres: int) -> Sample:
    """Types are solved in 40 to 98 of a hundred contacts."""
    n = _mixes(rng, centres)
    level = rng.uniform(0.40, 0.98, (centres, 1, TYPES * CHANNELS))
    shift = np.zeros((centres, AGENTS, 1))
    if skills == "planted":
        shift[:, 0] = PLANTED_SHARE
    elif skills == "varied":
        shift += rng.normal(0, VARIED_SHARE, shift.shape)
    true = np.clip(level + shift, 0.02, 0.995)
    hits = rng.binomial(n.astype(np.int64), true).astype(float)
    cells = n.sum(1, keepdims=True)
    shared = np.divide((n * true).sum(1, keepdims=True), cells, where=cells > 0, out=level.copy())
    team = (n * true).sum((1, 2)) / n.sum((1, 2))
    truth = (n * (true - shared)).sum(-1) / n.sum(-1) + team[:, None]
    return Sample(n, hits, hits, truth, team)


def _mixes(rng: np.random.Generator, centres: int) -> Array:
    """How many records of each type and channel every agent had; mixes differ a lot."""
    size = rng.integers(*RECORDS, (centres, AGENTS))
    mix = rng.dirichlet(np.full(TYPES * CHANNELS, MIX), (centres, AGENTS))
    return rng.multinomial(size, mix).astype(float)


def _records(n: Array) -> tuple[NDArray[np.int64], int]:
    """The cell of every single record."""
    flat = n.reshape(-1).astype(np.int64)
    return np.repeat(np.arange(flat.size), flat), flat.size


def _raw_interval(figure: str, sample: Sample) -> tuple[Array, Array]:
    """What the unadjusted comparison would have said."""
    n, total = sample.n.sum(-1), sample.total.sum(-1)
    if figure == "share":
        return adjust.wilson(total / n, n)
    variance = (sample.squares.sum(-1) - total**2 / n) / (n - 1)
    half = adjust.t_quantiles(n - 1) * np.sqrt(variance / n)
    return total / n - half, total / n + half


def _side(low: Array, high: Array, level: Array) -> NDArray[np.int64]:
    """1 wholly above, −1 wholly below, 0 undecided."""
    return (low > level).astype(np.int64) - (high < level).astype(np.int64)


def _covered(found: Adjusted, sample: Sample) -> float:
    return float(((found.low <= sample.truth) & (sample.truth <= found.high)).mean())


def run(centres: int, seed: int) -> list[Outcome]:
    return [
        simulate(figure, skills, centres=centres, seed=seed + number)
        for number, (figure, skills) in enumerate(
            (figure, skills) for figure in ("mean", "share") for skills in SKILLS
        )
    ]


def table(outcomes: list[Outcome]) -> str:
    names = {"mean": "handling time (mean)", "share": "resolution rate (share)"}
    skills = {
        "equal": "equal",
        "planted": "one planted apart",
        "varied": "all different",
    }
    heads = (
        "figure", "skills", "agents", "wrong verdicts, raw", "wrong, adjusted",
        "planted found, raw", "found, adjusted", "95 % interval covers",
    )  # fmt: skip
    lines = [f"| {' | '.join(heads)} |", "|---|---|---|---|---|---|---|---|"]
    lines += [
        f"| {names[o.figure]} | {skills[o.skills]} | {o.agents:,} | {_percent(o.raw_wrong)} |"
        f" {_percent(o.wrong)} | {_percent(o.raw_found)} | {_percent(o.found)} |"
        f" {_percent(o.covered)} |"
        for o in outcomes
    ]
    return "\n".join(lines)


def is_fair(outcome: Outcome) -> bool:
    """What is promised: few wrong verdicts, more found than raw, honest intervals."""
    wrong = outcome.wrong is None or (
        outcome.raw_wrong is not None and outcome.wrong <= 0.05 < outcome.raw_wrong
    )
    found = outcome.found is None or (
        outcome.raw_found is not None and outcome.found > outcome.raw_found
    )
    return wrong and found and 0.93 <= outcome.covered <= 0.97


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share * 100:.1f} %"


def _write(text: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    head, rest = page.split(MARKS[0])
    _old, tail = rest.split(MARKS[1])
    PAGE.write_text(f"{head}{MARKS[0]}\n{text}\n{MARKS[1]}{tail}", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.fairness", description=__doc__)
    parser.add_argument("--centres", type=int, default=2000, help="simulated centres a line")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="into docs/fairness.md")
    wanted = parser.parse_args()
    found = run(wanted.centres, wanted.seed)
    text = table(found)
    print(text)
    if wanted.write:
        _write(
            f"{wanted.centres:,} centres of {AGENTS} agents a line, seed {wanted.seed}.\n\n{text}"
        )
    return 0 if all(is_fair(outcome) for outcome in found) else 1


if __name__ == "__main__":
    sys.exit(main())
