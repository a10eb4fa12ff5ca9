"""Who opened a record: noted for every reader, told to the patient, and to administrators with all that was done."""

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from server import jobs
from server.access import Role
from server.audit.models import AuditEntry
from server.audit.rules.reading import SIGN_IN, Look, look_of
from server.courses.models.course import Course
from tests.architecture.source import ROOT
from tests.builders import Person, World
from tests.conftest import Clock
from tests.tampering import SEAL


@pytest.fixture
def course(world: World) -> Course:
    return world.course(world.patient(name="Pat Example"))


@pytest.fixture
def patient(world: World, course: Course) -> Person:
    return Person(course.patient_id, course.clinic_id, Role.PATIENT, "Pat Example")


def test_a_patient_sees_who_opened_the_record_and_who_had_it_in_a_list(
    world: World, course: Course, patient: Person, clock: Clock
) -> None:
    doctor = world.client_of(world.staff(Role.CLINICIAN, name="Dr. Sam"))
    helper = world.client_of(world.staff(Role.TECHNICIAN, name="Robin"))
    helper.get("/api/caseload")
    clock.move(days=1)
    for _ in range(2):
        doctor.get(f"/api/courses/{course.id}")
        clock.move(minutes=10)
    doctor.get("/api/caseload")
    told = world.client_of(patient).get("/api/me/readers").json
    assert [(each["on"], [tuple(found(each)) for found in (names, looks)]) for each in told["days"]] == [
        ("2026-11-24", [("Dr. Sam", "Dr. Sam"), ("record", "list")]),
        ("2026-11-23", [("Robin",), ("list",)]),
    ]
    opened = told["days"][0]["readers"][0]
    assert (opened["role"], opened["times"], opened["first_at"], opened["last_at"]) == (
        "clinician",
        2,
        "2026-11-24T09:00:00Z",
        "2026-11-24T09:10:00Z",
    )


def names(day: dict[str, list[dict[str, str]]]) -> list[str]:
    return [each["name"] for each in day["readers"]]


def looks(day: dict[str, list[dict[str, str]]]) -> list[str]:
    return [each["look"] for each in day["readers"]]


def test_a_patient_sees_nothing_of_others_and_nothing_of_their_own_looks(
    world: World, course: Course, patient: Person
) -> None:
    other = world.course(world.patient(name="Kim Other"))
    world.client_of(world.staff(Role.CLINICIAN)).get(f"/api/courses/{other.id}")
    browser = world.client_of(patient)
    browser.get("/api/my-course")
    assert browser.get("/api/me/readers").json["days"] == []


def test_older_days_are_on_earlier_pages_and_a_day_is_the_patients_own(world: World, clock: Clock) -> None:
    course = world.course(world.patient(zone="America/Los_Angeles"))
    patient = Person(course.patient_id, course.clinic_id, Role.PATIENT, "Pat")
    doctor = world.client_of(world.staff(Role.CLINICIAN))
    clock.move(hours=-4)  # 05:00 UTC is still Sunday evening there
    doctor.get(f"/api/courses/{course.id}")
    clock.move(days=40)
    browser = world.client_of(patient)
    newest = browser.get("/api/me/readers").json
    assert (newest["days"], newest["earlier"]) == ([], True)
    before = browser.get("/api/me/readers", query_string={"until": newest["since"]}).json
    assert [each["on"] for each in before["days"]] == ["2026-11-22"]
    assert before["earlier"] is False
    stranger = world.client_of(world.patient(zone="America/Los_Angeles"))
    assert stranger.get("/api/me/readers").json["earlier"] is False  # of whom nothing was ever noted


def test_without_a_fresh_proof_nobody_is_told(world: World, patient: Person) -> None:
    answer = world.client_of(patient, fresh=False).get("/api/me/readers")
    assert (answer.status_code, answer.json["code"]) == (403, "verify-first")


def test_a_page_about_many_is_noted_once_an_hour_for_each_reader_and_patient(
    world: World, course: Course, clock: Clock
) -> None:
    doctor, helper = (world.client_of(world.staff(role)) for role in (Role.CLINICIAN, Role.TECHNICIAN))
    noted = []
    for browser in (doctor, doctor, helper):
        browser.get("/api/caseload")
        noted.append(world.count(AuditEntry, deed="read: GET /api/caseload"))
    world.course()
    doctor.get("/api/caseload")
    noted.append(world.count(AuditEntry, deed="read: GET /api/caseload"))
    clock.move(hours=1)
    doctor.get("/api/caseload")
    noted.append(world.count(AuditEntry, deed="read: GET /api/caseload"))
    assert noted == [1, 1, 2, 3, 5]
    for _ in range(2):
        doctor.get(f"/api/courses/{course.id}")
    assert world.count(AuditEntry, deed="read: GET /api/courses/<uuid:course_id>") == 2


