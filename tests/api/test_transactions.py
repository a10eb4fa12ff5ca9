"""One transaction per request: returning commits, raising rolls back, reading cannot write."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from flask import Blueprint, Flask, Response
from flask.testing import FlaskClient
from marshmallow import Schema, fields
from sqlalchemy import event, insert, text
from sqlalchemy.exc import DBAPIError

from server.access import Actor, Permission, Role
from server.audit.models import AuditEntry
from server.db import db, enter_clinic, transaction
from server.errors import Invalid
from server.http import endpoint
from server.people.models import Clinic, Patient
from server.reminders.models import JobTick
from tests.builders import HELP, World
from tests.conftest import TODAY


def add_clinic(name: str) -> None:
    enter_clinic(made := uuid4())
    db.session.add(Clinic(id=made, name=name, zone="UTC", help=HELP))
    db.session.flush()


class Strict(Schema):
    number = fields.Integer()


def take(key: str) -> None:
    db.session.execute(insert(JobTick), {"job": key, "finished_at": TODAY, "result": 7})


def lose_a_race() -> None:
    """As if somebody else had taken the key between our look and our insert."""
    take("prize")
    take("prize")


calls: list[str] = []


deeds = Blueprint("deeds", __name__)


@endpoint(deeds, "POST", "/accept", allow=Permission.PUBLIC)
def accept() -> None:
    """Add a clinic."""
    add_clinic("Kept")


@endpoint(deeds, "POST", "/refuse", allow=Permission.PUBLIC)
def refuse() -> None:
    """Add a clinic and refuse."""
    add_clinic("Lost")
    raise Invalid("No.")


@endpoint(deeds, "POST", "/fail", allow=Permission.PUBLIC)
def fail() -> None:
    """Add a clinic and fail."""
    add_clinic("Lost")
    raise RuntimeError


@endpoint(deeds, "POST", "/unshowable", allow=Permission.PUBLIC, returns=Strict())
def unshowable() -> dict[str, Any]:
    """Add a clinic and return what cannot be shown."""
    add_clinic("Lost")
    return {"number": "seven"}


@endpoint(deeds, "POST", "/break-a-rule-of-the-database", allow=Permission.PUBLIC)
def break_a_rule() -> None:
    """Add a clinic and something that the database forbids."""
    add_clinic("Lost")
    db.session.execute(text("INSERT INTO job_tick (job, finished_at, result) VALUES ('x', NULL, 1)"))


@endpoint(deeds, "GET", "/write-while-reading", allow=Permission.PUBLIC)
def write_while_reading() -> None:
    """Write in a GET."""
    add_clinic("Lost")


@endpoint(deeds, "POST", "/race", allow=Permission.PUBLIC)
def race() -> Response:
    """Take a unique key that somebody else takes at the same moment, the first time."""
    calls.append("race")
    known = db.session.get(JobTick, "prize")
    if known is not None:
        return Response(f"found {known.result}", 200)
    if len(calls) == 1:
        lose_a_race()
    take("prize")
    return Response("took it", 200)


@endpoint(deeds, "POST", "/lose-every-race", allow=Permission.PUBLIC)
def lose_every_race() -> None:
    """Lose a race twice."""
    calls.append("lost")
    add_clinic("Lost")
    lose_a_race()


@endpoint(deeds, "GET", "/record", allow=Permission.READ_COURSES, reads="id")
def record(actor: Actor) -> dict[str, Any]:
    """Show a patient's record."""
    patient = db.session.query(Patient).filter_by(clinic_id=actor.clinic_id).one()
    return {"id": patient.id}


@pytest.fixture
def further_routes() -> tuple[Blueprint, ...]:
    return (deeds,)


@pytest.fixture
def browser(world: World) -> FlaskClient:
    calls.clear()
    return world.anybody()


def names(world: World) -> list[str]:
    return [each.name for each in world.rows(Clinic)]


def test_returning_commits(browser: FlaskClient, world: World) -> None:
    assert browser.post("/accept").status_code == 204
    assert names(world) == ["Kept"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/refuse", 422), ("/fail", 500), ("/unshowable", 500), ("/break-a-rule-of-the-database", 500)],
)
def test_raising_rolls_back_and_is_never_a_success(browser: FlaskClient, world: World, path: str, status: int) -> None:
    assert browser.post(path).status_code == status
    assert names(world) == []


def test_a_get_cannot_write(browser: FlaskClient, world: World) -> None:
    assert browser.get("/write-while-reading").status_code >= 500
    assert names(world) == []


def test_a_connection_that_only_read_may_write_again(browser: FlaskClient, world: World) -> None:
    """Connections are used again: what one request may not do must not stick to the next one's."""
    for _ in range(3):
        browser.get("/write-while-reading")
        assert browser.post("/accept").status_code == 204
    assert names(world) == ["Kept"] * 3


def test_a_commit_that_fails_is_never_a_success(app: Flask, browser: FlaskClient, world: World) -> None:
    """A full disk shows itself only when the transaction ends."""
    with app.app_context():
        engine = db.engine

    def full(_connection: object) -> None:
        raise DBAPIError("COMMIT", {}, Exception("disk full"))

    event.listen(engine, "commit", full)
    try:
        assert browser.post("/accept").status_code >= 500
    finally:
        event.remove(engine, "commit", full)
    assert names(world) == []


def test_who_loses_a_race_for_a_unique_key_runs_once_more_and_finds_what_the_other_stored(
    browser: FlaskClient, world: World
) -> None:
    assert browser.post("/race").text == "took it"
    assert calls == ["race", "race"]
    calls.clear()
    assert browser.post("/race").text == "found 7"


def test_a_race_lost_twice_is_a_conflict_and_no_defect(browser: FlaskClient, world: World) -> None:
    answer = browser.post("/lose-every-race")
    assert (answer.status_code, answer.json["code"]) == (409, "conflict")
    assert calls == ["lost", "lost"]
    assert names(world) == []


def test_that_a_record_was_read_is_noted_before_the_answer_leaves(browser: FlaskClient, world: World) -> None:
    patient, reader = world.patient(), world.staff(Role.TECHNICIAN)
    assert world.client_of(reader).get("/record").status_code == 200
    (entry,) = world.rows(AuditEntry)
    assert (entry.actor_id, entry.patient_id, entry.deed) == (reader.id, patient.id, "read: GET /record")


def test_a_record_that_was_not_shown_was_not_read(browser: FlaskClient, world: World) -> None:
    world.patient()
    assert world.client_of(world.staff(Role.ADMIN)).get("/record").status_code == 403
    assert world.count(AuditEntry) == 0


def test_an_entry_that_cannot_be_written_keeps_the_record_back(
    browser: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    def fail(*_: object) -> None:
        raise DBAPIError("INSERT", {}, Exception("full"))

    world.patient()
    reader = world.client_of(world.staff(Role.TECHNICIAN))
    edges = app.extensions["lodestone"]
    monkeypatch.setitem(app.extensions, "lodestone", replace(edges, note_read=fail))
    assert reader.get("/record").status_code >= 500


def test_naive_times_do_not_reach_the_database(world: World) -> None:
    with pytest.raises(Exception, match="naive"), world.app.app_context(), transaction("write"):
        db.session.add(JobTick(job="x", finished_at=TODAY.replace(tzinfo=None), result=1))
