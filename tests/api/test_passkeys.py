"""Passkeys of staff and patients: registering, signing in, proving again, and what is refused."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from server.access import Role, system_of
from server.audit.models import AuditEntry
from server.people.actions.ways import lock_out_patient
from server.people.models import Membership, SignInSession
from server.people.models.passkey import PatientPasskey, SignInChallenge, StaffPasskey
from tests.api.test_joining import invite
from tests.builders import Person, World
from tests.conftest import Clock
from tests.passkeys import Authenticator

both = pytest.mark.parametrize("role", [Role.PATIENT, Role.CLINICIAN])


def somebody(world: World, role: Role, **rest: Any) -> Person:
    return world.patient(**rest) if role is Role.PATIENT else world.staff(role, **rest)


def register(browser: FlaskClient, device: Authenticator) -> Any:
    options = browser.post("/api/passkeys/options", json={}).json
    return browser.post("/api/passkeys", json=device.create(options))


def holder(world: World, role: Role, device: Authenticator | None = None, **rest: Any) -> tuple[Person, Authenticator]:
    """Somebody who registered a passkey."""
    person, device = somebody(world, role, **rest), device or Authenticator()
    assert register(world.client_of(person), device).status_code == 200
    return person, device


def sign_in(browser: FlaskClient, device: Authenticator, **client: Any) -> Any:
    options = browser.post("/api/sign-in/passkey/options", json={}).json
    return browser.post("/api/sign-in/passkey", json=device.get(options, **client))


@both
def test_whoever_registered_a_passkey_signs_in_with_it(world: World, role: Role) -> None:
    person, device = holder(world, role)
    browser = world.anybody()
    answer = sign_in(browser, device)
    assert (answer.status_code, answer.json["choice"]) == (200, None)
    assert answer.json["me"]["person_id"] == str(person.id)
    me = browser.get("/api/me").json
    assert (me["role"], me["is_fresh"], me["is_set_up"]) == (role, True, True)
    assert world.count(AuditEntry, deed="signed in by passkey", actor_id=person.id) == 1


@both
def test_the_options_ask_for_a_verified_person_and_name_nobody(world: World, role: Role) -> None:
    person = somebody(world, role, name="Pat Example")
    options = world.client_of(person).post("/api/passkeys/options", json={}).json
    assert options["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert (options["attestation"], options["rp"]["id"]) == ("none", "localhost")
    assert options["user"]["name"] == ("My log" if role is Role.PATIENT else "Pat Example")
    asked = world.anybody().post("/api/sign-in/passkey/options", json={}).json
    assert (asked["userVerification"], asked["allowCredentials"]) == ("required", [])


@both
def test_all_passkeys_of_a_person_have_one_handle(world: World, role: Role) -> None:
    person, device = holder(world, role)
    options = world.client_of(person).post("/api/passkeys/options", json={}).json
    second = Authenticator()
    second.create(options)
    assert second.handle == device.handle
    assert len(device.handle) == 64
    assert [each["id"] for each in options["excludeCredentials"]] == [device.get(options)["id"]]


@both
def test_proving_again_makes_a_session_fresh_and_gives_it_another_token(world: World, role: Role) -> None:
    person, device = holder(world, role)
    browser = world.client_of(person, fresh=False)
    assert browser.post("/api/passkeys/options", json={}).json["code"] == "verify-first"
    before = browser.get_cookie("__Host-lodestone")
    options = browser.post("/api/me/prove/passkey/options", json={}).json
    assert browser.post("/api/me/prove/passkey", json=device.get(options)).json["is_fresh"] is True
    assert browser.get("/api/me").json["is_fresh"] is True
    stolen = world.anybody()
    assert before is not None
    stolen.set_cookie("__Host-lodestone", before.value)
    assert stolen.get("/api/me").status_code == 401


def test_nobody_proves_who_they_are_with_somebody_elses_passkey(world: World) -> None:
    _, device = holder(world, Role.CLINICIAN)
    other, _ = holder(world, Role.CLINICIAN)
    browser = world.client_of(other, fresh=False)
    options = browser.post("/api/me/prove/passkey/options", json={}).json
    answer = browser.post("/api/me/prove/passkey", json=device.get(options))
    assert (answer.status_code, answer.json["code"]) == (400, "not-proven")
    assert browser.get("/api/me").json["is_fresh"] is False


WRONG: dict[str, Any] = {
    "another origin": lambda device: setattr(device, "origin", "https://lodestone.example.net"),
    "another port of this host": lambda device: setattr(device, "origin", "http://localhost:8000"),
    "another relying party": lambda device: setattr(device, "rp_id", "example.net"),
    "nobody verified": lambda device: setattr(device, "verifies", False),
    "another key": lambda device: setattr(device, "key", Authenticator().key),
    "an unknown passkey": lambda device: setattr(device, "id", bytes(32)),
    "another handle": lambda device: setattr(device, "handle", device.handle[:-1] + b"x"),
    "no handle": lambda device: setattr(device, "handle", b""),
    "another kind of passkey": lambda device: setattr(device, "synced", False),
}
SAID: dict[str, dict[str, Any]] = {
    "a registration's answer": {"type": "webauthn.create"},
    "in another site's frame": {"crossOrigin": True},
    "another challenge": {"challenge": "A" * 43},
}


@both
@pytest.mark.parametrize("wrong", [*WRONG, *SAID])
def test_what_does_not_hold_lets_nobody_in(world: World, role: Role, wrong: str) -> None:
    _, device = holder(world, role)
    WRONG.get(wrong, lambda _: None)(device)
    browser = world.anybody()
    answer = sign_in(browser, device, **SAID.get(wrong, {}))
    assert (answer.status_code, answer.json["code"]) == (401, "sign-in-failed")
    assert answer.json["message"].startswith("This passkey does not open anything here.")
    assert browser.get("/api/me").status_code == 401


@both
def test_what_does_not_hold_proves_nothing_for_a_session(world: World, role: Role) -> None:
    person, device = holder(world, role)
    browser = world.client_of(person, fresh=False)
    device.verifies = False
    options = browser.post("/api/me/prove/passkey/options", json={}).json
    answer = browser.post("/api/me/prove/passkey", json=device.get(options))
    assert (answer.status_code, answer.json["code"]) == (400, "not-proven")
    assert browser.get("/api/me").json["is_fresh"] is False


@pytest.mark.parametrize("wrong", [name for name in [*WRONG, *SAID] if "handle" not in name and "passkey" not in name])
def test_what_does_not_hold_is_not_registered(world: World, wrong: str) -> None:
    device, browser = Authenticator(), world.client_of(world.patient())
    if wrong == "another key":  # a new one is as good as any
        return
    WRONG.get(wrong, lambda _: None)(device)
    said = {"type": "webauthn.get"} if "type" in SAID.get(wrong, {}) else SAID.get(wrong, {})
    options = browser.post("/api/passkeys/options", json={}).json
    answer = browser.post("/api/passkeys", json=device.create(options, **said))
    assert (answer.status_code, answer.json["code"]) == (400, "not-proven")
    assert world.count(PatientPasskey) == 0


def test_a_challenge_is_answered_once(world: World) -> None:
    _, device = holder(world, Role.CLINICIAN)
    options = world.anybody().post("/api/sign-in/passkey/options", json={}).json
    answered = device.get(options)
    assert world.anybody().post("/api/sign-in/passkey", json=answered).status_code == 200
    assert world.anybody().post("/api/sign-in/passkey", json=answered).status_code == 401


def test_one_challenge_does_not_end_anothers(world: World) -> None:
    devices = [holder(world, Role.CLINICIAN)[1] for _ in range(2)]
    options = [world.anybody().post("/api/sign-in/passkey/options", json={}).json for _ in devices]
    for device, asked in zip(devices, options, strict=True):
        assert world.anybody().post("/api/sign-in/passkey", json=device.get(asked)).status_code == 200


def test_a_challenge_is_good_for_five_minutes_and_then_gone(world: World, clock: Clock) -> None:
    _, device = holder(world, Role.CLINICIAN)
    options = world.anybody().post("/api/sign-in/passkey/options", json={}).json
    clock.move(minutes=5)
    assert world.anybody().post("/api/sign-in/passkey", json=device.get(options)).status_code == 401
    world.anybody().post("/api/sign-in/passkey/options", json={})
    assert world.count(SignInChallenge) == 1


def test_a_stolen_challenge_is_of_no_use_in_another_session(world: World) -> None:
    patient = world.patient()
    options = world.client_of(patient).post("/api/passkeys/options", json={}).json
    for thief in (patient, world.patient()):
        answer = world.client_of(thief).post("/api/passkeys", json=Authenticator().create(options))
        assert (answer.status_code, answer.json["code"]) == (400, "not-proven")
    assert world.count(PatientPasskey) == 0


def test_a_challenge_is_good_for_its_purpose_only(world: World) -> None:
    person, device = holder(world, Role.CLINICIAN)
    browser = world.client_of(person)
    for asked in ("/api/passkeys/options", "/api/me/prove/passkey/options"):
        options = browser.post(asked, json={}).json
        assert world.anybody().post("/api/sign-in/passkey", json=device.get(options)).status_code == 401
    options = world.anybody().post("/api/sign-in/passkey/options", json={}).json
    assert browser.post("/api/me/prove/passkey", json=device.get(options)).json["code"] == "not-proven"


def test_a_passkey_of_another_clinic_opens_nothing_here(world: World) -> None:
    """Its handle names its own clinic; with another clinic's in it, it is nobody's."""
    here, there = world.clinic("Here"), world.clinic("There")
    _, device = holder(world, Role.PATIENT, clinic=there)
    device.handle = here.id.bytes + device.handle[16:]
    assert sign_in(world.anybody(), device).status_code == 401


@both
def test_a_passkey_whose_counter_goes_back_opens_nothing_any_more(world: World, role: Role) -> None:
    person, device = holder(world, role, Authenticator(count=5, synced=False))
    assert sign_in(world.anybody(), device).status_code == 200
    device.count = 2  # a copy, made earlier, goes on from where it was
    assert sign_in(world.anybody(), device).status_code == 401
    device.count = 4_000_000_000
    assert sign_in(world.anybody(), device).status_code == 401
    (shown,) = world.client_of(person).get("/api/me/passkeys").json["passkeys"]
    assert shown["copied_at"] is not None
    assert world.count(AuditEntry, deed="blocked a passkey of which a copy is in use") == 1


def test_only_whoever_has_the_key_can_make_a_passkey_look_copied(world: World) -> None:
    """The counter is judged after the signature; otherwise a stranger could lock somebody out."""
    _, device = holder(world, Role.CLINICIAN, Authenticator(count=5))
    stranger = Authenticator(id=device.id, handle=device.handle, count=0)
    assert sign_in(world.anybody(), stranger).status_code == 401
    assert sign_in(world.anybody(), device).status_code == 200


def test_failures_stand_in_the_trail_of_the_clinic(world: World) -> None:
    _, device = holder(world, Role.PATIENT)
    device.verifies = False
    assert sign_in(world.anybody(), device).status_code == 401
    assert world.count(AuditEntry, deed="refused a passkey", role="system") == 1


def test_signing_in_ends_the_session_that_the_browser_had(world: World) -> None:
    _, device = holder(world, Role.CLINICIAN)
    browser = world.client_of(world.staff(Role.TECHNICIAN))
    before = browser.get_cookie("__Host-lodestone")
    assert sign_in(browser, device).status_code == 200
    stolen = world.anybody()
    assert before is not None
    stolen.set_cookie("__Host-lodestone", before.value)
    assert stolen.get("/api/me").status_code == 401


def test_a_patient_whose_access_ends_has_no_passkey_left(world: World, clock: Clock) -> None:
    """When somebody dies, or leaves and wants to be out: see lock_out_patient."""
    person, device = holder(world, Role.PATIENT)
    world.run(lock_out_patient, system_of(person.clinic_id), person.id, clock.now)
    assert sign_in(world.anybody(), device).status_code == 401


class TestSeveralClinics:
    """Staff who work at more than one clinic say at which."""

    @pytest.fixture
    def device(self, world: World) -> Authenticator:
        person, device = holder(world, Role.CLINICIAN, clinic=world.clinic("Here"))
        there = world.clinic("There")
        world._add(Membership(clinic_id=there.id, account_id=person.id, role=Role.RESEARCHER))
        return device

    def test_they_are_asked_and_then_signed_in_there(self, world: World, device: Authenticator) -> None:
        browser = world.anybody()
        answer = sign_in(browser, device).json
        assert answer["me"] is None
        assert [(each["clinic"], each["role"]) for each in answer["choice"]["workplaces"]] == [
            ("Here", "clinician"),
            ("There", "researcher"),
        ]
        assert browser.get("/api/me").status_code == 401
        chosen = {"ticket": answer["choice"]["ticket"], "clinic_id": answer["choice"]["workplaces"][1]["clinic_id"]}
        assert browser.post("/api/sign-in/clinic", json=chosen).json["me"]["clinic"]["name"] == "There"
        assert browser.get("/api/me").json["role"] == "researcher"
        assert world.anybody().post("/api/sign-in/clinic", json=chosen).status_code == 401

    def test_not_at_a_clinic_that_is_none_of_theirs(self, world: World, device: Authenticator) -> None:
        ticket = sign_in(world.anybody(), device).json["choice"]["ticket"]
        other = {"ticket": ticket, "clinic_id": str(world.clinic("Elsewhere").id)}
        assert world.anybody().post("/api/sign-in/clinic", json=other).status_code == 401

    def test_not_at_a_clinic_that_they_left(self, world: World, device: Authenticator) -> None:
        admin = world.staff(Role.ADMIN)
        (member,) = world.rows(Membership, role=Role.CLINICIAN)
        assert world.client_of(admin).post(f"/api/staff/{member.account_id}/remove", json={}).status_code == 200
        assert sign_in(world.anybody(), device).json["me"]["clinic"]["name"] == "There"


def test_where_an_account_is_a_machines_it_is_nobodys_workplace(world: World) -> None:
    person, device = holder(world, Role.CLINICIAN)
    elsewhere = world.clinic("Elsewhere")
    world.add(Membership(clinic_id=elsewhere.id, account_id=person.id, role=Role.SERVICE))
    assert sign_in(world.anybody(), device).json["choice"] is None


def test_who_left_every_clinic_signs_in_nowhere(world: World) -> None:
    person, device = holder(world, Role.CLINICIAN)
    world.client_of(world.staff(Role.ADMIN)).post(f"/api/staff/{person.id}/remove", json={})
    assert sign_in(world.anybody(), device).status_code == 401


class TestOnesOwn:
    """The list of one's passkeys."""

    def test_it_shows_ones_own_only(self, world: World) -> None:
        person, _ = holder(world, Role.PATIENT)
        holder(world, Role.PATIENT)
        (shown,) = world.client_of(person).get("/api/me/passkeys").json["passkeys"]
        assert shown["is_synced"] is True
        assert "key" not in str(shown)

    def test_a_removed_one_opens_nothing(self, world: World) -> None:
        person, device = holder(world, Role.PATIENT)
        browser = world.client_of(person)
        (shown,) = browser.get("/api/me/passkeys").json["passkeys"]
        assert browser.post(f"/api/me/passkeys/{shown['id']}/remove", json={}).json == {"passkeys": []}
        assert sign_in(world.anybody(), device).status_code == 401
        assert browser.get("/api/me/ways").json == {"ways": ["code"]}  # the clinic can always tell one

    def test_staff_keep_one_way_to_sign_in(self, world: World) -> None:
        person, device = holder(world, Role.CLINICIAN)
        browser = world.client_of(person)
        (shown,) = browser.get("/api/me/passkeys").json["passkeys"]
        refused = browser.post(f"/api/me/passkeys/{shown['id']}/remove", json={})
        assert (refused.status_code, refused.json["code"]) == (409, "last-way")
        assert sign_in(world.anybody(), device).status_code == 200

    def test_changing_them_needs_a_fresh_proof(self, world: World) -> None:
        person, _ = holder(world, Role.PATIENT)
        (kept,) = world.rows(PatientPasskey)
        stale = world.client_of(person, fresh=False)
        for path in ("/api/passkeys/options", f"/api/me/passkeys/{kept.id}/remove"):
            assert stale.post(path, json={}).json["code"] == "verify-first"

    def test_one_is_registered_once(self, world: World) -> None:
        person, device = holder(world, Role.CLINICIAN)
        assert register(world.client_of(person), device).json["code"] == "passkey-known"
        assert register(world.client_of(world.staff(Role.ADMIN)), device).json["code"] == "passkey-known"
        assert world.count(StaffPasskey) == 1


