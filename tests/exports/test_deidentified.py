"""What must never leave with an export."""

import re
from datetime import date
from secrets import token_hex

from sqlalchemy import String, select

from server.access import Role
from server.checkins.models import CheckIn, SideEffect
from server.courses.models.course import Course
from server.courses.models.session import StimulationBlock, TreatmentSession
from server.db import db
from server.people.models import Patient
from server.questionnaires.models import Response
from server.studies.models import Consent
from tests.builders import Person, World
from tests.conftest import Clock
from tests.exports.taking import StudyDesk

OF_PATIENTS = (Patient, Course, TreatmentSession, StimulationBlock, CheckIn, SideEffect, Response, Consent)


# What decides whether a response is read at all; test_export says what becomes of the others.
SPARED = {"instrument", "version"}


def release_canaries(world: World) -> list[str]:
    """Put a word of its own into every text cell of all patients' rows, whatever the cell is for. Returns the words."""
    words = []

    def word() -> str:
        words.append(f"kea{token_hex(8)}")
        return words[-1]

    with world.transaction():
        for model in OF_PATIENTS:
            columns = [each.name for each in model.__table__.columns if type(each.type) is String]
            spared = SPARED | {each.name for each in model.__table__.primary_key}
            for row in db.session.scalars(select(model)):
                for column in set(columns) - spared:
                    setattr(row, column, word())
                if isinstance(row, Response):
                    row.answers = {**row.answers, "1": word(), "mother's name": word()}
    return words


def full_record(world: World, patient: Person) -> None:
    """A course with something in every table."""
    course = world.course(patient)
    world.sessions(course, 2, note="note")
    world.check_in(course, date(2026, 11, 3), effects={"other": 2}, note="note")
    world.response(course, date(2026, 11, 2), 15)


def test_no_word_that_anybody_typed_leaves(world: World) -> None:
    ann, ben = world.patient(number="17-4711", sex="female"), world.patient(sex="male")
    elsewhere = world.patient(world.clinic("Elsewhere"))
    for patient in (ann, ben, elsewhere):
        full_record(world, patient)
    desk = StudyDesk(world)
    desk.consent(ann, ben)
    words = release_canaries(world)
    taken = desk.take()

    assert len(words) > 60
    assert {each["subject"] for each in taken.table("check_ins")} == set(desk.pseudonyms().values())
    everything = b"".join(taken.files.values()) + str(taken.row).encode()
    assert [word for word in words if word.encode() in everything] == []
    assert "kea" not in everything.decode()


def test_no_id_of_ours_and_no_calendar_day_leaves(world: World) -> None:
    ann = world.patient(birth_date=date(1980, 2, 3))
    full_record(world, ann)
    desk = StudyDesk(world)
    desk.consent(ann, given_on=date(2026, 10, 7))
    taken = desk.take()
    data = b"".join(taken.files[f"{table}.csv"] for table in taken.tables).decode()
    assert not re.search(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2}|1980", data)
    everything = b"".join(taken.files.values()).decode().replace(taken.row["id"], "")
    an_id = r"(?<![0-9a-f])[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9a-f])"
    assert not re.search(an_id, everything)
    assert set(re.findall(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", everything)) == {"2026-11-23"}  # the export's own day


def test_the_day_of_an_export_tells_nothing_about_a_running_course(world: World, clock: Clock) -> None:
    """Where the day of the export shows in the rows of a running course, both together tell when it began."""
    ann = world.patient(birth_date=date(1980, 2, 3))
    full_record(world, ann)
    desk = StudyDesk(world)
    desk.consent(ann)
    first = desk.take()
    clock.move(days=40)
    later = desk.take()
    for table in first.tables:
        assert first.files[f"{table}.csv"] == later.files[f"{table}.csv"], table
    assert first.json("manifest.json")["log"] == later.json("manifest.json")["log"]


def test_only_patients_who_consented_are_in_it(world: World) -> None:
    ann, without_consent, in_other_study = world.patient(), world.patient(), world.patient()
    for patient in (ann, without_consent, in_other_study):
        full_record(world, patient)
    desk, other = StudyDesk(world, "study-a"), StudyDesk(world, "study-b")
    desk.consent(ann)
    other.consent(in_other_study)
    taken = desk.take()
    pseudonym = desk.pseudonyms()[str(ann.id)]
    for table in taken.tables:
        assert {each["subject"] for each in taken.table(table)} == {pseudonym}, table


def test_two_clinics_do_not_see_each_others_patients(world: World) -> None:
    mine, elsewhere = world.patient(), world.clinic("Elsewhere")
    theirs = world.patient(elsewhere)
    full_record(world, mine)
    full_record(world, theirs)
    desk = StudyDesk(world)
    stranger = StudyDesk(world, coordinator=world.staff(Role.COORDINATOR, elsewhere))
    desk.consent(mine)
    stranger.consent(theirs)
    assert {each["subject"] for each in desk.take().table("check_ins")} == set(desk.pseudonyms().values())
    assert {each["subject"] for each in stranger.take().table("check_ins")} == set(stranger.pseudonyms().values())


def test_a_clinic_with_the_same_ids_adds_no_row(world: World) -> None:
    """Ids are unique within a clinic only: a query that forgets the clinic would mix two clinics' rows."""
    ann, elsewhere = world.patient(), world.clinic("Elsewhere")
    full_record(world, ann)
    desk = StudyDesk(world)
    desk.consent(ann)
    before = desk.take()
    with world.transaction():
        for model in OF_PATIENTS:
            if model is not Consent:
                rows = db.session.execute(select(model.__table__)).mappings().all()
                db.session.execute(model.__table__.insert(), [{**row, "clinic_id": elsewhere.id} for row in rows])
    after = desk.take()
    for table in before.tables:
        assert after.files[f"{table}.csv"] == before.files[f"{table}.csv"], table


def test_pseudonyms_stay_within_a_study_and_differ_between_studies(world: World) -> None:
    patients = [world.patient() for _ in range(5)]
    desk, other = StudyDesk(world, "study-a"), StudyDesk(world, "study-b")
    desk.consent(*patients)
    other.consent(*patients)
    first = {each["subject"] for each in desk.take().table("subjects")}
    desk.withdraw(patients[0], date(2026, 11, 1))
    desk.consent(patients[0], given_on=date(2026, 11, 2), version="v2")
    assert {each["subject"] for each in desk.take().table("subjects")} == first
    assert not first & {each["subject"] for each in other.take().table("subjects")}
