"""Where one is signed in: how long it lasts, who sees it, and who ends it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from server.access import Role
from server.audit.models import AuditEntry
from server.people.actions.invitation import invite_staff
from server.people.actions.session import note_seen
from server.people.models import SignInSession
from server.people.rules.session import Method
from server.people.sessions import start_session
from tests.builders import Person, World
from tests.conftest import Clock

COOKIE = "__Host-lodestone"


def signed_in(world: World, person: Person, label: str = "Firefox on Linux") -> FlaskClient:
    """A browser with a session that lasts as long as real ones do, unlike those of world.client_of."""
    with world.transaction():
        now = world.clock.now
        token, _ = start_session(person.clinic_id, person.role, person.id, now, method=Method.PASSKEY, label=label)
    browser = world.anybody()
    browser.set_cookie(COOKIE, token.text)
    return browser


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/api/me").status_code == 200


def listed(browser: FlaskClient) -> list[dict[str, Any]]:
    sessions: list[dict[str, Any]] = browser.get("/api/me/sessions").json["sessions"]
    return sessions


def test_staff_who_do_nothing_for_a_quarter_of_an_hour_are_signed_out(world: World, clock: Clock) -> None:
    browser = signed_in(world, world.staff("clinician"))
    for _ in range(4):
        clock.move(minutes=14)
        assert is_in(browser)
    clock.move(minutes=15)
    assert is_in(browser)
    clock.move(minutes=15, seconds=1)
    assert browser.get("/api/me").json["code"] == "sign-in-needed"
    clock.move(minutes=-10)  # nor does it come back
    clock.move(minutes=10)
    assert not is_in(browser)


def test_writing_keeps_a_session_open_as_reading_does(world: World, clock: Clock) -> None:
    browser = signed_in(world, world.staff("admin"))
    for _ in range(3):
        clock.move(minutes=10)
        assert browser.post("/api/clinic/card/verify", json={"name": "Kim Head"}).status_code in (200, 409)
    assert is_in(browser)


def test_what_a_page_asks_by_itself_keeps_no_session_open(world: World, clock: Clock) -> None:
    browser = signed_in(world, world.staff("clinician"))
    for _ in range(15):
        clock.move(minutes=1)
        by_itself = browser.get("/api/alerts?state=open", headers={"Lodestone-Unattended": "1"})
        assert by_itself.status_code == 200
    clock.move(minutes=1)
    assert not is_in(browser)


def test_staff_sign_in_again_each_half_day_whatever_they_do(world: World, clock: Clock) -> None:
    browser = signed_in(world, world.staff("clinician"))
    for _ in range(71):
        clock.move(minutes=10)
        assert is_in(browser)
    clock.move(minutes=10)
    assert not is_in(browser)


@pytest.mark.parametrize(("days_silent", "is_still_in"), [(89, True), (91, False)])
def test_a_phone_stays_signed_in_for_a_quarter_of_a_year_without_a_word(
    world: World, clock: Clock, days_silent: int, is_still_in: bool
) -> None:
    phone = signed_in(world, world.patient())
    clock.move(days=80)
    assert is_in(phone)
    clock.move(days=days_silent)
    assert is_in(phone) is is_still_in


def test_a_phone_that_is_in_use_is_signed_out_after_four_hundred_days(world: World, clock: Clock) -> None:
    phone = signed_in(world, world.patient())
    for _ in range(5):
        clock.move(days=75)
        assert is_in(phone)
    clock.move(days=26)
    assert not is_in(phone)


@pytest.mark.parametrize(
    ("role", "moved", "noted"),
    [
        ("clinician", {"seconds": 59}, False),
        ("clinician", {"seconds": 60}, True),
        ("patient", {"minutes": 59}, False),  # each note is a write
        ("patient", {"minutes": 60}, True),
    ],
)
def test_that_a_session_is_in_use_is_noted_now_and_then(
    world: World, clock: Clock, role: str, moved: dict[str, float], noted: bool
) -> None:
    browser = signed_in(world, world.patient() if role == "patient" else world.staff(role))
    before = clock.now
    clock.move(**moved)
    assert is_in(browser)
    (session,) = world.rows(SignInSession)
    assert session.last_seen_at == (clock.now if noted else before)


def test_a_request_that_took_long_sets_no_session_back(world: World, clock: Clock) -> None:
    person, before = world.staff("clinician"), clock.now
    browser = signed_in(world, person)
    clock.move(minutes=5)
    assert is_in(browser)
    (session,) = world.rows(SignInSession)
    world.run(note_seen, replace(person.actor, session_id=session.id), before)
    assert world.rows(SignInSession)[0].last_seen_at == clock.now


def test_one_sees_where_one_is_signed_in(world: World, clock: Clock) -> None:
    kim = world.staff("clinician")
    at_home = signed_in(world, kim, "Safari on Mac")
    clock.move(minutes=1)
    here = signed_in(world, kim, "Chrome on Windows")
    signed_in(world, world.staff("clinician", name="Another"))
    assert is_in(at_home)
    assert [(each["label"], each["is_this"]) for each in listed(here)] == [
        ("Chrome on Windows", True),
        ("Safari on Mac", False),
    ]
    ends = (clock.now + timedelta(minutes=15)).isoformat().replace("+00:00", "Z")
    assert {each["ends_at"] for each in listed(here)} == {ends}
    clock.move(minutes=16)
    assert [each["label"] for each in listed(signed_in(world, kim, "New"))] == ["New"]


def test_a_session_that_is_ended_from_elsewhere_is_over_at_once(world: World) -> None:
    pat = world.patient()
    lost, phone = signed_in(world, pat, "Lost phone"), signed_in(world, pat, "New phone")
    (other,) = [each for each in listed(phone) if not each["is_this"]]
    answer = phone.post(f"/api/me/sessions/{other['id']}/end", json={})
    assert [each["label"] for each in answer.json["sessions"]] == ["New phone"]
    assert not is_in(lost)
    assert world.count(AuditEntry, deed="ended a session of one's own", patient_id=pat.id) == 1
    assert phone.post(f"/api/me/sessions/{other['id']}/end", json={}).status_code == 404


def test_nobody_ends_another_persons_session(world: World) -> None:
    kim, robin = world.staff("clinician"), world.staff("clinician")
    of_kim, of_robin = signed_in(world, kim), signed_in(world, robin)
    (session,) = listed(of_kim)
    assert of_robin.post(f"/api/me/sessions/{session['id']}/end", json={}).status_code == 404
    assert is_in(of_kim)


def test_all_other_sessions_end_together(world: World) -> None:
    kim = world.staff("clinician")
    others = [signed_in(world, kim) for _ in range(3)]
    here, of_another = signed_in(world, kim), signed_in(world, world.staff("clinician"))
    assert len(here.post("/api/me/sessions/end-others", json={}).json["sessions"]) == 1
    assert [is_in(each) for each in (*others, here, of_another)] == [False, False, False, True, True]


def test_ending_sessions_needs_a_fresh_proof(world: World, clock: Clock) -> None:
    kim = world.staff("clinician")
    other, here = signed_in(world, kim), signed_in(world, kim)
    clock.move(minutes=14)
    assert is_in(here)
    clock.move(minutes=2)
    for path in (f"/api/me/sessions/{listed(here)[0]['id']}/end", "/api/me/sessions/end-others"):
        assert here.post(path, json={}).json["code"] == "verify-first"
    assert other.post("/api/sign-out", json={}).status_code == 401


def test_an_administrator_signs_somebody_out_everywhere(world: World) -> None:
    admin, ann = world.client_of(world.staff("admin")), world.staff("technician")
    browsers = [signed_in(world, ann) for _ in range(2)]
    assert admin.post(f"/api/staff/{ann.id}/end-sessions", json={}).status_code == 204
    assert [is_in(each) for each in browsers] == [False, False]
    assert world.count(AuditEntry, deed="ended all sessions of a member of staff", record_id=ann.id) == 1


@pytest.mark.parametrize(("role", "stays"), [("researcher", False), ("clinician", True)])
def test_with_another_role_somebody_signs_in_again(world: World, role: str, stays: bool) -> None:
    admin, ann = world.client_of(world.staff("admin")), world.staff("clinician")
    browser = signed_in(world, ann)
    change = {"role": role, "email": "ann@example.org", "pager": None}
    assert admin.post(f"/api/staff/{ann.id}/change", json=change).status_code == 200
    assert is_in(browser) is stays


def test_whoever_signs_in_anew_leaves_the_session_before(world: World) -> None:
    """It may have been planted, or be another person's who forgot to sign out."""
    kim, robin = world.staff("clinician"), world.staff("clinician")
    browser = signed_in(world, kim)
    planted = browser.get_cookie(COOKIE)
    assert planted is not None
    link = world.run(invite_staff, robin.clinic_id, robin.id, world.clock.now)
    assert browser.post("/api/join", json={"token": link.token.text}).json["person_id"] == str(robin.id)
    thief = world.anybody()
    thief.set_cookie(COOKIE, planted.value)
    assert not is_in(thief)
    assert is_in(browser)
    assert world.count(AuditEntry, deed="signed out: somebody signed in anew", actor_id=kim.id) == 1


@pytest.mark.parametrize(("role", "cleared"), [(Role.CLINICIAN, '"cache"'), (Role.PATIENT, None)])
def test_signing_out_empties_the_cache_of_staff_and_keeps_what_waits_to_be_sent(
    world: World, role: Role, cleared: str | None
) -> None:
    """The storage would take a patient's entries along, on a computer that both use."""
    person = world.patient() if role is Role.PATIENT else world.staff(role)
    answer = world.client_of(person).post("/api/sign-out", json={})
    assert (answer.status_code, answer.headers.get("Clear-Site-Data")) == (204, cleared)
