"""A patient answers on a tablet of the clinic: how they get in, what that is worth, and what it is not."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from server import create_app
from server.access import Permission, Role
from server.alerts.models import Alert
from server.audit.models import AuditEntry
from server.checkins.models import CheckIn
from server.courses.models.course import Course
from server.openapi import contracts_of
from server.people.models import Clinic, SignInSession
from server.people.models.kiosk import KioskCode
from server.people.rules.invitation import MOST_FAILURES
from server.questionnaires.models import Response
from tests.api.test_questionnaires import FINE, answer_9, form, instant, item
from tests.api.test_short_codes import wrong
from tests.api.test_sync import day
from tests.builders import Person, World
from tests.conftest import TODAY, Clock, settings_for

ON = "2026-11-23"
SESSION = "__Host-lodestone"
_ROUTES = [each for _, each in contracts_of(create_app(settings_for("sqlite:///never-opened.db", Path("var"))))]
CLOSED = [each for each in _ROUTES if each.allow not in (Permission.PUBLIC, Permission.AT_KIOSK)]


@pytest.fixture
def patient(world: World) -> Person:
    """In treatment since three weeks, with a log of yesterday and a questionnaire of last week."""
    person = world.patient(name="Pat Rivers Example")
    course = world.course(person)
    world.check_in(course, TODAY.date() - timedelta(days=1), 2)
    world.response(course, TODAY.date() - timedelta(days=8), 14)
    return person


def tablet_in(world: World, clinic: Clinic | None = None) -> FlaskClient:
    """An enrolled tablet at which nobody is signed in."""
    admin = world.client_of(world.staff("admin", clinic))
    assert admin.post("/api/tablets", json={"name": "Room 2"}).status_code == 201
    admin.post("/api/lock", json={})
    return admin


def code_for(world: World, patient: Person) -> str:
    staff = world.client_of(world.staff("technician"))
    answer = staff.post(f"/api/patients/{patient.id}/kiosk-codes", json={})
    assert answer.status_code == 201
    return str(answer.json["code"])


def begin(tablet: FlaskClient, code: str) -> Any:
    return tablet.post("/api/kiosk/begin", json={"code": code})


def at_kiosk(world: World, patient: Person) -> FlaskClient:
    tablet = tablet_in(world)
    assert begin(tablet, code_for(world, patient)).status_code == 204
    return tablet


def visit(tablet: FlaskClient) -> Any:
    return tablet.get("/api/kiosk", query_string={"on": ON})


def send(tablet: FlaskClient, *items: Any) -> Any:
    body = {"device": str(uuid4()), "sent_at": instant(TODAY), "items": list(items)}
    return tablet.post("/api/kiosk/entries", json=body)


def test_a_code_shows_what_is_due_and_nothing_of_what_was(world: World, patient: Person) -> None:
    tablet = tablet_in(world)
    code = code_for(world, patient)
    assert begin(tablet, code.replace("-", " ").lower()).data == b""
    seen = visit(tablet).json
    assert set(seen) == {"shown_as", "language", "idle_minutes", "help", "on", "log", "due", "instruments"}
    assert (seen["shown_as"], seen["idle_minutes"]) == ("P. E.", 2)
    assert seen["log"]["mood_scale"] == "eleven"
    assert [each["instrument"] for each in seen["due"]] == list(seen["instruments"]) != []
    assert "Rivers" not in visit(tablet).text
    assert "14" not in {str(each.get("total")) for each in seen["due"]}
    assert world.count(AuditEntry, deed="signed in on a tablet by a code", patient_id=patient.id) == 1


def test_the_clinic_may_show_the_first_name(world: World) -> None:
    world.clinic(settings={"kiosk.shows": "first name"})
    assert visit(at_kiosk(world, world.patient(name="Pat Example"))).json["shown_as"] == "Pat"


def test_the_log_asks_what_the_clinic_wants_to_know(world: World) -> None:
    world.clinic(settings={"log.sleep": True})
    patient = world.patient()
    world.course(patient)
    log = visit(at_kiosk(world, patient)).json["log"]
    assert [log[each] for each in ("energy", "anxiety", "sleep")] == [False, False, True]


def test_a_day_that_is_logged_is_not_asked_again(world: World, patient: Person) -> None:
    (course,) = world.rows(Course)
    world.check_in(course, TODAY.date(), 5)
    assert visit(at_kiosk(world, patient)).json["log"] is None


def test_nobody_without_a_course_is_asked_anything(world: World) -> None:
    seen = visit(at_kiosk(world, world.patient())).json
    assert (seen["log"], seen["due"], seen["instruments"]) == (None, [], {})


def test_a_code_works_once(world: World, patient: Person) -> None:
    tablet, code = tablet_in(world), code_for(world, patient)
    assert begin(tablet, code).status_code == 204
    assert begin(tablet_in(world), code).json["code"] == "sign-in-failed"


def test_a_new_code_ends_the_one_before(world: World, patient: Person) -> None:
    tablet, first, second = tablet_in(world), code_for(world, patient), code_for(world, patient)
    assert (begin(tablet, first).status_code, begin(tablet, second).status_code) == (401, 204)


@pytest.mark.parametrize(("minutes", "works"), [(14, True), (15, False)])
def test_a_code_works_for_minutes(world: World, patient: Person, clock: Clock, minutes: int, works: bool) -> None:
    tablet, code = tablet_in(world), code_for(world, patient)
    clock.move(minutes=minutes)
    assert (begin(tablet, code).status_code == 204) is works


def test_a_code_opens_nothing_where_no_tablet_is_enrolled(world: World, patient: Person) -> None:
    code = code_for(world, patient)
    browser = world.anybody()
    assert begin(browser, code).json["code"] == "sign-in-failed"
    assert browser.post("/api/join", json={"code": code}).status_code == 401
    assert browser.get_cookie(SESSION) is None
    assert begin(tablet_in(world), code).status_code == 204  # and is not used up by it


def test_a_code_opens_nothing_on_another_clinics_tablet(world: World) -> None:
    world.clinic("Here")
    other = world.clinic("There")
    code = code_for(world, world.patient())
    assert begin(tablet_in(world, other), code).status_code == 401
    assert begin(tablet_in(world), code).status_code == 204


def test_guessing_ends_the_code_and_is_slowed_down(world: World, patient: Person, clock: Clock) -> None:
    tablet, code = tablet_in(world), code_for(world, patient)
    for _ in range(MOST_FAILURES):
        assert begin(tablet, wrong(code)).status_code == 401
    assert begin(tablet, wrong(code)).status_code == 429 or begin(tablet, wrong(code)).status_code == 429
    clock.move(minutes=14)
    assert begin(tablet, code).status_code == 401
    assert world.count(AuditEntry, deed="typed a wrong code on a tablet", patient_id=patient.id) == MOST_FAILURES


@pytest.mark.parametrize("code", ["x", "ABCD", "ABCD-EFGH-JKMN", "????-????", "é" * 8])
def test_what_is_no_code_opens_nothing(world: World, code: str) -> None:
    assert begin(tablet_in(world), code).json["code"] == "sign-in-failed"


def test_a_code_is_kept_as_a_hash_alone(world: World, patient: Person) -> None:
    code = code_for(world, patient).replace("-", "")
    (row,) = world.rows(KioskCode)
    assert row.code_key == code[:3]
    assert code[3:] not in str(vars(row)) + "".join(str(vars(each)) for each in world.rows(AuditEntry))


def test_who_has_died_gets_no_code(world: World) -> None:
    patient = world.patient(died_on=TODAY.date())
    staff = world.client_of(world.staff("technician"))
    answer = staff.post(f"/api/patients/{patient.id}/kiosk-codes", json={})
    assert (answer.status_code, answer.json["code"]) == (409, "patient-died")


def test_a_visit_may_do_nothing_but_answer(world: World, patient: Person) -> None:
    """Of all routes for somebody who is signed in, none but the two of the kiosk."""
    tablet = at_kiosk(world, patient)
    assert len(CLOSED) > 100
    for contract in CLOSED:
        address = contract.path.replace("<key>", "phq-9").replace("<uuid:patient_id>", str(patient.id))
        while "<uuid:" in address:
            address = address[: address.index("<uuid:")] + str(uuid4()) + address.partition(">")[2]
        answer = tablet.get(address) if contract.method == "GET" else tablet.post(address, json={})
        assert (answer.status_code, answer.json["code"]) == (403, "not-allowed"), contract.path
    assert visit(tablet).status_code == 200


def test_an_ordinary_sign_in_is_no_visit(world: World, patient: Person) -> None:
    assert visit(world.client_of(patient)).status_code == 403


def test_a_visit_is_good_on_its_tablet_alone(world: World, patient: Person) -> None:
    tablet = at_kiosk(world, patient)
    cookie = tablet.get_cookie(SESSION)
    assert cookie is not None
    for browser in (world.anybody(), tablet_in(world)):
        browser.set_cookie(SESSION, cookie.value)
        assert visit(browser).status_code == 401
    assert visit(tablet).status_code == 200


def test_what_is_answered_is_stored_as_answered_there(world: World, patient: Person) -> None:
    tablet = at_kiosk(world, patient)
    response = uuid4()
    logged = item(day(mood=4), kind="check-in", seq=1)
    answered = send(tablet, logged, item(form(FINE), id=response, seq=2))
    assert answered.json == {
        "items": [
            {"id": logged["id"], "seq": 1, "outcome": "stored"},
            {"id": str(response), "seq": 2, "outcome": "stored"},
        ]
    }
    (stored,) = world.rows(Response, id=response)
    assert (stored.mode, stored.patient_id) == ("kiosk", patient.id)  # whatever the browser says: "phone", here
    assert [each.mood_raw for each in world.rows(CheckIn, felt_on=TODAY.date())] == [4]
    seen = visit(tablet).json
    assert (seen["log"], [each["instrument"] for each in seen["due"] if each["instrument"] == "phq-9"]) == (None, [])


def test_a_safety_answer_tells_the_clinic_at_once(world: World, patient: Person) -> None:
    tablet = at_kiosk(world, patient)
    assert send(tablet, item(answer_9(2, uuid4()), kind="safety-answer")).status_code == 200
    assert [each.patient_id for each in world.rows(Alert)] == [patient.id]


@pytest.mark.parametrize("how", [{"deleted": True, "content": None}, {"base": 1}])
def test_what_was_said_before_cannot_be_touched(world: World, patient: Person, how: dict[str, Any]) -> None:
    (before,) = world.rows(CheckIn)
    changed = item(day(mood=10), id=before.id, kind="check-in") | how
    assert send(at_kiosk(world, patient), changed).status_code == 422
    (after,) = world.rows(CheckIn)
    assert after.mood_raw == 2


def test_an_earlier_entry_is_not_read_back_by_its_id(world: World, patient: Person) -> None:
    (before,) = world.rows(CheckIn)
    answer = send(at_kiosk(world, patient), item(day(mood=10), id=before.id, kind="check-in"))
    assert answer.json["items"][0]["outcome"] == "conflict"
    assert set(answer.json["items"][0]) == {"id", "seq", "outcome"}


def test_the_end_of_a_visit_leaves_nobody_signed_in(world: World, patient: Person) -> None:
    tablet = at_kiosk(world, patient)
    ended = tablet.post("/api/kiosk/end", json={})
    assert (ended.status_code, ended.headers["Clear-Site-Data"]) == (204, '"cache"')
    assert tablet.get_cookie(SESSION) is None
    assert [each for each in world.rows(SignInSession, patient_id=patient.id) if each.ended_at is None] == []
    assert tablet.post("/api/kiosk/end", json={}).status_code == 204  # doing it again changes nothing


@pytest.mark.parametrize("how", ["end", "begin"])
def test_whoever_hands_the_tablet_to_a_patient_is_signed_out_first(world: World, patient: Person, how: str) -> None:
    admin = world.staff("admin")
    tablet = world.client_of(admin)
    assert tablet.post("/api/tablets", json={"name": "Room 2"}).status_code == 201
    held = tablet.get_cookie(SESSION)
    assert held is not None
    if how == "end":
        tablet.post("/api/kiosk/end", json={})
    else:
        begin(tablet, code_for(world, patient))
    tablet.set_cookie(SESSION, held.value)
    assert tablet.get("/api/me").status_code == 401


def test_ending_a_visit_signs_nobody_out_elsewhere(world: World) -> None:
    phone = world.client_of(world.patient())
    assert phone.post("/api/kiosk/end", json={}).json["code"] == "sign-in-failed"
    assert phone.get("/api/me").status_code == 200


@pytest.mark.parametrize(("steps", "minutes", "works"), [(1, 15, True), (1, 16, False), (5, 11, True), (6, 10, False)])
def test_a_visit_ends_by_itself(
    world: World, patient: Person, clock: Clock, steps: int, minutes: int, works: bool
) -> None:
    """When nothing is heard for a quarter of an hour, and after an hour whatever is done."""
    tablet = at_kiosk(world, patient)
    for _ in range(steps - 1):
        clock.move(minutes=minutes)
        assert visit(tablet).status_code == 200
    clock.move(minutes=minutes)
    assert (visit(tablet).status_code == 200) is works


def test_removing_the_tablet_ends_the_visit(world: World, patient: Person) -> None:
    tablet = at_kiosk(world, patient)
    desk = world.client_of(world.staff("admin"))
    (row,) = desk.get("/api/tablets").json["tablets"]
    desk.post(f"/api/tablets/{UUID(row['id'])}/remove", json={})
    assert visit(tablet).status_code == 401


def test_a_lost_phone_ends_codes_too(world: World, patient: Person) -> None:
    tablet, code = tablet_in(world), code_for(world, patient)
    clinician = world.client_of(world.staff(Role.CLINICIAN))
    said = {"identified_by": ["name", "birth date"], "reason": "Lost the phone"}
    assert clinician.post(f"/api/patients/{patient.id}/access/revoke", json=said).status_code < 300
    assert begin(tablet, code).status_code == 401


def test_a_visit_is_none_of_the_patients_phones(world: World, patient: Person) -> None:
    at_kiosk(world, patient)
    clinician = world.client_of(world.staff(Role.CLINICIAN))
    assert clinician.get(f"/api/patients/{patient.id}/access").json["phones"] == []