@pytest.mark.parametrize(
    ("deed", "look"),
    [
        ("read: GET /api/caseload", Look.LIST),
        ("read: GET /api/alerts", Look.LIST),
        ("read: GET /api/studies/<uuid:study_id>", Look.LIST),
        ("read: GET /api/courses/<uuid:course_id>", Look.RECORD),
        ("read: POST /api/patients/<uuid:patient_id>/anything", Look.RECORD),
        ("read: GET /api/exports/<uuid:export_id>/file", Look.EXPORT),
        ("gave out in a study export", Look.EXPORT),
    ],
)
def test_how_somebody_came_to_see_something(deed: str, look: Look) -> None:
    assert look_of(deed) is look


def test_an_administrator_sees_all_that_was_done_with_a_record_and_where_it_is_sealed(
    world: World, course: Course, patient: Person, clock: Clock
) -> None:
    doctor = world.client_of(world.staff(Role.CLINICIAN, name="Dr. Sam"))
    opened = doctor.get(f"/api/courses/{course.id}")
    jobs.run(world.app, SEAL)
    clock.move(minutes=1)
    world.client_of(patient).post("/api/call-me", json={})
    admin = world.client_of(world.staff(Role.ADMIN, name="Ada"))
    log = admin.get(f"/api/patients/{patient.id}/access-log").json
    (first,) = [each for each in log["entries"] if each["deed"].startswith("read: ")]
    assert (log["patient"], first["by"], first["role"], first["seq"]) == ("Pat Example", "Dr. Sam", "clinician", 1)
    assert first["request_id"] == opened.headers["X-Request-Id"]
    clock.move(minutes=1)  # of two entries of one moment either may be the first
    admin.get(f"/api/patients/{patient.id}/access-log")
    clock.move(minutes=1)
    again = admin.get(f"/api/patients/{patient.id}/access-log").json["entries"]
    assert (again[0]["by"], again[0]["seq"]) == ("Ada", None)  # looking at the log is a look, too


def test_the_log_of_sign_ins_names_whoever_signed_in_and_nothing_else(world: World, course: Course) -> None:
    clinician = world.staff(Role.CLINICIAN, name="Dr. Sam")
    admin = world.staff(Role.ADMIN, name="Ada")
    world.client_of(clinician).get(f"/api/courses/{course.id}")
    browser = world.client_of(clinician)
    browser.post("/api/sign-out", json={})
    said = world.client_of(admin).get("/api/audit/sign-ins").json
    assert [(each["by"], each["deed"]) for each in said["entries"]] == [("Dr. Sam", "signed out")]


def test_how_far_the_trail_is_sealed_is_told(world: World, course: Course, clock: Clock) -> None:
    doctor, admin = (world.client_of(world.staff(role)) for role in (Role.CLINICIAN, Role.ADMIN))
    empty = admin.get("/api/audit").json
    assert (empty["sealed"], empty["waiting"], empty["head"]) == (0, 0, None)
    doctor.get(f"/api/courses/{course.id}")
    jobs.run(world.app, SEAL)
    clock.move(seconds=5)
    doctor.get(f"/api/courses/{course.id}")
    said = admin.get("/api/audit").json
    assert (said["sealed"], said["waiting"], said["waiting_since"]) == (1, 1, "2026-11-23T09:00:05Z")
    assert (said["head"]["seq"], said["head"]["on"]) == (1, date(2026, 11, 23).isoformat())


# Where people's deeds of signing in and of changing how they sign in are noted.
OF_SIGN_IN = {
    "access", "challenge", "invitation", "passkey", "password", "proof_code", "recovery", "service_key", "session",
    "sign_in", "sso", "tablet", "totp",
}  # fmt: skip


def deeds_of(path: Path) -> Iterator[str]:
    """How each deed begins that a module notes in words of its own."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "note":
            words = node.args[1]
            first = words.values[0] if isinstance(words, ast.JoinedStr) else words
            if isinstance(first, ast.Constant):
                yield str(first.value)


def test_the_log_of_sign_ins_knows_every_deed_of_signing_in() -> None:
    """A deed in other words would be missing there: add how it begins to audit.rules.reading.SIGN_IN."""
    actions = sorted((ROOT / "server" / "people" / "actions").glob("*.py"))
    noted = {deed for path in actions if path.stem in OF_SIGN_IN for deed in deeds_of(path)}
    assert {each for each in noted if not each.startswith(SIGN_IN)} == set()
    assert "signed out".startswith(SIGN_IN)
