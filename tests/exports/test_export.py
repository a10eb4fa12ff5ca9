"""What an export says."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import update

from server.checkins.library import load_effect_codes
from server.checkins.models import CheckIn, SideEffect
from server.checkins.rules import Hindrance, SleepQuality, Timing
from server.courses.rules import CourseState, EndReason, MoodScale, SessionState
from server.db import db
from server.questionnaires.models import Response
from tests.builders import World
from tests.exports.taking import StudyDesk, Taken

START = date(2026, 9, 7)  # a Monday


def lines(taken: Taken, table: str, names: dict[str, str]) -> list[str]:
    """The lines of a table with the names of the people for their pseudonyms, header first, people by name."""
    header, *rest = taken.files[f"{table}.csv"].decode().removesuffix("\r\n").split("\r\n")
    for pseudonym, name in names.items():
        rest = [line.replace(pseudonym, name) for line in rest]
    return [header, *sorted(rest, key=lambda line: line.partition(",")[0])]


def names_in(desk: StudyDesk) -> dict[str, str]:
    return {each["pseudonym"]: each["name"] for each in desk.page()["subjects"]}


def test_an_export_says_what_was_recorded_cell_by_cell(world: World) -> None:
    """Written by hand from the facts below, for two people: one with two courses, and one with none."""
    ann = world.patient(name="Ann", birth_date=date(1936, 9, 7), sex="female")
    first = world.course(ann, date(2025, 3, 3), state=CourseState.DISCONTINUED, end_reason=EndReason.MOVED,
                         ended_on=date(2025, 3, 7), mood_scale=MoodScale.FACES, planned_sessions=5)  # fmt: skip
    second = world.course(ann, START, state=CourseState.COMPLETED, ended_on=date(2026, 10, 23), device="Serial 4711")
    ben = world.patient(name="Ben")
    world.sessions(first, 2, site_pain=4)
    world.sessions(second, 1)
    world.sessions(second, 1, SessionState.MISSED)
    world.check_in(first, date(2025, 3, 4), 3, energy=7, anxiety=2, sleep_hours=6.5,
                   sleep_quality=SleepQuality.BAD)  # fmt: skip
    noon = datetime(2026, 9, 8, 10, tzinfo=UTC)
    world.check_in(second, date(2026, 9, 8), 6, effects={"site_pain": 1, "headache": 3}, received_at=noon)
    world.check_in(second, date(2026, 9, 8), None, effects={}, received_at=noon + timedelta(days=3), note="bad day")
    world.check_in(second, date(2026, 9, 6), 5, recorded_at=noon, received_at=noon)
    world.response(second, date(2026, 9, 5), answers={str(item): 2 for item in range(1, 10)} | {"10": 1},
                   language="de-AT")  # fmt: skip
    world.response(second, date(2026, 9, 14), answers={"1": 1, "2": "declined", "3": None, "9": 0}, mode="paper")
    desk = StudyDesk(world)
    desk.consent(ann, ben, given_on=date(2026, 9, 1))
    taken, names = desk.take(), names_in(desk)

    assert lines(taken, "subjects", names) == [
        "subject,sex,courses,consent_day",
        "Ann,female,2,547",
        "Ben,not_recorded,0,not_applicable",
    ]
    assert lines(taken, "courses", names) == [
        "subject,course,start_year,days_after_first,age_band,indication,protocol,mood_scale,state,end_reason,end_day,"
        "planned_sessions,sessions_given,sessions_aborted,sessions_missed,days_logged,days_possible",
        "Ann,1,2025,0,80-89,mdd,hf10_std,faces,discontinued,moved away,4,5,2,0,0,1,5",
        "Ann,2,2026,553,90+,mdd,hf10_std,eleven,completed,not_applicable,46,36,1,0,1,1,47",
    ]
    assert lines(taken, "sessions", names) == [
        "subject,course,session,day,state,site_pain",
        "Ann,1,1,0,full,4",
        "Ann,1,2,1,full,4",
        "Ann,2,1,0,full,not_asked",
        "Ann,2,2,1,missed,not_asked",
    ]
    assert lines(taken, "blocks", names) == [
        "subject,course,session,block,target,intensity_percent_mt,pulses,frequency_hz",
        "Ann,1,1,1,L DLPFC,120,3000,10.0",
        "Ann,1,2,1,L DLPFC,120,3000,10.0",
        "Ann,2,1,1,L DLPFC,120,3000,10.0",
    ]
    assert lines(taken, "check_ins", names) == [
        "subject,course,day,entry,is_last,mood,mood_raw,mood_scale,energy,anxiety,sleep_hours,sleep_quality,"
        "any_side_effects,days_to_record,days_to_receive,revision",
        "Ann,1,1,1,1,7.5,3,faces,7,2,6.5,bad,not_asked,0,0,1",
        "Ann,2,-1,1,1,5.0,5,eleven,not_answered,not_answered,not_answered,not_answered,not_asked,2,0,1",
        "Ann,2,1,1,0,6.0,6,eleven,not_answered,not_answered,not_answered,not_answered,1,0,0,1",
        "Ann,2,1,2,1,not_answered,not_answered,not_answered,not_answered,not_answered,not_answered,not_answered,0,0,3,1",
    ]
    assert lines(taken, "side_effects", names) == [
        "subject,course,day,entry,effect,grade,timing,hindrance,worst_ever,meddra_pt_code,snomed_code",
        "Ann,2,1,1,headache,3,not_answered,not_answered,not_answered,not_recorded,not_recorded",
        "Ann,2,1,1,site_pain,1,not_answered,not_answered,not_answered,not_recorded,not_recorded",
    ]
    assert lines(taken, "scores", names) == [
        "subject,course,response,instrument,version,timepoint,day,mode,language,items,answered,declined,total,prorated,"
        "in_wide,days_to_receive,revision",
        "Ann,2,1,phq-9,1,baseline,-2,phone,de,9,9,0,18,18,1,0,1",
        "Ann,2,2,phq-9,1,session-5,7,paper,not_recorded,9,2,1,incomplete,incomplete,1,0,1",
    ]
    assert lines(taken, "responses", names)[11:16] == [
        "Ann,2,2,phq-9,1,session-5,7,1,44250-9,1",
        "Ann,2,2,phq-9,1,session-5,7,2,44255-8,declined",
        "Ann,2,2,phq-9,1,session-5,7,3,44259-0,not_answered",
        "Ann,2,2,phq-9,1,session-5,7,4,44254-1,not_answered",
        "Ann,2,2,phq-9,1,session-5,7,5,44251-7,not_answered",
    ]
    wide = [row for row in taken.table("wide") if row["course"] == "2"]
    assert [row["timepoint"] for row in wide][:3] == ["baseline", "session-5", "session-10"]
    assert [wide[0][name] for name in ("phq9_day", "phq9_1", "phq9_10", "phq9_answered", "phq9_total", "gad7_day")] == [
        "-2", "2", "1", "9", "18", "not_received",
    ]  # fmt: skip
    assert [wide[1][name] for name in ("phq9_2", "phq9_3", "phq9_total", "gad7_total")] == [
        "declined", "not_answered", "incomplete", "not_planned",
    ]  # fmt: skip
    late = [(row["timepoint"], row["phq9_total"]) for row in wide[-3:]]
    assert late == [("month-3", "not_yet"), ("month-6", "not_yet"), ("month-12", "not_yet")]
    assert next(row["phq9_total"] for row in wide if row["timepoint"] == "end-of-taper") == "not_received"


def test_the_manifest_is_true(world: World) -> None:
    ann = world.patient()
    course = world.course(ann)
    world.check_in(course, date(2026, 11, 3), effects={"headache": 1})
    world.check_in(course, date(2026, 11, 4))
    world.response(course, date(2026, 11, 2), 15)
    desk = StudyDesk(world)
    desk.consent(ann)
    taken = desk.take()

    assert taken.row["manifest"]["files"] == taken.json("manifest.json")["files"]
    listed = {each["path"]: each for each in taken.row["manifest"]["files"]}
    assert [*listed] == sorted(listed)
    assert {*listed, "manifest.json"} == {*taken.files}
    for name, content in taken.files.items():
        if name != "manifest.json":
            assert (listed[name]["bytes"], listed[name]["sha256"]) == (len(content), sha256(content).hexdigest())
    for table in taken.tables:
        assert listed[f"{table}.csv"]["rows"] == len(taken.table(table))
    archive = taken.row["manifest"]["archive"]
    assert (archive["bytes"], archive["sha256"]) == (len(taken.archive), sha256(taken.archive).hexdigest())
    manifest = taken.json("manifest.json")
    assert (manifest["study"], manifest["profile"], manifest["as_of"]) == ("depr-1", "relative-days", "2026-11-23")
    assert manifest["log"] == {"possible": 3, "done": 2}  # day 0 to day 2, the last that anything tells of
    assert manifest["questionnaires"]["phq-9"] == {"possible": 1, "done": 1}
    assert manifest["subjects"] == 1


def test_what_no_table_can_place_is_counted(world: World) -> None:
    ann = world.patient()
    course = world.course(ann)
    world.check_in(course, date(2023, 1, 1))
    world.response(course, date(2023, 1, 1), 9)
    with world.transaction():
        db.session.execute(update(CheckIn).values(course_id=None))
        db.session.execute(update(Response).values(course_id=None))
    world.response(course, date(2026, 11, 3), 9, version="999")
    desk = StudyDesk(world)
    desk.consent(ann)
    taken = desk.take()
    assert taken.json("manifest.json")["left_out"] == {
        "check_ins_outside_courses": 1,
        "responses_outside_courses": 1,
        "responses_to_unknown_instruments": 1,
    }
    assert (taken.table("check_ins"), taken.table("scores")) == ([], [])


def test_wide_equals_long(world: World) -> None:
    """Every answer and total of `wide` stands in `responses` and `scores`, and the other way round."""
    ann, ben = world.patient(), world.patient()
    for patient, start in ((ann, START), (ben, date(2026, 10, 5))):
        course = world.course(patient, start)
        for week, total in enumerate((20, 17, 15, 11)):
            world.response(course, start + timedelta(days=7 * week - 2), total)
            world.response(course, start + timedelta(days=7 * week - 2), total - 5, instrument="gad-7")
        # A later one in a window that has one already, and one with an answer missing after one that is complete.
        world.response(course, start + timedelta(days=7), 4)
        world.response(course, start + timedelta(days=14), answers={"1": 3, "2": 2})
    desk = StudyDesk(world)
    desk.consent(ann, ben)
    taken = desk.take()

    from_wide = set()
    for row in taken.table("wide"):
        for name, cell in row.items():
            instrument, _, item = name.partition("_")
            if item.isdigit() and row[f"{instrument}_day"].lstrip("-").isdigit():
                place = (row["subject"], row["course"], row["timepoint"], row[f"{instrument}_day"])
                from_wide.add((*place, instrument, item, cell, row[f"{instrument}_total"]))
    chosen = {
        (row["subject"], row["course"], row["response"]): row for row in taken.table("scores") if row["in_wide"] == "1"
    }
    from_long = set()
    for row in taken.table("responses"):
        if score := chosen.get((row["subject"], row["course"], row["response"])):
            place = (row["subject"], row["course"], row["timepoint"], row["day"])
            from_long.add((*place, row["instrument"].replace("-", ""), row["item"], row["value"], score["total"]))
    assert from_wide == from_long
    session_5 = next(row for row in taken.table("wide") if row["timepoint"] == "session-5")
    session_10 = next(row for row in taken.table("wide") if row["timepoint"] == "session-10")
    assert (session_5["phq9_total"], session_10["phq9_total"]) == ("4", "15")


def test_tables_are_plain_comma_separated_text(world: World) -> None:
    course = world.course(ann := world.patient(sex="female"))
    world.check_in(course, date(2026, 11, 3), effects={"other": 2})
    world.response(course, date(2026, 11, 2), 15)
    desk = StudyDesk(world)
    desk.consent(ann)
    taken = desk.take()
    for name, content in taken.files.items():
        assert not content.startswith(b"\xef\xbb\xbf")
        if name.endswith(".csv"):
            assert content.endswith(b"\r\n")
            assert content.count(b"\n") == content.count(b"\r\n")
            for row in csv.reader(io.StringIO(content.decode(), newline="")):
                assert not [cell for cell in row if cell[:1] in "=+-@\t\r" and cell and not is_number(cell)]


def test_there_is_no_empty_cell(world: World) -> None:
    """Why a value is missing is always said, in a word of the codebook."""
    course = world.course(ann := world.patient())
    world.check_in(course, date(2026, 11, 3), None)
    world.response(course, date(2026, 11, 2), answers={})
    desk = StudyDesk(world)
    desk.consent(ann)
    taken = desk.take()
    book = taken.json("codebook.json")
    columns = {(table["name"], each["name"]): each for table in book["tables"] for each in table["columns"]}
    for table in taken.tables:
        for row in taken.table(table):
            for name, cell in row.items():
                column = columns[table, name]
                assert cell
                if column["type"] in {"integer", "number", "flag"} and not is_number(cell):
                    assert cell in column["missing_codes"]
                if column["type"] == "code":
                    assert cell in column["codes"] or cell in column["missing_codes"]
    assert {name for name, _ in columns} == set(taken.tables)


def test_an_export_of_nobody_has_headers_and_no_rows(world: World) -> None:
    taken = StudyDesk(world).take()
    assert [taken.table(name) for name in taken.tables] == [[]] * len(taken.tables)
    assert taken.json("manifest.json")["subjects"] == 0


def is_number(cell: str) -> bool:
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell) is not None


def test_side_effects_come_with_what_was_said_further_and_the_clinics_codes(world: World, tmp_path: Path) -> None:
    ann = world.patient()
    course = world.course(ann, START)
    world.check_in(course, START, effects={"headache": 2, "nausea": 1})
    with world.transaction():
        said = {"timing": Timing.LATER, "hindrance": Hindrance.A_BIT, "worst_ever": True}
        db.session.execute(update(SideEffect).where(SideEffect.effect == "headache").values(**said))
    desk = StudyDesk(world)
    desk.consent(ann)
    (tmp_path / "codes.csv").write_text(
        "key,meddra_pt_code,snomed_code\nheadache,10019211,25064002\nnausea,10028813,\n"
    )
    load_effect_codes(tmp_path / "codes.csv")
    try:
        taken = desk.take()
    finally:
        load_effect_codes(None)
    shown = [list(each.values())[4:] for each in taken.table("side_effects")]
    assert shown == [
        ["headache", "2", "later", "a-bit", "1", "10019211", "25064002"],
        ["nausea", "1", "not_answered", "not_answered", "not_answered", "10028813", "not_recorded"],
    ]
