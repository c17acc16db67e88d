"""The command: files, mapping sections, the error file, exit codes, output."""

from __future__ import annotations

import csv
from datetime import datetime, time

import pytest
import xlsxwriter
from django.core.management import call_command

from interactions.imports.records import NEW_COLUMNS
from interactions.models import Consultation
from tests.interactions.imports.conftest import record

pytestmark = pytest.mark.django_db


def test_it_works(files, command):
    path = files.csv({"id": "1", "start": "2026-11-02 10:00"})
    code, told = command(path, files.mapping())
    assert (code, told["created"]) == (0, 1)
    assert list(told) == [
        "rows", "created", "updated", "unchanged", "rejected", "skipped", "left_out",
    ]  # fmt: skip


def test_cp949_is_read(files, command):
    path = files.csv({"id": "1", "start": "2026-11-02 10:00", "글": "배송 지연"}, encoding="cp949")
    assert command(path, files.mapping(question="글"))[0] == 0
    assert record("1").question == "배송 지연"


def test_a_workbook_is_read_as_the_same_rows(files, command):
    path = files.folder / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["id", "날짜", "시각", "통화"])
    sheet.write_number(1, 0, 1001)
    sheet.write_datetime(1, 1, datetime(2026, 11, 2), book.add_format({"num_format": "yyyy-mm-dd"}))
    clock = book.add_format({"num_format": "hh:mm:ss"})
    sheet.write_datetime(1, 2, time(10, 30), clock)
    sheet.write_datetime(1, 3, time(0, 2, 23), clock)
    book.close()
    mapping = files.mapping(
        base='timezone = "Asia/Seoul"\n[columns]\n[defaults]\nchannel = "phone"\n',
        external_id="id", started_at=["날짜", "시각"], talk_seconds="통화",
    )  # fmt: skip
    assert command(path, mapping)[1]["created"] == 1
    assert record("1001").talk_seconds == 143
    assert str(record("1001").started_at) == "2026-11-02 01:30:00+00:00"
    again = files.csv({"id": "1001.0", "날짜": "2026-11-02", "시각": "10:30:00", "통화": "0:02:23"})
    assert command(again, mapping)[1] == {
        "rows": 1, "created": 0, "updated": 0, "unchanged": 1, "rejected": 0, "skipped": 0,
        "left_out": {},
    }  # fmt: skip


def test_a_value_missing_from_its_table_rejects_the_row_and_lists_it(take, files, capsys):
    more = '[values.channel]\nCall = "phone"\nFax = "sns"\n'
    told = take(
        {"via": "Call"}, {"via": "Letter"}, {"via": ""}, channel="via", more=more,
    )  # fmt: skip
    assert (told["created"], told["rejected"]) == (2, 1)
    listed = list(csv.reader(files.errors.open(encoding="utf-8-sig")))
    assert listed[0] == ["row", "column", "value", "reason", "id", "start", "via"]
    row, column, value, reason, *cells = listed[1]
    assert (row, column, value) == ("3", "via", "Letter")
    assert "values.channel" in reason
    assert cells == ["e1", "2026-11-02 11:00", "Letter"]


def test_what_is_rejected_is_told_on_standard_error(files, capsys):
    path = files.csv({"id": "1", "start": "soon"}, {"id": "2", "start": "later"})
    with pytest.raises(SystemExit) as leaving:
        call_command("import_consultations", str(path), "--mapping", str(files.mapping()))
    assert leaving.value.code == 1
    heard = capsys.readouterr().err
    assert "2 × start" in heard
    assert "soon, later" in heard


def test_rows_are_skipped_by_the_values_of_a_column(take):
    told = take(
        {"Outcome": "PHANTOM"}, {"Outcome": "REAL"}, {"Outcome": "TEST"}, {"Outcome": ""},
        more='[skip]\nOutcome = ["PHANTOM", "TEST"]\n',
    )  # fmt: skip
    assert (told["rows"], told["skipped"], told["created"]) == (4, 2, 2)


def test_defaults_are_for_blanks_and_unmapped_targets(files, command):
    base = (
        'timezone = "Asia/Seoul"\n[columns]\nexternal_id = "id"\nstarted_at = "start"\n'
        '[defaults]\nchannel = "chat"\nresult = "callback"\nwait_seconds = 7\n'
    )
    path = files.csv(
        {"id": "1", "start": "2026-11-02 10:00", "wait": ""},
        {"id": "2", "start": "2026-11-02 10:00", "wait": "3"},
    )
    assert command(path, files.mapping(base=base, wait_seconds="wait"))[0] == 0
    assert (record("1").channel, record("1").result) == ("chat", "callback")
    assert [record("1").wait_seconds, record("2").wait_seconds] == [7, 3]


