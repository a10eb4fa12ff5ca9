"""A phone that stays signed in may log and see the last days; for the rest the patient proves who they are."""

from datetime import timedelta
from typing import Any

import pytest

from server.access import Role
from server.audit.models import AuditEntry
from server.people.models.proof_code import ProofCode
from server.people.rules.invitation import MOST_FAILURES
from tests.builders import World
from tests.conftest import TODAY

ON = TODAY.date()


@pytest.fixture
def patient(world: World) -> Any:
    return world.patient()


@pytest.fixture
def course(world: World, patient: Any) -> Any:
    course = world.course(patient)
    world.sessions(course, 3)
    world.response(course, ON, 12)
    world.check_in(course, ON, 5)
    world.check_in(course, ON - timedelta(days=14), 4)
    world.check_in(course, ON - timedelta(days=15), 3)
    return course


def code_for(world: World, patient: Any) -> str:
    answer = world.client_of(world.staff(Role.TECHNICIAN)).post(f"/api/patients/{patient.id}/codes", json={})
    assert answer.status_code == 201
    return str(answer.json["code"])


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_without_a_fresh_proof_a_patient_logs_and_sees_the_last_days(world: World, patient: Any, course: Any) -> None:
    phone = world.client_of(patient, fresh=False)
    assert phone.get("/api/me").json["is_fresh"] is False
    today = phone.get(f"/api/today?on={ON}").json
    assert [each["felt_on"] for each in today["log"]] == [str(ON), str(ON - timedelta(days=14))]
    assert today["course"]["sessions_done"] == 3
    assert {"due", "instruments"} <= set(today)
    refused = phone.get("/api/my-course")
    assert (refused.status_code, refused.json["code"]) == (403, "verify-first")


def test_what_the_phone_keeps_names_neither_scores_nor_what_is_treated(world: World, patient: Any, course: Any) -> None:
    said = world.client_of(patient).get(f"/api/today?on={ON}").json
    assert "title" not in said["course"]
    assert "scores" not in said


def test_a_code_of_the_clinic_opens_the_record_for_a_day(world: World, patient: Any, course: Any, clock: Any) -> None:
    phone = world.client_of(patient, fresh=False)
    proved = phone.post("/api/me/prove/code", json={"code": code_for(world, patient)})
    assert (proved.status_code, proved.json["is_fresh"]) == (200, True)
    assert len(phone.get("/api/my-course").json["scores"]["phq-9"]["points"]) == 1
    clock.move(hours=24)
    assert phone.get("/api/my-course").json["code"] == "verify-first"
    assert phone.get(f"/api/today?on={ON}").status_code == 200


def test_a_proof_changes_the_token_so_that_an_older_copy_is_worth_nothing(world: World, patient: Any) -> None:
    phone, copy = world.client_of(patient, fresh=False), world.anybody()
    before = phone.get_cookie("__Host-lodestone")
    assert before is not None
    copy.set_cookie("__Host-lodestone", before.value)
    assert phone.post("/api/me/prove/code", json={"code": code_for(world, patient)}).status_code == 200
    assert phone.get("/api/me").status_code == 200
    assert copy.get("/api/me").status_code == 401


def test_a_code_works_once_and_for_its_patient_only(world: World, patient: Any) -> None:
    code = code_for(world, patient)
    other = world.client_of(world.patient(name="Other"), fresh=False)
    assert other.post("/api/me/prove/code", json={"code": code}).json["code"] == "not-proven"
    phone = world.client_of(patient, fresh=False)
    assert phone.post("/api/me/prove/code", json={"code": f" {code[:3]} {code[3:]} "}).status_code == 200
    assert phone.post("/api/me/prove/code", json={"code": code}).status_code == 400


@pytest.mark.parametrize(("minutes", "works"), [(14, True), (15, False)])
def test_a_code_works_for_a_quarter_of_an_hour(
    world: World, patient: Any, clock: Any, minutes: int, works: bool
) -> None:
    code = code_for(world, patient)
    clock.move(minutes=minutes)
    answer = world.client_of(patient, fresh=False).post("/api/me/prove/code", json={"code": code})
    assert (answer.status_code == 200) is works


def test_a_new_code_ends_the_one_before(world: World, patient: Any) -> None:
    first, second = code_for(world, patient), code_for(world, patient)
    phone = world.client_of(patient, fresh=False)
    assert phone.post("/api/me/prove/code", json={"code": first}).status_code == 400 or first == second
    assert phone.post("/api/me/prove/code", json={"code": second}).status_code == 200


def test_a_new_code_of_another_patient_ends_none(world: World, patient: Any) -> None:
    code = code_for(world, patient)
    code_for(world, world.patient())
    phone = world.client_of(patient, fresh=False)
    assert phone.post("/api/me/prove/code", json={"code": code}).status_code == 200


def test_five_wrong_codes_end_the_right_one_and_are_noted(world: World, patient: Any, clock: Any) -> None:
    code = code_for(world, patient)
    phone = world.client_of(patient, fresh=False)
    for _ in range(MOST_FAILURES):
        assert phone.post("/api/me/prove/code", json={"code": wrong(code)}).status_code == 400
    clock.move(minutes=2)
    assert phone.post("/api/me/prove/code", json={"code": code}).status_code == 400
    slowed = phone.post("/api/me/prove/code", json={"code": code})
    assert (slowed.status_code, slowed.json["code"]) == (429, "too-many-attempts")
    assert world.count(AuditEntry, deed="typed a wrong code of the clinic") == MOST_FAILURES + 1


def test_a_code_needs_a_phone_that_is_signed_in_and_is_stored_as_a_slow_hash(world: World, patient: Any) -> None:
    code = code_for(world, patient)
    assert world.anybody().post("/api/me/prove/code", json={"code": code}).status_code == 401
    (row,) = world.rows(ProofCode)
    assert row.code_hash.startswith("$argon2id$")
    assert code not in row.code_hash
