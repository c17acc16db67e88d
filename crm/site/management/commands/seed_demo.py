"""`manage.py seed_demo`: fills an empty centre with an invented one."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from crm.core import calendar, clock
from crm.core.models import Holiday
from crm.site import seeding
from crm.site.demo import aims, faq, objections, record, shifts, standing, today
from crm.site.demo.simulate import Simulation
from performance.rollups.rebuild import rebuild_inline

SIZES = {"s": 5_000, "m": 60_000, "l": 1_000_000}


class Command(BaseCommand):
    help = (
        "Fill an empty centre with an invented Korean home-goods company: 3 teams, 36 agents, "
        "13 months. Refuses a centre that has data (exit code 1)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--size",
            choices=SIZES,
            default="m",
            help="number of consultations: s 5,000, m 60,000, l 1,000,000 (default m)",
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="same seed, same centre (default 1)"
        )
        parser.add_argument(
            "--until",
            type=date.fromisoformat,
            help="last day with contacts, YYYY-MM-DD (default yesterday)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        until = options["until"] or clock.today() - timedelta(days=1)
        if until >= clock.today():
            raise CommandError("--until must be a day before today.")
        if seeding.is_unfinished():
            self.stderr.write("An earlier seeding was cut off: clearing it and beginning again.")
            seeding.clear()
        try:
            mark = seeding.begin({"size": options["size"], "seed": options["seed"]})
        except seeding.CentreHasData as refusal:
            raise CommandError(str(refusal)) from None
        count = self.fill(SIZES[options["size"]], options["seed"], until)
        seeding.finish(mark)
        self.stderr.write(f"{count} consultations until {until}.")

    def fill(self, size: int, seed: int, until: date) -> int:
        calendar.load_missing_years(range(until.year - 2, until.year + 2))
        holidays = frozenset(Holiday.objects.values_list("day", flat=True))
        simulation = Simulation(
            size=size, seed=seed, until=until, holidays=holidays, zone=clock.zone()
        )
        rng = Random(seed)
        self.stderr.write("People, types and customers …")
        built = standing.build(
            rng=rng, first=simulation.first, until=until, customers=simulation.customers
        )
        clock.forget()
        owners = [built.people[name] for name in ("jungmin.lee", "sunyoung.park", "hana.jung")]
        faq.build(rng, owners, built.types, until)
        self.stderr.write("Consultations …")
        ids = record.write(simulation.contacts(), built)
        self.stderr.write("Work status …")
        days = [day for day, _weight in simulation.days()]
        shifts.write(built, days, rng=Random(seed + 1), until=until)
        objections.write(built)
        today.write(built)
        self.stderr.write("Figures …")
        rebuild_inline(simulation.first, clock.today())
        self.stderr.write("Targets, goals and feedback …")
        aims.build(built, first=simulation.first, until=until)
        return len(ids)
