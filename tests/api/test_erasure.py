"""Erasing a patient: nothing is left but the tombstone and the trail of deeds."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from server.access import Role
from server.alerts.actions.deeds import close
from server.alerts.actions.raising import raise_alerts
from server.alerts.models import Alert
from server.alerts.rules import Reason
from server.audit.models import AuditEntry
from server.db import Record, db
from server.people.models import Patient
from server.records.actions.leaving import record_wish
from server.records.models.leaving import Erasure, Leaving
from server.records.queries.leaving import exports_with
from server.records.rules.holdings import HOLDING_OF
from server.records.rules.leaving import What
from tests.api.examples import House, furnish
from tests.builders import World
from tests.exports.taking import StudyDesk

REASON = "Nothing obliges us to keep it."
ALL = ["retention-runs", "course-runs", "in-exports"]
WORDS = "Cried the whole evening; nobody may know."


@pytest.fixture
def house(world: World) -> House:
    """A clinic in which the patient has something of everything, and no alert is open that stands in the way."""
    house = furnish(world, world.clinic())
    patient = house.people[Role.PATIENT]
    world.check_in(house.course, date(2026, 11, 21), 2, note=WORDS)
    clinician = house.people[Role.CLINICIAN].actor
    for alert in world.rows(Alert, patient_id=patient.id, closed_at=None):
        world.run(close, clinician, alert.id, "called", "Called the patient.", world.clock.now)
    return house


def ask(world: World, house: House) -> UUID:
    patient = house.people[Role.PATIENT]
    clinician = house.people[Role.CLINICIAN].actor
    world.run(record_wish, clinician, patient.id, {"what": What.ERASE, "words": WORDS}, world.clock.now)
    (asked,) = world.rows(Leaving, patient_id=patient.id)
    return asked.id


def erase(browser: FlaskClient, leaving_id: UUID, confirmed: list[str] | None = None) -> Any:
    body = {"reason": REASON, "confirmed": ALL if confirmed is None else confirmed}
    return browser.post(f"/api/leaving/{leaving_id}/erase", json=body)


def everything(world: World) -> dict[str, list[str]]:
    """Table -> its rows as text, read past the models."""
    with world.transaction("read"):
        return {
            name: [repr(tuple(row)) for row in db.session.execute(table.select())]
            for name, table in Record.metadata.tables.items()
        }


def mentions(world: World, *needles: UUID | str) -> set[str]:
    """The tables in which any of these stands, an id in any of its spellings."""
    spelled = {each for needle in needles for each in (str(needle), getattr(needle, "hex", str(needle)))}
    return {name for name, rows in everything(world).items() if any(each in row for row in rows for each in spelled)}


def test_an_erasure_leaves_the_tombstone_and_the_trail_and_nothing_else(world: World, house: House) -> None:
    patient = house.people[Role.PATIENT]
    leaving_id = ask(world, house)
    held = {name for name, rows in everything(world).items() if rows and name in HOLDING_OF}
    own = mentions(world, patient.id, house.course.id)
    assert len(own) > 15, f"the patient should have something nearly everywhere: {sorted(held - own)}"
    assert erase(world.client_of(house.people[Role.ADMIN]), leaving_id).status_code == 200
    assert mentions(world, patient.id) == {"erasure", "audit_entry"}
    assert mentions(world, house.course.id) <= {"audit_entry"}
    assert mentions(world, WORDS) == set()


def test_a_neighbours_rows_stay_to_the_last_one(world: World, house: House) -> None:
    neighbour = world.patient(name="Neighbour Next")
    course = world.course(neighbour)
    world.check_in(course, date(2026, 11, 20), 3, effects={"headache": 1}, note="Mine.")
    world.response(course, date(2026, 11, 20), 9)
    world.sessions(course, 3)
    leaving_id = ask(world, house)
    before = rows_naming(world, neighbour.id, course.id)
    assert erase(world.client_of(house.people[Role.ADMIN]), leaving_id).status_code == 200
    assert rows_naming(world, neighbour.id, course.id) == before


def rows_naming(world: World, *ids: UUID) -> list[str]:
    return [
        row
        for name, rows in everything(world).items()
        for row in rows
        if name != "audit_entry" and any(repr(each) in row for each in ids)
    ]


def test_a_tombstone_counts_the_rows_and_names_nobody(world: World, house: House) -> None:
    leaving_id = ask(world, house)
    assert erase(world.client_of(house.people[Role.ADMIN]), leaving_id).status_code == 200
    (tombstone,) = [each for each in world.rows(Erasure) if each.rows.get("check_in")]
    assert tombstone.rows["patient"] == 1
    assert tombstone.rows["check_in"] == 2
    assert "Pat Example" not in json.dumps([tombstone.rows, tombstone.exports, tombstone.reason])
    deeds = [each.deed for each in world.rows(AuditEntry, patient_id=tombstone.patient_id)]
    assert "erased the patient" in deeds


def test_what_stands_against_it_must_be_confirmed(world: World, house: House) -> None:
    admin = world.client_of(house.people[Role.ADMIN])
    leaving_id = ask(world, house)
    answer = erase(admin, leaving_id, confirmed=[])
    assert (answer.status_code, answer.json["code"]) == (409, "unusual")
    assert [each["code"] for each in answer.json["details"]["confirm"]] == ALL
    assert world.count(Patient, id=house.people[Role.PATIENT].id) == 1


def test_an_open_alert_stands_in_the_way(world: World, house: House) -> None:
    patient = house.people[Role.PATIENT]
    leaving_id = ask(world, house)
    reason = Reason("CALL", 1, "Asked for a call", "From the phone", world.clock.now)
    world.run(raise_alerts, patient.clinic_id, patient.id, None, [reason], world.clock.now)
    answer = erase(world.client_of(house.people[Role.ADMIN]), leaving_id)
    assert (answer.status_code, answer.json["code"]) == (409, "alerts-open")
    assert world.count(Patient, id=patient.id) == 1


def test_erasing_needs_a_fresh_proof(world: World, house: House) -> None:
    leaving_id = ask(world, house)
    stale = world.client_of(house.people[Role.ADMIN], fresh=False)
    assert erase(stale, leaving_id).json["code"] == "verify-first"
    assert world.count(Leaving, id=leaving_id) == 1


def test_recipients_of_exports_are_named_until_they_are_told(world: World, house: House) -> None:
    admin = world.client_of(house.people[Role.ADMIN])
    erased = erase(admin, ask(world, house)).json["erasures"]
    (row,) = [each for each in erased if each["exports"]]
    assert row["exports"][0]["study"] == "sleep"
    assert row["exports"][0]["pseudonym"]
    told = admin.post(f"/api/erasures/{row['id']}/told", json={}).json["erasures"]
    (row,) = [each for each in told if each["exports"]]
    assert row["exports"][0]["pseudonym"] is None
    assert row["told_by"] == "A admin"
    assert admin.post(f"/api/erasures/{row['id']}/told", json={}).json["code"] == "recipients-told"


def test_exports_that_do_not_hold_the_patient_are_not_told_of(world: World) -> None:
    desk, earlier, patient = StudyDesk(world), world.patient(), world.patient()
    desk.consent(earlier)
    desk.take()
    desk.consent(patient)
    export = desk.take().row
    held = world.run(exports_with, patient.clinic_id, patient.id, mode="read")
    mine = (UUID(export["id"]), desk.pseudonyms()[str(patient.id)])
    assert [(each.export_id, each.pseudonym) for each in held] == [mine]


def test_an_erased_patients_phone_is_signed_out(world: World, house: House) -> None:
    phone = world.client_of(house.people[Role.PATIENT])
    assert erase(world.client_of(house.people[Role.ADMIN]), ask(world, house)).status_code == 200
    assert phone.get("/api/today").status_code == 401


def test_figures_of_the_clinic_count_whole_courses_only(world: World, house: House) -> None:
    """No half of a course is left that a figure could count."""
    assert erase(world.client_of(house.people[Role.ADMIN]), ask(world, house)).status_code == 200
    clinician = world.client_of(house.people[Role.CLINICIAN])
    for path in ("/api/caseload", "/api/outcomes"):
        answer = clinician.get(path)
        assert answer.status_code < 500
        assert str(house.course.id) not in answer.text


def test_erased_words_are_not_left_in_the_file(app: Flask, world: World, house: House) -> None:
    """SQLite would only forget where they were."""
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            return
        file = Path(db.engine.url.database or "")
    leaving_id = ask(world, house)
    _checkpoint(app)
    assert WORDS.encode() in file.read_bytes()
    assert erase(world.client_of(house.people[Role.ADMIN]), leaving_id).status_code == 200
    _checkpoint(app)
    assert WORDS.encode() not in file.read_bytes()


def _checkpoint(app: Flask) -> None:
    """What the database does by itself from time to time: bring its log into the file."""
    with app.app_context(), db.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA query_only = 0")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute(text("SELECT 1"))
