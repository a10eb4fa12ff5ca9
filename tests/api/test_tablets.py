"""A tablet that staff share: who enrols it, what it does to sessions, and what its cookie is worth alone."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from server.access import Role
from server.audit.models import AuditEntry
from server.people.models import Invitation, Membership, SignInSession
from server.people.models.tablet import Tablet
from tests.api.test_joining import invite
from tests.api.test_passkeys import holder, sign_in
from tests.builders import Person, World
from tests.conftest import Clock
from tests.passkeys import Authenticator

COOKIE, SESSION = "__Host-lodestone-tablet", "__Host-lodestone"
ROOM = {"name": "Room 2"}


def enrolled(world: World) -> tuple[FlaskClient, FlaskClient]:
    """The administrator's browser at a desk, and a browser that she enrolled and then locked."""
    admin = world.staff("admin", name="Kim Head")
    tablet = world.client_of(admin)
    assert tablet.post("/api/tablets", json=ROOM).status_code == 201
    assert tablet.post("/api/lock", json={}).status_code == 204
    return world.client_of(admin), tablet


def listed(desk: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = desk.get("/api/tablets").json["tablets"][0]
    return found


def cookie_of(browser: FlaskClient) -> str:
    cookie = browser.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value


def test_an_administrator_enrols_the_browser_at_hand(world: World) -> None:
    desk, tablet = enrolled(world)
    row = listed(desk)
    assert (row["name"], row["enrolled_by"], row["revoked_at"], row["is_this"]) == ("Room 2", "Kim Head", None, False)
    secret = cookie_of(tablet).partition(".")[2]
    assert len(secret) >= 43  # 256 bits
    stored = [*world.rows(Tablet), *world.rows(AuditEntry)]
    assert secret not in "".join(str(vars(each)) for each in stored)
    deeds = {each.deed for each in world.rows(AuditEntry)}
    assert {"enrolled a tablet", "locked the page"} <= deeds


def test_enrolling_needs_a_fresh_proof_and_an_administrator(world: World) -> None:
    stale = world.client_of(world.staff("admin"), fresh=False).post("/api/tablets", json=ROOM)
    assert (stale.status_code, stale.json["code"]) == (403, "verify-first")
    assert world.client_of(world.staff("clinician")).post("/api/tablets", json=ROOM).status_code == 403


def test_a_browser_is_enrolled_once(world: World) -> None:
    admin = world.client_of(world.staff("admin"))
    assert admin.post("/api/tablets", json=ROOM).status_code == 201
    again = admin.post("/api/tablets", json={"name": "Room 3"})
    assert (again.status_code, again.json["code"]) == (409, "tablet-enrolled")
    assert admin.get("/api/tablets").json["tablets"][0]["is_this"] is True


def test_the_cookie_of_a_tablet_signs_nobody_in_and_reads_nothing(world: World) -> None:
    _, tablet = enrolled(world)
    assert tablet.get_cookie(SESSION) is None
    for path in ("/api/me", "/api/caseload", "/api/tablets"):
        assert tablet.get(path).status_code == 401
    tablet.set_cookie(SESSION, cookie_of(tablet))
    assert tablet.get("/api/me").status_code == 401


def test_staff_change_with_one_gesture_each_and_deeds_are_the_new_persons(world: World, clock: Clock) -> None:
    desk, tablet = enrolled(world)
    ada, adas = holder(world, Role.TECHNICIAN, name="Ada First")
    ben, bens = holder(world, Role.CLINICIAN, name="Ben Second")
    assert sign_in(tablet, adas).json["me"]["tablet"] == "Room 2"
    patient = world.patient()
    tablet.get(f"/api/patients/{patient.id}")
    clock.move(minutes=2)
    # Without locking first: whoever signs in ends what was there.
    assert sign_in(tablet, bens).json["me"]["name"] == "Ben Second"
    tablet.get(f"/api/patients/{patient.id}")
    reads = {each.actor_id for each in world.rows(AuditEntry) if each.deed.startswith("read: GET /api/patients/<")}
    assert reads == {ada.id, ben.id}
    (former,) = world.rows(SignInSession, account_id=ada.id, method="passkey", label="Unknown browser")
    assert former.ended_at == clock.now
    assert world.count(AuditEntry, deed="signed in by passkey on a tablet") == 2
    assert listed(desk)["last_used_at"] == "2026-11-23T09:02:00Z"
    assert tablet.get("/api/me/sessions").json["sessions"][0]["is_tablet"] is True


@pytest.mark.parametrize(
    ("chosen", "minutes", "works"),
    [({}, 5, True), ({}, 6, False), ({"sign_in.tablet_idle_minutes": 20}, 20, True)],
)
def test_a_session_on_a_tablet_is_short(
    world: World, clock: Clock, chosen: dict[str, int], minutes: int, works: bool
) -> None:
    world.clinic(settings=chosen)
    _, tablet = enrolled(world)
    _, device = holder(world, Role.CLINICIAN)
    me = sign_in(tablet, device).json["me"]
    assert me["idle_minutes"] == chosen.get("sign_in.tablet_idle_minutes", 5)
    clock.move(minutes=minutes)
    assert (tablet.get("/api/me").status_code == 200) is works


def test_a_session_on_a_tablet_ends_whatever_is_done(world: World, clock: Clock) -> None:
    _, tablet = enrolled(world)
    _, device = holder(world, Role.CLINICIAN)
    sign_in(tablet, device)
    seen = []
    for _ in range(61):
        clock.move(minutes=4)
        seen.append(tablet.get("/api/me").status_code)
    assert seen == [200] * 59 + [401] * 2  # four hours


def test_the_administrators_own_session_becomes_short_too(world: World, clock: Clock) -> None:
    admin = world.client_of(world.staff("admin"))
    admin.post("/api/tablets", json=ROOM)
    assert admin.get("/api/me").json["tablet"] == "Room 2"
    clock.move(minutes=6)
    assert admin.get("/api/me").status_code == 401


def test_removing_a_tablet_ends_what_runs_on_it_at_once_and_its_cookie_is_worth_nothing(world: World) -> None:
    desk, tablet = enrolled(world)
    person, device = holder(world, Role.CLINICIAN)
    elsewhere = world.client_of(person)
    sign_in(tablet, device)
    for _ in range(2):  # doing it again changes nothing
        assert desk.post(f"/api/tablets/{listed(desk)['id']}/remove", json={}).status_code == 200
    assert tablet.get("/api/me").status_code == 401
    assert (elsewhere.get("/api/me").status_code, desk.get("/api/me").status_code) == (200, 200)
    assert world.count(AuditEntry, deed="removed a tablet") == 1
    me = sign_in(tablet, device).json["me"]
    assert (me["tablet"], me["idle_minutes"]) == (None, 15)  # an ordinary browser again


def test_no_patient_stays_signed_in_on_a_tablet(world: World) -> None:
    """A patient's session lasts for months, and somebody else holds the tablet next."""
    _, tablet = enrolled(world)
    _, device = holder(world, Role.PATIENT)
    refused = sign_in(tablet, device)
    assert (refused.status_code, refused.json["code"]) == (401, "tablet-of-staff")
    token = invite(world, world.patient(), world.staff(Role.CLINICIAN))
    refused = tablet.post("/api/join", json={"token": token})
    assert (refused.status_code, refused.json["code"]) == (401, "tablet-of-staff")
    assert [each.used_at for each in world.rows(Invitation)] == [None]
    assert tablet.get("/api/me").status_code == 401
    assert world.anybody().post("/api/join", json={"token": token}).status_code == 200


def test_the_tablet_answers_at_which_clinic(world: World) -> None:
    here, there = world.clinic("Here"), world.clinic("There")
    _, tablet = enrolled(world)
    person, device = holder(world, Role.CLINICIAN)
    world.add(Membership(clinic_id=there.id, account_id=person.id, role=Role.CLINICIAN))
    assert sign_in(world.anybody(), device).json["choice"] is not None
    assert sign_in(tablet, device).json["me"]["clinic"]["id"] == str(here.id)


def test_staff_of_another_clinic_do_not_sign_in_on_it(world: World) -> None:
    world.clinic("Here")
    other = world.clinic("There")
    _, tablet = enrolled(world)
    device = Authenticator()
    holder(world, Role.CLINICIAN, device, clinic=other)
    refused = sign_in(tablet, device)
    assert (refused.status_code, refused.json["code"]) == (401, "tablet-of-staff")
    assert tablet.get("/api/me").status_code == 401


@pytest.mark.parametrize("value", ["", "x", ".", "0" * 32 + ".x", "a" * 4000])
def test_what_is_no_tablets_cookie_makes_no_tablet(world: World, value: str) -> None:
    _, device = holder(world, Role.CLINICIAN)
    browser = world.anybody()
    browser.set_cookie(COOKIE, value)
    assert sign_in(browser, device).json["me"]["tablet"] is None


def test_another_clinics_administrator_sees_no_tablet_of_ours(world: World) -> None:
    world.clinic("Here")
    other = world.clinic("There")
    desk, tablet = enrolled(world)
    stranger: Person = world.staff("admin", other)
    theirs = world.client_of(stranger)
    theirs.set_cookie(COOKIE, cookie_of(tablet))
    assert theirs.get("/api/tablets").json == {"tablets": []}
    assert theirs.post(f"/api/tablets/{listed(desk)['id']}/remove", json={}).status_code == 404
