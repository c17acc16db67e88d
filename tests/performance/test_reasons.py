"""Why a figure is blank, and why a record does not count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from crm.people.models import User
from performance import drilldown, figures

from .golden import write_log
from .records import (
    FIRST,
    LAST,
    WHOLE,
    contact,
    count_everything,
    covered,
    day,
    figure,
    follow_up,
    issue,
)

OFFERED = ("offered", "answer_rate", "abandonment", "abandonment_net")


def only(channel: str) -> frozenset[str]:
    return frozenset({channel})


def test_without_missed_contacts_offered_figures_are_blank(ann: User) -> None:
    contact(day(0), agent=ann, wait_seconds=3)
    count_everything()
    for kpi in (*OFFERED, "service_level"):
        found = figure(kpi)
        assert (found.value, found.reason, found.n) == (None, "no_missed_contacts", 1)
    assert figure("asa").value == 3


def test_channel_and_day_alone_decide(ann: User) -> None:
    for channel in ("phone", "chat"):
        contact(day(0), channel=channel, agent=ann, wait_seconds=3)
        contact(day(5), channel=channel, agent=ann, wait_seconds=3)
    covered("phone", FIRST, day(1).date())
    count_everything()
    assert figure("offered").value == 4
    by_channel = figures.read(WHOLE, ["offered"], ("channel",))
    found = {row.keys["channel"].code: row.figures["offered"] for row in by_channel}
    assert found["phone"].value == 2
    assert found["chat"].reason == "no_missed_contacts"
    by_day = figures.read(WHOLE, ["offered"], ("day",))
    assert [row.figures["offered"].value for row in by_day] == [2, None]
    assert figure("offered", replace(WHOLE, first=date(2026, 11, 4))).value is None


def test_a_written_channel_has_nothing_offered(db: None) -> None:
    contact(day(0), channel="email")
    count_everything()
    piece = replace(WHOLE, channels=only("email"))
    assert figure("offered", piece).value == 0
    assert figure("answer_rate", piece).reason == "no_data"
    assert figure("service_level", piece).reason == "no_threshold"
    assert figure("handled", piece).value == 1


def test_a_visit_has_no_threshold(db: None) -> None:
    contact(day(0), channel="visit", wait_seconds=3)
    covered("visit")
    count_everything()
    assert figure("service_level", replace(WHOLE, channels=only("visit"))).reason == "no_threshold"


def test_missed_visits_say_nothing_of_the_phone(db: None) -> None:
    contact(day(0), wait_seconds=3)
    contact(day(0), channel="visit", wait_seconds=3)
    covered("visit")
    count_everything()
    assert figure("offered").value == 2
    assert figure("service_level").reason == "no_missed_contacts"


def test_an_empty_slice_has_no_rate_and_no_count(db: None) -> None:
    covered("phone", FIRST, LAST)
    found = figures.read_one(WHOLE, ["aht", "aht_p90", "csat", "csat_mean", "handled", "offered"])
    assert {kpi: (one.value, one.reason) for kpi, one in found.items()} == {
        "aht": (None, "no_data"),
        "aht_p90": (None, "no_data"),
        "csat": (None, "no_data"),
        "csat_mean": (None, "no_data"),
        "handled": (0, None),
        "offered": (0, None),
    }


def test_what_does_not_count_says_why(ann: User, otto: User) -> None:
    write_log(ann, otto)
    count_everything()
    told = drilldown.counts(WHOLE, "service_level")
    assert (told.numerator, told.denominator) == (3, 5)
    assert told.excluded == {"spam": 1}
    assert told.left_out == {
        "outbound": 2,
        "written": 2,
        "transfer_leg": 1,
        "no_threshold": 1,
        "short": 1,
        "unknown_wait": 2,
    }
    told = drilldown.counts(WHOLE, "aht")
    assert told.excluded == {"spam": 1, "abuse": 1}
    assert told.left_out == {"unanswered": 4, "unknown_handling": 7}
    assert drilldown.counts(WHOLE, "csat").excluded == {"abuse": 1}


def test_one_record_says_why(ann: User) -> None:
    spam = contact(day(0), exclusion="spam")
    assert drilldown.why(spam, "handled") == "spam"
    assert drilldown.why(contact(day(0)), "handled") == ""
    assert drilldown.why(spam, "issues") is None


def test_a_promise_without_credit_is_listed_with_its_assignee(ann: User) -> None:
    made = contact(day(0), agent=ann)
    follow_up(made, ann, is_due=False, kept=None)
    follow_up(made, ann, kept=None, state="cancelled", cancel_reason="…")
    follow_up(made, ann, kept=True)
    piece = replace(WHOLE, agents=frozenset({ann.pk}))
    told = drilldown.counts(piece, "follow_up_on_time")
    assert (told.numerator, told.denominator) == (1, 1)
    assert (told.excluded, told.left_out) == ({"cancelled": 1}, {"not_due": 1})


def test_an_issue_of_missed_contacts_alone_is_not_excluded(db: None) -> None:
    issue(counts=False, contact_count=1)
    issue(counts=False, contact_count=0)
    told = drilldown.counts(WHOLE, "issues")
    assert (told.excluded, told.left_out) == ({"excluded_contacts": 1}, {"unanswered": 1})
