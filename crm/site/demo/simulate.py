"""Draws thirteen months of contacts: who called when about what, and what came of it.

Everything comes from one seed. The planted truths (`truths.py`) act here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from random import Random
from typing import TypeVar

from . import texts
from .people import AGENTS, DemoAgent
from .tree import LEAVES, Leaf
from .truths import PUNCTUAL, Truths

T = TypeVar("T")
MONTHS = 13
WEEKDAY = (1.35, 1.08, 1.0, 0.96, 0.92, 0.22, 0.0)
HOURS = {9: 1.15, 10: 1.35, 11: 1.2, 12: 0.7, 13: 1.05, 14: 1.15, 15: 1.05, 16: 0.95, 17: 0.8}
SEASON = (1.0, 0.96, 0.94, 0.97, 1.0, 1.06, 1.12, 1.1, 0.98, 1.02, 1.1, 1.14)
PHONE_MIX = (("phone", 0.80), ("email", 0.20))
CHAT_MIX = (("chat", 0.78), ("sns", 0.14), ("visit", 0.08))
PROMISES = ("처리 결과 안내", "회수 완료 확인", "입고 일정 안내", "담당 부서 답변 전달")
REPLIES_LATER = ("email", "sns")


@dataclass
class Contact:
    """One drawn contact; the fields of a consultation, by name. Times are aware, durations seconds."""

    started_at: datetime
    customer: int | None
    leaf: Leaf | None
    channel: str
    direction: str
    agent: DemoAgent | None
    team: str
    answered: bool
    result: str | None
    wait: int | None = None
    talk: int | None = None
    hold: int | None = None
    wrap_up: int | None = None
    replied_at: datetime | None = None
    question: str = ""
    answer: str = ""
    csat: int | None = None
    comment: str = ""
    exclusion: str | None = None
    transferred_from: Contact | None = None
    promise: Promise | None = None
    product: str = field(default="", repr=False)


@dataclass
class Promise:
    """A booked callback: when it was promised for, each try, and whether it was reached."""

    due_at: datetime
    note: str
    tries: list[tuple[datetime, bool, datetime | None]] = field(default_factory=list)


class Simulation:
    """`contacts()` yields them in no order; `holidays` have no contacts."""

    def __init__(
        self, *, size: int, seed: int, until: date, holidays: frozenset[date], zone: tzinfo
    ) -> None:
        self.rng = Random(seed)
        self.until, self.holidays, self.zone, self.size = until, holidays, zone, size
        self.truths = Truths(until)
        self.first = _months_back(until, MONTHS)
        self.customers = max(200, int(size * 0.42))
        self.end = self._at(until, 23)

    def _at(self, day: date, hour: int, second: int = 0) -> datetime:
        whole = datetime(day.year, day.month, day.day, hour, tzinfo=self.zone)
        return whole + timedelta(seconds=second)

    def days(self) -> Iterator[tuple[date, float]]:
        """Every open day with its weight."""
        day = self.first
        while day <= self.until:
            weight = WEEKDAY[day.weekday()] * SEASON[day.month - 1]
            if day in self.holidays:
                weight = 0.0
            elif day - timedelta(days=1) in self.holidays and day.weekday() < 5:
                weight *= 1.3
            if weight:
                yield day, weight
            day += timedelta(days=1)

    def contacts(self) -> Iterator[Contact]:
        """About `size` contacts; one new issue brings 1.28 contacts on average."""
        days = list(self.days())
        scale = self.size / 1.28 / sum(weight for _, weight in days)
        for day, weight in days:
            expected = weight * scale * self.rng.uniform(0.88, 1.12)
            count = int(expected) + (self.rng.random() < expected % 1)
            for _ in range(count):
                yield from self.issue(day)

    # -- one issue ----------------------------------------------------------------------------

    def issue(self, day: date) -> Iterator[Contact]:
        leaf = self.pick_leaf(day)
        chat = self.rng.random() < 0.34
        channel = self.weighted(CHAT_MIX if chat else PHONE_MIX)
        hour = self.weighted(tuple(HOURS.items()))
        start = self._at(day, hour, self.rng.randrange(3600))
        customer = self.pick_customer() if self.rng.random() < 0.985 else None
        product = texts.product_for(leaf, self.rng)
        team = "chat" if chat else ("support-1" if self.rng.random() < 0.5 else "support-2")
        if channel in ("phone", "chat") and self.rng.random() < self.abandon_chance(day, hour):
            yield self.abandoned(start, customer, channel, team)
            if self.rng.random() < 0.35:
                return
            start += timedelta(minutes=self.rng.randint(3, 90))
            if start.hour >= 18:
                return
        round_, keep = 0, True
        while keep and start <= self.end:
            legs = list(self.handled(start, customer, leaf, channel, team, product, round_))
            yield from legs
            last = legs[-1]
            again = self.return_time(last, leaf, round_)
            keep = again is not None and customer is not None
            if again is not None:
                start, round_ = again, round_ + 1
                if self.rng.random() < 0.25 and not chat:
                    channel = self.weighted(PHONE_MIX)

    def pick_leaf(self, day: date) -> Leaf:
        weights = []
        for leaf in LEAVES:
            weights.append(leaf.share * self.truths.share(leaf, day))
        return self.rng.choices(LEAVES, weights)[0]

    def pick_customer(self) -> int:
        """Few customers call often: the square bends the draw towards the first ones."""
        return int(self.customers * self.rng.random() ** 1.6)

    def weighted(self, pairs: tuple[tuple[T, float], ...]) -> T:
        return self.rng.choices([key for key, _ in pairs], [weight for _, weight in pairs])[0]

    def abandon_chance(self, day: date, hour: int) -> float:
        load = HOURS[hour] * WEEKDAY[day.weekday()]
        return 0.03 + 0.09 * max(0.0, load - 0.9)

    def abandoned(self, start: datetime, customer: int | None, channel: str, team: str) -> Contact:
        short = self.rng.random() < 0.2
        wait = self.rng.randint(1, 5) if short else self.rng.randint(6, 180)
        known = customer if self.rng.random() < 0.6 else None
        return Contact(
            start, known, None, channel, "inbound", None, team, False, "abandoned", wait=wait
        )

    def pick_agent(self, team: str, day: date) -> DemoAgent:
        present = [
            agent
            for agent in AGENTS
            if agent.team == team
            and (not agent.joined or day >= self.until - timedelta(days=agent.joined))
        ]
        return self.rng.choice(present)

    def handled(
        self,
        start: datetime,
        customer: int | None,
        leaf: Leaf,
        channel: str,
        team: str,
        product: str,
        round_: int,
    ) -> Iterator[Contact]:
        agent = self.pick_agent(team, start.date())
        contact = Contact(
            start, customer, leaf, channel, "inbound", agent, team, True, None, product=product
        )
        self.time_it(contact, leaf, agent)
        if contact.replied_at is not None and contact.replied_at > self.end:
            yield self.unanswered(contact, leaf)
            return
        solved = self.really_solved(leaf, agent, contact, round_)
        contact.result = self.say(solved)
        contact.question = texts.question(leaf, self.rng, product)
        contact.answer = texts.answer(leaf, self.rng, product)
        self.rate(contact, solved, agent, round_)
        if self.rng.random() < 0.004:
            contact.exclusion = self.rng.choice(("test", "duplicate", "spam", "abuse", "internal"))
        yield contact
        if contact.result == "transferred":
            yield self.receiving(contact, leaf)
        if contact.result == "callback" and customer is not None:
            yield from self.call_back(contact, leaf, agent)

    def unanswered(self, contact: Contact, leaf: Leaf) -> Contact:
        """Written too late for a reply before the demo centre's time ends: it still waits."""
        contact.question = texts.question(leaf, self.rng, contact.product)
        contact.agent, contact.answered, contact.replied_at = None, False, None
        contact.talk = contact.hold = contact.wrap_up = None
        return contact

    def time_it(self, contact: Contact, leaf: Leaf, agent: DemoAgent) -> None:
        rng, pace = self.rng, agent.pace * self.truths.pace(contact.team, leaf, contact.started_at)
        talk = leaf.talk * pace * rng.lognormvariate(-0.18, 0.6)
        contact.talk = max(20, int(talk))
        if contact.channel in REPLIES_LATER:
            delay = timedelta(minutes=rng.lognormvariate(4.2, 0.9))
            replied = contact.started_at + max(delay, timedelta(minutes=4))
            contact.replied_at = self.next_open(replied)
            contact.wrap_up = rng.randint(10, 90)
            return
        load = HOURS.get(contact.started_at.hour, 0.8)
        contact.wait = int(min(600, rng.expovariate(1 / (11 * load**2)) + rng.randint(1, 5)))
        if rng.random() < 0.02:
            contact.wait = None
        contact.hold = int(rng.expovariate(1 / 40)) if rng.random() < 0.22 else 0
        contact.wrap_up = int(rng.lognormvariate(3.7, 0.5) * agent.pace)

    def really_solved(self, leaf: Leaf, agent: DemoAgent, contact: Contact, round_: int) -> bool:
        chance = leaf.solved * agent.care * self.truths.care(contact.team, leaf, contact.started_at)
        return self.rng.random() < min(0.985, chance + 0.08 * round_)

    def say(self, solved: bool) -> str | None:
        """The agent's own word: mostly right, sometimes hopeful."""
        draw = self.rng.random()
        if draw < 0.01:
            return None
        if solved:
            return "resolved" if draw < 0.97 else "in_progress"
        for limit, word in ((0.45, "resolved"), (0.70, "in_progress"), (0.90, "callback")):
            if draw < limit:
                return word
        return "transferred"

    def rate(self, contact: Contact, solved: bool, agent: DemoAgent, round_: int) -> None:
        if self.rng.random() > 0.24:
            return
        level = 4.55 if solved else 3.1
        level += agent.warmth - 0.35 * round_ + self.rng.gauss(0, 0.85)
        contact.csat = max(1, min(5, round(level)))
        if self.rng.random() < 0.3:
            contact.comment = self.rng.choice(texts.COMMENTS[contact.csat])

    def receiving(self, first: Contact, leaf: Leaf) -> Contact:
        team = "support-2" if first.team == "support-1" else "support-1"
        start = first.started_at + timedelta(
            seconds=(first.wait or 0) + (first.talk or 0) + (first.hold or 0) + 5
        )
        channel = first.channel if first.channel == "phone" else "phone"
        agent = self.pick_agent(team, start.date())
        leg = Contact(
            start, first.customer, leaf, channel, "inbound", agent, team, True, "resolved"
        )
        leg.transferred_from = first
        self.time_it(leg, leaf, agent)
        leg.wait = None
        leg.question = first.question
        leg.answer = texts.answer(leaf, self.rng, first.product)
        return leg

    def call_back(self, origin: Contact, leaf: Leaf, agent: DemoAgent) -> Iterator[Contact]:
        due = self.next_open(origin.started_at + timedelta(hours=self.rng.choice((3, 6, 24, 26))))
        promise = origin.promise = Promise(due, self.rng.choice(PROMISES))
        late = self.rng.random() > PUNCTUAL.get(agent.username, 0.93)
        at = due + timedelta(minutes=self.rng.randint(5, 160) if late else -self.rng.randint(2, 50))
        for _ in range(3):
            if at > self.end:
                return
            reached = self.rng.random() < 0.78
            call = Contact(
                at, origin.customer, leaf, "phone", "outbound", agent, origin.team, reached,
                "resolved" if reached else "no_answer", product=origin.product,
            )  # fmt: skip
            if reached:
                self.time_it(call, leaf, agent)
                call.wait = None
                call.question = promise.note
                call.answer = texts.answer(leaf, self.rng, origin.product)
            again = None if reached else self.next_open(at + timedelta(hours=4))
            promise.tries.append((at, reached, again))
            yield call
            if again is None:
                return
            at = again - timedelta(minutes=self.rng.randint(1, 20))

    def return_time(self, last: Contact, leaf: Leaf, round_: int) -> datetime | None:
        """When the customer comes back, if the matter is not settled."""
        settled = last.result == "resolved" and last.direction == "outbound"
        chance = 0.62 * (1 - leaf.solved * (last.agent.care if last.agent else 1.0)) + 0.035
        if last.result in ("in_progress", "callback", None):
            chance += 0.22
        chance *= self.truths.returning(last.team, leaf, last.started_at)
        if settled or round_ >= 4 or self.rng.random() > chance:
            return None
        delay = min(26.0, self.rng.expovariate(1 / 2.6))
        return self.next_open(last.started_at + timedelta(days=delay, minutes=40))

    def next_open(self, moment: datetime) -> datetime:
        """The same time, or the next opening hour after it."""
        for _ in range(20):
            day = moment.date()
            if WEEKDAY[day.weekday()] > 0.5 and day not in self.holidays and moment.hour < 18:
                return moment if moment.hour >= 9 else self._at(day, 9, self.rng.randrange(3600))
            moment = self._at(day + timedelta(days=1), 9, self.rng.randrange(7200))
        return moment


def _months_back(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1) if day.day > 28 else date(year, month + 1, day.day)
