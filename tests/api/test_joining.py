"""How people come in: by an invitation that works once."""

from typing import Any

import pytest
from sqlalchemy import update

from server.access import Role
from server.db import db
from server.people.models import Invitation, SignInSession
from tests.builders import World


def invite(world: World, patient: Any, staff: Any) -> str:
    answer = world.client_of(staff).post(f"/api/patients/{patient.id}/invitations", json={})
    assert answer.status_code == 201
    return str(answer.json["url"]).partition("#")[2]


@pytest.fixture
def clinician(world: World) -> Any:
    return world.staff(Role.CLINICIAN)


def test_an_invited_patient_joins_and_is_signed_in(world: World, clinician: Any) -> None:
    patient = world.patient(name="Pat Example")
    token = invite(world, patient, clinician)
    phone = world.anybody()
    looked = phone.post("/api/invitations/look", json={"token": token})
    assert looked.json == {
        "clinic": "Clinic at the Lake",
        "kind": "patient",
        "role": "patient",
        "is_demo": False,
        "needs_pin": False,
    }
    assert phone.post("/api/join", json={"token": token}).json["person_id"] == str(patient.id)
    assert phone.get("/api/me").json["role"] == "patient"


def test_an_invitation_works_once(world: World, clinician: Any) -> None:
    token = invite(world, world.patient(), clinician)
    assert world.anybody().post("/api/join", json={"token": token}).status_code == 200
    second = world.anybody().post("/api/join", json={"token": token})
    assert (second.status_code, second.json["code"]) == (404, "invitation-unusable")
    assert world.anybody().post("/api/invitations/look", json={"token": token}).status_code == 404
    assert world.count(SignInSession, patient_id=None) == 1  # the clinician's own, and none for the second try


def test_of_two_requests_with_one_invitation_only_one_gets_in(
    world: World, clinician: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = invite(world, world.patient(), clinician)

    def meanwhile_the_other(*who: Any) -> None:
        mine = update(Invitation).where(Invitation.clinic_id == world.home.id)
        db.session.execute(mine.values(used_at=world.clock.now))

    monkeypatch.setattr("server.people.actions.invitation.take_seat", meanwhile_the_other)
    second = world.anybody().post("/api/join", json={"token": token})
    assert (second.status_code, second.json["code"]) == (404, "invitation-unusable")


def test_a_new_invitation_ends_the_earlier_one(world: World, clinician: Any) -> None:
    patient = world.patient()
    first = invite(world, patient, clinician)
    invite(world, patient, clinician)
    assert world.anybody().post("/api/join", json={"token": first}).status_code == 404


def test_an_invitation_ends_after_its_time(world: World, clinician: Any, clock: Any) -> None:
    token = invite(world, world.patient(), clinician)
    clock.move(hours=73)
    assert world.anybody().post("/api/join", json={"token": token}).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "a.b", "0" * 32 + ".secret", "." * 100])
def test_no_other_token_opens_anything(world: World, token: str) -> None:
    answer = world.anybody().post("/api/join", json={"token": token})
    assert answer.status_code in (404, 422)
    assert answer.json["code"] in ("invitation-unusable", "invalid")


def test_only_hashes_of_tokens_are_stored(world: World, clinician: Any) -> None:
    token = invite(world, world.patient(), clinician)
    secret = token.partition(".")[2]
    assert secret not in {row.token_hash for row in world.rows(Invitation)}


def test_signing_out_ends_the_session_on_the_server(world: World, clinician: Any) -> None:
    browser = world.client_of(clinician)
    cookie = browser.get_cookie("__Host-lodestone")
    assert browser.post("/api/sign-out", json={}).status_code == 204
    stolen = world.anybody()
    assert cookie is not None
    stolen.set_cookie("__Host-lodestone", cookie.value)
    assert stolen.get("/api/me").json["code"] == "sign-in-needed"


def test_the_cookie_is_kept_from_scripts_and_plain_connections(world: World, clinician: Any) -> None:
    token = invite(world, world.patient(), clinician)
    cookie = world.anybody().post("/api/join", json={"token": token}).headers["Set-Cookie"]
    assert cookie.startswith("__Host-lodestone=")
    assert all(each in cookie for each in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))


def test_a_patient_of_another_clinic_cannot_be_invited(world: World, clinician: Any) -> None:
    elsewhere = world.patient(clinic=world.clinic("Elsewhere"))
    answer = world.client_of(clinician).post(f"/api/patients/{elsewhere.id}/invitations", json={})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("birth_date", "1850-01-01"),
        ("birth_date", "2030-01-01"),
        ("zone", "Atlantis/Nowhere"),
        ("sex", "yes"),
        ("role", "admin"),
    ],
)
def test_a_patient_with_an_impossible_value_is_refused_and_not_added(
    world: World, clinician: Any, field: str, value: str
) -> None:
    answer = world.client_of(clinician).post("/api/patients", json={"name": "New Patient", field: value})
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")


def test_the_crisis_card_needs_no_sign_in(world: World) -> None:
    clinic = world.clinic()
    card = world.anybody().get(f"/api/help-card?clinic={clinic.id}")
    assert card.json["emergency_number"] == "112"
