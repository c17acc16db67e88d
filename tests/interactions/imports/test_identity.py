"""Which record a row is; what again, changed and late rows do."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crm.core.models import AuditEntry, Job
from interactions.imports.write import Writer
from interactions.models import Consultation, ContactSource, FollowUp, Inquiry, SurveyAnswer
from interactions.signals import slices_changed
from tests.interactions.imports.conftest import record

CREATE = "[create]\nagents = true\nteams = true\ninquiry_types = true\ncustomers = true\n"


def counts(told):
    return (told["created"], told["updated"], told["unchanged"], told["rejected"])


def test_the_same_content_again_is_unchanged(take):
    rows = [{"talk": "10"}, {"talk": "20"}]
    assert counts(take(*rows, talk_seconds="talk")) == (2, 0, 0, 0)
    before = list(Consultation.objects.order_by("pk").values())
    assert counts(take(*rows, talk_seconds="talk")) == (0, 0, 2, 0)
    assert list(Consultation.objects.order_by("pk").values()) == before


def test_another_source_is_another_record(take):
    take({}, words=("--source", "pbx"))
    assert counts(take({}, words=("--source", "chat"))) == (1, 0, 0, 0)
    assert set(Consultation.objects.values_list("source", flat=True)) == {"pbx", "chat"}


def test_changed_content_with_an_external_id_is_an_update_with_audit(take):
    take({"talk": "10", "rate": "5", "q": "처음"}, talk_seconds="talk", csat="rate", question="q")
    first = record()
    told = take(
        {"talk": "90", "rate": "3", "q": "010-1234-5678로 연락"},
        talk_seconds="talk", csat="rate", question="q",
    )  # fmt: skip
    assert counts(told) == (0, 1, 0, 0)
    row = record()
    assert (row.pk, row.number) == (first.pk, first.number)
    assert (row.talk_seconds, row.handling_seconds, row.revision) == (90, 90, 2)
    assert SurveyAnswer.objects.get().value == 3
    entry = AuditEntry.objects.get(action="consultation.reimported")
    assert entry.subject == row.number
    assert entry.changes["talk_seconds"] == [10, 90]
    assert "1234" not in entry.changes["question"][1]


def test_what_the_mapping_does_not_give_stays(take):
    take({})
    Consultation.objects.update(question="손으로 적은 글", wrap_up_seconds=30)
    take({"talk": "10"}, talk_seconds="talk")
    row = record()
    assert (row.question, row.handling_seconds) == ("손으로 적은 글", 40)


def test_an_answer_taken_back_is_gone(take):
    take({"rate": "5"}, csat="rate")
    take({"rate": ""}, csat="rate")
    assert not SurveyAnswer.objects.exists()


def test_the_best_source_of_an_answer_counts(take):
    columns = {"csat": "rate", "survey_source": "from"}
    take({"rate": "5", "from": "import"}, **columns)
    take({"rate": "2", "from": "survey"}, **columns)
    counted = SurveyAnswer.objects.filter(counted=True)
    assert [(row.source, row.value) for row in counted] == [("survey", 2)]
    assert SurveyAnswer.objects.count() == 2


def test_without_an_external_id_changed_content_is_a_new_record(take):
    rows = [{"id": "", "start": "2026-11-02 10:00", "talk": "10"}] * 2
    assert counts(take(*rows, talk_seconds="talk")) == (2, 0, 0, 0)
    assert counts(take(*rows, talk_seconds="talk")) == (0, 0, 2, 0)
    more = [*rows, rows[0] | {"talk": "11"}]
    assert counts(take(*more, talk_seconds="talk")) == (1, 0, 2, 0)


def test_occurrences_are_counted_over_the_whole_file(take, monkeypatch):
    monkeypatch.setattr("interactions.imports.run.PIECE", 2)
    rows = [{"id": "", "start": "2026-11-02 10:00"}] * 5
    assert counts(take(*rows)) == (5, 0, 0, 0)
    assert counts(take(*rows, rows[0])) == (1, 0, 5, 0)


def test_of_an_id_twice_in_a_file_the_last_row_is_the_record(take, monkeypatch):
    first = {"id": "a", "start": "2026-11-02 10:00", "talk": "10"}
    rows = [first, first, first | {"talk": "20"}, {"id": "b", "talk": "5"}, first | {"talk": "30"}]
    for size in (100, 2, 1):
        monkeypatch.setattr("interactions.imports.run.PIECE", size)
        Consultation.objects.all().delete()
        assert counts(take(*rows, talk_seconds="talk")) == (2, 0, 3, 0)
        assert record("a").talk_seconds == 30
        assert counts(take(*rows, talk_seconds="talk")) == (0, 0, 5, 0)
        assert (record("a").talk_seconds, record("a").revision) == (30, 1)


def test_a_last_row_that_cannot_be_taken_leaves_the_one_before_it(take):
    rows = [{"id": "a", "talk": "10", "who": ""}, {"id": "a", "talk": "20", "who": "nobody"},
            {"id": "a", "talk": "x", "who": ""}]  # fmt: skip
    columns = {"talk_seconds": "talk", "agent": "who"}
    assert counts(take(*rows, **columns)) == (1, 0, 0, 2)
    assert record("a").talk_seconds == 10
    assert counts(take(*rows, **columns)) == (0, 0, 1, 2)


def test_a_first_leg_may_stand_in_the_file_twice(take):
    rows = [{"id": "b", "from": "a", "start": "2026-11-02 10:05"},
            {"id": "a", "from": "", "start": "2026-11-02 10:00"},
            {"id": "a", "from": "", "start": "2026-11-02 10:01"}]  # fmt: skip
    for words in (("--dry-run",), ()):
        assert counts(take(*rows, transferred_from="from", words=words)) == (2, 0, 1, 0)
    assert record("b").transferred_from == record("a")


def test_a_file_that_breaks_in_the_middle_is_refused_before_anything_is_written(
    files, command, monkeypatch, db
):
    monkeypatch.setattr("interactions.imports.run.PIECE", 1)
    monkeypatch.setattr("crm.core.imports.reading._LONGEST_CELL", 1000)
    path = files.csv({"id": "a", "start": "2026-11-02 10:00"}, {"id": "b" * 2000, "start": ""})
    code, told = command(path, files.mapping())
    assert code == 2
    assert "CSV" in told
    assert not Consultation.objects.exists()


def test_a_file_cut_off_is_simply_run_again(take, monkeypatch):
    monkeypatch.setattr("interactions.imports.run.PIECE", 1)
    rows = [{"agent": "Diane"}, {"agent": "Diane"}, {"agent": "Greg"}]
    take(*rows[:1], agent="agent", more=CREATE)
    assert counts(take(*rows, agent="agent", more=CREATE)) == (2, 0, 1, 0)


def test_a_piece_that_fails_leaves_the_pieces_before_it(take, monkeypatch):
    monkeypatch.setattr("interactions.imports.run.PIECE", 2)
    rows = [{"talk": f"{n}"} for n in range(6)]
    before = Writer.write

    def fail(self, rows):
        if any(row.talk_seconds == 3 for row in rows.made):
            raise RuntimeError("the power went")
        before(self, rows)

    monkeypatch.setattr(Writer, "write", fail)
    with pytest.raises(RuntimeError):
        take(*rows, talk_seconds="talk")
    assert Consultation.objects.count() == 2
    monkeypatch.setattr(Writer, "write", before)
    assert counts(take(*rows, talk_seconds="talk")) == (4, 0, 2, 0)
    assert set(Job.objects.values_list("state", "problem")) == {("failed", "Cut off"), ("done", "")}
    assert Consultation.objects.filter(inquiry=None).count() == 0


def test_a_dry_run_counts_and_writes_nothing(take):
    take({"talk": "10"}, {"talk": "20"}, talk_seconds="talk")
    rows = [
        {"talk": "10"},
        {"talk": "21"},
        {"talk": "30"},
        {"talk": "x"},
        {"id": "e2", "talk": "30"},
    ]
    entries = AuditEntry.objects.count()
    told = take(*rows, talk_seconds="talk", more=CREATE, words=("--dry-run",))
    assert counts(told) == (1, 1, 2, 1)
    assert record("e1").talk_seconds == 20
    assert Consultation.objects.count() == 2
    assert (AuditEntry.objects.count(), Job.objects.count()) == (entries, 1)


def test_a_dry_run_creates_nobody(take):
    told = take(
        {"agent": "Diane", "team": "Blue", "type": "배송", "who": "K", "from": ""},
        {"agent": "Diane", "team": "Blue", "type": "배송", "who": "K", "from": "e0"},
        agent="agent", team="team", inquiry_type="type", customer="who", transferred_from="from",
        more=CREATE, words=("--dry-run",),
    )  # fmt: skip
    assert counts(told) == (2, 0, 0, 0)
    assert not Inquiry.objects.exists()


def test_days_and_missed_contacts_of_a_source_are_kept(take):
    take({"start": "2026-11-05 10:00"}, {"start": "2026-11-03 10:00"}, words=("--source", "pbx"))
    kept = ContactSource.objects.get()
    assert (kept.source, kept.channel, kept.delivers_missed) == ("pbx", "phone", False)
    take(
        {"id": "x", "start": "2026-11-07 10:00", "answered": "N"},
        answered="answered", words=("--source", "pbx"),
    )  # fmt: skip
    kept.refresh_from_db()
    assert (kept.first_day, kept.last_day) == (date(2026, 11, 3), date(2026, 11, 7))
    assert kept.delivers_missed


def test_the_slices_of_both_versions_are_told(take, ann, otto, team, other_team):
    told = []

    def listen(sender, slices, **kwargs):
        told.append(slices)

    slices_changed.connect(listen)
    try:
        take({"agent": ann.code, "rate": "5"}, agent="agent", csat="rate")
        take(
            {"agent": otto.code, "rate": "5", "start": "2026-11-03 10:00"},
            agent="agent", csat="rate",
        )  # fmt: skip
    finally:
        slices_changed.disconnect(listen)
    mine = (date(2026, 11, 2), team.pk, ann.pk)
    his = (date(2026, 11, 3), other_team.pk, otto.pk)
    assert told[0] == {mine}
    assert {mine, his} <= told[1]


def test_one_audit_entry_a_piece_on_the_job(take):
    take({}, {})
    job = Job.objects.get()
    assert (job.state, job.result["created"]) == ("done", 2)
    entry = AuditEntry.objects.get(action="consultation.imported")
    assert (entry.subject_type, entry.subject) == ("core.job", str(job.pk))
    assert entry.changes == {"created": [None, 2]}


def test_promises_are_counted_by_what_their_record_is_now(take, ann):
    take({"talk": "10"}, talk_seconds="talk")
    promised = datetime(2026, 12, 1, tzinfo=UTC)
    FollowUp.objects.create(
        consultation=record(), assignee=ann, credited_agent=ann, is_due=True, kept=True,
        due_at=promised, first_promised_at=promised, first_promised_day=date(2026, 12, 1),
        first_promised_hour=9,
    )  # fmt: skip
    told = set()

    def hear(slices, **kwargs):
        told.update(slices)

    slices_changed.connect(hear)
    try:
        take({"talk": "20"}, talk_seconds="talk")
    finally:
        slices_changed.disconnect(hear)
    assert (date(2026, 12, 1), 0, ann.pk) in told
