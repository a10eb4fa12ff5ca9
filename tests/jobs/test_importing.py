"""What a clinic brings along: dry run, all or nothing, and the same file again every day."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server.access import system_of
from server.alerts.models import Alert
from server.audit.models import AuditEntry, Revision
from server.courses.models.course import Course
from server.courses.models.session import StimulationBlock, TreatmentSession
from server.courses.rules import CourseState
from server.errors import Conflict, Invalid
from server.importing import ImportFile, import_file, table_of_report
from server.people.models import Patient
from server.questionnaires.models import Response
from server.records.actions.run import run_import
from server.records.actions.scores import ScoreImport
from server.records.models import Imported
from server.records.rules.report import Outcome, Report
from server.records.rules.table_file import read_lines
from server.records.rules.values import Notation
from tests.builders import Person, World

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SCORES = (
    "patient_number,instrument,date,total\n17,phq-9,2026-11-02,19\n17,gad-7,2026-11-02,12\n17,phq-9,2026-11-09,15\n"
)
SESSIONS = (
    "patient_number,date,number,state,target,intensity_percent_mt,pulses,frequency_hz\n"
    "17,2026-11-02,1,full,L DLPFC,100,3000,10\n"
    "17,2026-11-03,2,missed,,,,\n"
    "17,2026-11-04,3,partial,L DLPFC,110,2000,10\n"
)


@pytest.fixture
def patient(world: World) -> Person:
    return world.patient(number="17")


@pytest.fixture
def course(world: World, patient: Person) -> Course:
    return world.course(patient, date(2026, 11, 2))


@pytest.fixture
def bring(app: Flask, world: World, tmp_path: Path) -> Callable[..., tuple[Report, list[str]]]:
    """Imports the text of a file into the home clinic; returns the report and what the operator was told."""

    def run(what: str, text: str | bytes, *, commit: bool = True, **said: Any) -> tuple[Report, list[str]]:
        file = tmp_path / "history.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        rest = {"mapping": None, "days": "iso", "decimal": "point", "encoding": "utf-8", "add_patients": False}
        told: list[str] = []
        asked = ImportFile(what, file, **rest | said)
        return import_file(app, world.home.id, asked, world.clock.now, told.append, commit=commit), told

    return run


def counts(report: Report) -> tuple[int, ...]:
    return tuple(report.total(each) for each in Outcome)  # added, known, different, refused


def test_a_dry_run_says_what_would_be_added_and_adds_nothing(world: World, bring: Any, course: Course) -> None:
    report, told = bring("scores", SCORES, commit=False)
    assert (counts(report), told) == ((3, 0, 0, 0), [])
    assert world.count(Response) == world.count(Imported) == world.count(Revision) == 0
    assert table_of_report(report, committed=False).splitlines()[1].split() == ["phq-9", "2", "0", "0", "0"]


def test_scores_join_the_course_of_their_day_and_keep_what_was_brought(
    world: World, bring: Any, course: Course
) -> None:
    bring("scores", SCORES)
    found = world.rows(Response, instrument="phq-9")
    assert sorted((each.answered_on, each.answers, each.mode, each.course_id) for each in found) == [
        (date(2026, 11, 2), {"total": 19}, "imported", course.id),
        (date(2026, 11, 9), {"total": 15}, "imported", course.id),
    ]
    assert world.count(Revision) == 3
    assert world.rows(Course)[0].facts == course.facts + 3
    assert world.count(AuditEntry, deed="imported a questionnaire", role="system") == 3


def test_the_same_file_again_does_nothing_however_often(world: World, bring: Any, course: Course) -> None:
    bring("scores", SCORES)
    bring("sessions", SESSIONS)
    before = world.rows(Course)[0].facts
    assert counts(bring("scores", SCORES)[0]) == (0, 3, 0, 0)
    assert counts(bring("sessions", SESSIONS)[0]) == (0, 3, 0, 0)
    assert (world.count(Response), world.count(TreatmentSession)) == (3, 3)
    assert world.rows(Course)[0].facts == before


def test_a_changed_line_is_shown_and_overwrites_nothing(world: World, bring: Any, course: Course) -> None:
    bring("scores", SCORES)
    report, told = bring("scores", SCORES.replace("11-09,15", "11-09,8") + "17,phq-9,2026-11-16,9\n")
    assert counts(report) == (1, 2, 1, 0)
    assert told == [
        "line 4: known, but different: It was imported with another value of: answers. "
        "Correct it in Lodestone, if that one was wrong."
    ]
    totals = {each.answered_on.day: each.answers["total"] for each in world.rows(Response, instrument="phq-9")}
    assert totals == {2: 19, 9: 15, 16: 9}


def test_one_refused_line_keeps_all_out(world: World, bring: Any, course: Course) -> None:
    text = SCORES + "99,phq-9,2026-11-09,15\n17,phq-9,2026-11-16,28\n17,phq-7,2026-11-16,3\n17,phq-9,16.11.2026,3\n"
    report, told = bring("scores", text)
    assert counts(report) == (3, 0, 0, 4)
    assert [each.partition(":")[0] for each in told] == [
        "line 5, patient_number", "line 6, total", "line 7, instrument", "line 8, date",
    ]  # fmt: skip
    assert world.count(Response) == world.count(Imported) == 0


def test_a_line_that_is_refused_only_when_it_is_stored_takes_all_back(world: World, course: Course) -> None:
    """Between the two passes somebody may have entered the same: nothing of the file stays then, either."""
    lines = [*SCORES.splitlines(keepends=True), "99,phq-9,2026-11-09,15\n"]
    importer = ScoreImport(system_of(course.clinic_id), "history.csv", Notation(), False, world.clock.now)
    with pytest.raises(Conflict), world.transaction():
        run_import(importer, read_lines(lines, None, ()), lambda _: None, write=True)
    assert world.count(Response) == world.count(Imported) == 0


def test_what_somebody_entered_here_is_not_brought_in_again(world: World, bring: Any, course: Course) -> None:
    world.response(course, date(2026, 11, 2), 19)
    world.response(course, date(2026, 11, 9), 20)
    report, told = bring("scores", SCORES)
    assert counts(report) == (1, 1, 1, 0)
    assert "on file for that day is 20" in told[0]
    assert world.count(Response, instrument="phq-9") == 2


def test_unknown_patients_are_added_only_on_demand(world: World, bring: Any, patient: Person) -> None:
    text = (
        "patient_number,instrument,date,total,name,birth_date,sex\n"
        "21,phq-9,2026-03-02,19,Ada New,1980-05-01,female\n"
        "21,phq-9,2026-03-09,12,,,\n"
        "22,phq-9,2026-03-09,12,Bob New,,\n"
    )
    assert counts(bring("scores", text)[0]) == (0, 0, 0, 3)
    report, _ = bring("scores", text, add_patients=True)
    assert report.counts["patients"][Outcome.ADDED] == 2
    added = {each.number: each for each in world.rows(Patient)}
    assert (added["21"].name, added["21"].birth_date, added["21"].sex) == ("Ada New", date(1980, 5, 1), "female")
    assert len(world.rows(Response, patient_id=added["21"].id)) == 2
    assert counts(bring("scores", text, add_patients=True)[0]) == (0, 3, 0, 0)


def test_history_pages_nobody_but_the_last_days_do(world: World, bring: Any, course: Course) -> None:
    """Item 9 of a form from months ago is for whoever opens the course; of this week it is news."""
    head = "patient_number,instrument,date," + ",".join(f"item_{place}" for place in range(1, 10)) + "\n"
    today = world.clock.now.date()
    old, recent = today - timedelta(days=8), today - timedelta(days=7)
    bring("scores", head + f"17,phq-9,{old},1,1,1,1,1,1,1,1,3\n")
    assert world.count(Alert) == 0
    bring("scores", head + f"17,phq-9,{recent},1,1,1,1,1,1,1,1,3\n")
    assert [each.rule.startswith("SI") for each in world.rows(Alert)] == [True]


def test_a_total_alone_asks_for_no_safety_answer(world: World, bring: Any, course: Course) -> None:
    bring("scores", f"patient_number,instrument,date,total\n17,phq-9,{world.clock.now.date()},27\n")
    assert world.count(Alert) == 0


def test_a_total_that_its_answers_contradict_is_refused(bring: Any, course: Course) -> None:
    head = "patient_number,instrument,date,total," + ",".join(f"item_{place}" for place in range(1, 8)) + "\n"
    _, told = bring("scores", head + "17,gad-7,2026-11-02,9,1,1,1,1,1,1,1\n")
    assert told == ["line 2, total: refused: The answers add up to 7, not to 9."]
    assert counts(bring("scores", head + "17,gad-7,2026-11-02,7,1,1,1,1,1,1,1\n")[0]) == (1, 0, 0, 0)


def test_sessions_come_with_their_stimulation_and_set_the_course_going(
    world: World, bring: Any, patient: Person
) -> None:
    course = world.course(patient, date(2026, 11, 5), state=CourseState.PLANNED)
    bring("sessions", SESSIONS)
    found = sorted(world.rows(TreatmentSession), key=lambda each: each.number)
    assert [(each.number, each.on.day, each.state) for each in found] == [
        (1, 2, "full"), (2, 3, "missed"), (3, 4, "partial"),
    ]  # fmt: skip
    assert sorted(each.pulses for each in world.rows(StimulationBlock)) == [2000, 3000]
    (stored,) = world.rows(Course)
    # It began earlier than planned, and its start follows.
    assert (stored.state, stored.started_on, course.started_on) == ("active", date(2026, 11, 2), date(2026, 11, 5))


def test_a_session_that_was_recorded_by_hand_is_known(world: World, bring: Any, course: Course) -> None:
    world.sessions(course, 1)  # number 1 on the first day
    assert counts(bring("sessions", SESSIONS)[0]) == (2, 1, 0, 0)
    assert world.count(TreatmentSession) == 3


def test_sessions_without_a_number_are_counted_on(world: World, bring: Any, course: Course) -> None:
    world.sessions(course, 2)  # on 2 and 3 November
    head = "patient_number,date,target,intensity_percent_mt,pulses\n"
    text = head + "17,2026-11-03,L,100,3000\n17,2026-11-04,L,100,3000\n17,2026-11-05,L,100,3000\n"
    assert counts(bring("sessions", text)[0]) == (2, 1, 0, 0)
    assert sorted(each.number for each in world.rows(TreatmentSession)) == [1, 2, 3, 4]
    assert counts(bring("sessions", text)[0]) == (0, 3, 0, 0)


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("99,2026-11-05,4,full,L,100,3000,10", "patient_number", "has the number 99"),
        ("17,2026-09-01,4,full,L,100,3000,10", "date", "No course of this patient covers"),
        ("17,2026-12-01,4,full,L,100,3000,10", "date", "to today"),
        ("17,2026-11-05,3,full,L,100,3000,10", "number", "on file already, on 2026-11-04"),
        ("17,2026-11-05,201,full,L,100,3000,10", "number", "from 1 to 200"),
        ("17,2026-11-05,4,half,L,100,3000,10", "state", "full, partial, aborted, missed"),
        ("17,2026-11-05,4,full,,,,", "target", "what was stimulated"),
        ("17,2026-11-05,4,missed,L,100,3000,10", "target", "no stimulation"),
        ("17,2026-11-05,4,full,L,300,3000,10", "intensity_percent_mt", "from 1 to 150"),
        ("17,2026-11-05,4,full,L,100,40000,10", "pulses", "from 1 to 20000"),
        ("17,2026-11-05,4,full,L,100,3000,500", "frequency_hz", "from 0.1 to 100"),
        ('17,2026-11-05,4,full,L,100,"3000,5",10', "pulses", "--decimal"),
        ("17,2026-11-05,4,full,L,100,3000", "", "7 columns, the first line 8"),
        ("17,2026-11-04,3,partial,L DLPFC,110,2000,10", "key", "Line 4 says the same session"),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_its_column(
    bring: Any, course: Course, line: str, column: str, words: str
) -> None:
    _, (told,) = bring("sessions", SESSIONS + line + "\n")
    assert told.startswith(f"line 5, {column}: refused:" if column else "line 5: refused:")
    assert words in told


def test_the_export_of_one_invented_device(world: World, bring: Any, course: Course) -> None:
    """One line per session, semicolons, decimal commas, Windows-1252, and lines that are no treatment."""
    text = (
        "Protokoll-ID;Patientennr.;Art;Beginn;Status;Intensität (x MT);Pulse;Frequenz (Hz);Bemerkung;Firmware\r\n"
        "A1;17;Motorschwelle;02.11.2026 08:50;beendet;1,0;20;;;7.2\r\n"
        'A2;17;Behandlung;02.11.2026 09:05;beendet;1,2;3000;10,0;"Übelkeit; kurz";7.2\r\n'
        "A3;17;Behandlung;03.11.2026 09:00;abgebrochen;1,15;400;10,0;;7.2\r\n"
    )
    mapping = EXAMPLES / "device-a.mapping.json"
    report, told = bring("sessions", text.encode("cp1252"), mapping=mapping)
    assert (counts(report), told) == ((2, 0, 0, 0), [])
    one, two = sorted(world.rows(TreatmentSession), key=lambda each: each.number)
    assert (one.state, one.note, two.state) == ("full", "Übelkeit; kurz", "aborted")
    assert one.started_at is not None
    assert one.started_at.isoformat() == "2026-11-02T08:05:00+00:00"  # nine o'clock in Berlin
    blocks = {each.session_id: each for each in world.rows(StimulationBlock)}
    assert [(blocks[each.id].intensity_percent_mt, blocks[each.id].frequency_hz) for each in (one, two)] == [
        (120, 10), (115, 10),
    ]  # fmt: skip
    assert counts(bring("sessions", text.encode("cp1252"), mapping=mapping)[0]) == (0, 2, 0, 0)


def test_the_export_of_another_with_a_line_per_stimulation(world: World, bring: Any, course: Course) -> None:
    text = (
        "Tx#,VisitUUID,PatientID,Date,Time,Site,Pct_MT,kPulses,Freq,Operator\n"
        "1,v-1,17,11/02/2026,9:05 AM,RIGHT_PFC,100,0.9,1,x\n"
        "1,v-1,17,11/02/2026,9:05 AM,LEFT_PFC,120,3,10,x\n"
        "2,v-2,17,11/03/2026,2:30 PM,LEFT_PFC,120,3,10,x\n"
    )
    report, _ = bring("sessions", text, mapping=EXAMPLES / "device-b.mapping.json")
    assert counts(report) == (2, 0, 0, 0)
    first = next(each for each in world.rows(TreatmentSession) if each.number == 1)
    blocks = sorted(world.rows(StimulationBlock, session_id=first.id), key=lambda each: each.number)
    assert [(each.target, each.pulses) for each in blocks] == [("R DLPFC", 900), ("L DLPFC", 3000)]


def test_a_word_that_the_mapping_does_not_know_is_refused(bring: Any, course: Course) -> None:
    text = "Tx#,VisitUUID,PatientID,Date,Time,Site,Pct_MT,kPulses,Freq\n1,v-1,17,11/02/2026,9:05 AM,VERTEX,100,0.9,1\n"
    _, (told,) = bring("sessions", text, mapping=EXAMPLES / "device-b.mapping.json")
    assert told == "line 2, Site: refused: “VERTEX” is none of the words of the mapping: LEFT_PFC, RIGHT_PFC."


def test_a_file_in_another_encoding_is_refused_with_what_to_try(bring: Any, course: Course) -> None:
    text = "patient_number,instrument,date,total,name\n17,phq-9,2026-11-02,19,Jörg\n"
    with pytest.raises(Invalid, match=r"0xf6.*--encoding windows-1252"):
        bring("scores", text.encode("cp1252"))
    assert counts(bring("scores", text.encode("cp1252"), encoding="windows-1252", commit=False)[0]) == (1, 0, 0, 0)


def test_a_spreadsheets_own_notation_is_read_when_it_is_said(world: World, bring: Any, course: Course) -> None:
    text = "\ufeffpatient_number;instrument;date;total\r\n17;phq-9;02.11.2026;19\r\n"
    assert counts(bring("scores", text, days="dd.mm.yyyy", decimal="comma")[0]) == (1, 0, 0, 0)
    assert world.rows(Response)[0].answered_on == date(2026, 11, 2)


def test_another_clinics_patient_is_unknown(world: World, bring: Any, course: Course) -> None:
    other = world.clinic("Elsewhere")
    world.patient(other, number="18")
    _, (told,) = bring("scores", "patient_number,instrument,date,total\n18,phq-9,2026-11-02,19\n")
    assert "No patient of this clinic has the number 18" in told


def test_the_ids_of_two_clinics_differ(app: Flask, world: World, bring: Any, course: Course, tmp_path: Path) -> None:
    bring("scores", SCORES)
    other = world.clinic("Elsewhere")
    world.patient(other, number="17")
    asked = ImportFile("scores", tmp_path / "history.csv", None, "iso", "point", "utf-8", False)
    report = import_file(app, other.id, asked, world.clock.now, print, commit=True)
    assert counts(report) == (3, 0, 0, 0)
    assert len({each.id for each in world.rows(Response)}) == 6