def test_formats_and_zone_of_naive_times(files, command):
    base = (
        'timezone = "Europe/Berlin"\n[columns]\nexternal_id = "id"\nstarted_at = "start"\n'
        '[formats]\nstarted_at = "%d/%m/%Y %H:%M"\n[defaults]\nchannel = "phone"\n'
    )
    path = files.csv(
        {"id": "1", "start": "01/02/2026 10:00"},
        {"id": "2", "start": "29/03/2026 02:30"},
        {"id": "3", "start": "25/10/2026 02:30"},
    )
    code, told = command(path, files.mapping(base=base))
    assert (code, told["created"], told["rejected"]) == (1, 2, 1)
    assert str(record("1").started_at) == "2026-02-01 09:00:00+00:00"
    assert str(record("3").started_at) == "2026-10-25 00:30:00+00:00"


def test_a_joined_date_with_a_blank_time_is_refused(files, command):
    base = '[columns]\nexternal_id = "id"\nstarted_at = ["d", "t"]\n[defaults]\nchannel = "phone"\n'
    path = files.csv({"id": "1", "d": "2026-11-02", "t": ""}, {"id": "2", "d": "", "t": ""})
    code, told = command(path, files.mapping(base=base))
    assert (code, told["rejected"]) == (1, 2)


def test_a_broken_row_never_stops_the_others(files, command):
    path = files.csv(
        *({"id": f"{n}", "start": "2026-11-02 10:00", "talk": "9"} for n in range(50)),
    )
    broken = path.read_bytes().splitlines(keepends=True)
    broken[10] = b"9,never,9\r\n"
    broken[20] = b"19,2026-11-02 10:00,9,too,many\r\n"
    broken[30] = b"29\xff,2026-11-02 10:00,9\r\n"
    broken[40] = b"\xff\r\n"
    path.write_bytes(b"".join(broken) + b"50\r\n")
    code, told = command(path, files.mapping(talk_seconds="talk"))
    assert code == 1
    assert (told["rows"], told["created"], told["rejected"]) == (51, 46, 5)


@pytest.mark.parametrize(
    ("columns", "more", "said"),
    [
        ({"agent": "Nobody"}, "", "Nobody"),
        ({"agent": "start"}, "[skip]\nOutcome = ['x']\n", "Outcome"),
        ({"agnet": "start"}, "", "agnet"),
        ({"csat": "start"}, "[create]\ncats = true\n", "cats"),
    ],
)
def test_a_wrong_mapping_is_told_before_anything_is_written(files, command, columns, more, said):
    path = files.csv({"id": "1", "start": "2026-11-02 10:00"})
    code, problem = command(path, files.mapping(more, **columns))
    assert code == 2
    assert said in problem
    assert not Consultation.objects.exists()


def test_wrong_calls_exit_with_2(files, command):
    path = files.csv({"id": "1", "start": "2026-11-02 10:00"})
    assert command(files.folder / "none.csv", files.mapping())[0] == 2
    assert command(path, files.folder / "none.toml")[0] == 2
    assert command(path, files.mapping(), "--source", "desk")[0] == 2
    assert command(path, files.mapping(), "--source", "x" * 41)[0] == 2
    assert (
        command(path, files.mapping(), "--errors", str(files.folder / "no" / "where.csv"))[0] == 2
    )
    assert not Consultation.objects.exists()


@pytest.mark.parametrize("style", ["table", "csv"])
def test_other_formats(files, capsys, style):
    path = files.csv({"id": "1", "start": "2026-11-02 10:00", "talk": "90000"})
    mapping = files.mapping(talk_seconds="talk")
    call_command("import_consultations", str(path), "--mapping", str(mapping), "--format", style)
    heard = capsys.readouterr()
    assert "created" in heard.out
    assert ("handling_over_a_day" in heard.out) is (style == "csv")


def test_formulas_in_the_error_file_are_harmless(take, files):
    take({"talk": "=cmd()"}, talk_seconds="talk")
    assert "'=cmd()" in files.errors.read_text("utf-8-sig")


def test_every_column_of_a_record_is_written_or_null_by_default():
    fields = {field.column: field for field in Consultation._meta.concrete_fields}
    assert set(NEW_COLUMNS) <= set(fields)
    rest = [field for name, field in fields.items() if name not in NEW_COLUMNS]
    assert all(field.null or field.has_db_default() for field in rest)