def test_staff_who_came_by_a_link_set_up_a_passkey_and_go_on(world: World) -> None:
    person = world.staff(Role.CLINICIAN)
    admin = world.client_of(world.staff(Role.ADMIN))
    token = admin.post(f"/api/staff/{person.id}/invitations", json={}).json["url"].partition("#")[2]
    browser = world.anybody()
    assert browser.post("/api/join", json={"token": token}).json["is_set_up"] is False
    assert browser.get("/api/caseload").json["code"] == "set-up-first"
    assert register(browser, Authenticator()).json["is_set_up"] is True
    assert browser.get("/api/caseload").status_code == 200


def test_a_patient_who_just_joined_may_register_a_passkey(world: World) -> None:
    token = invite(world, world.patient(), world.staff(Role.CLINICIAN))
    phone = world.anybody()
    phone.post("/api/join", json={"token": token})
    assert register(phone, Authenticator()).status_code == 200
    assert [each.method for each in world.rows(SignInSession, account_id=None)] == ["passkey"]


def test_an_answer_that_is_no_credential_is_refused(world: World) -> None:
    browser = world.client_of(world.patient())
    for attestation in ("AAAA", "oA", "o2NmbXRkbm9uZQ", "gICA", "_____w"):
        options = browser.post("/api/passkeys/options", json={}).json
        body = Authenticator().create(options)
        body["response"]["attestationObject"] = attestation
        assert browser.post("/api/passkeys", json=body).json["code"] == "not-proven"
