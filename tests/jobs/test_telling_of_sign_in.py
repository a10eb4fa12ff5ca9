"""Staff are told what changed about how they sign in, and what is long over is forgotten."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from server import jobs
from server.access import Role
from server.db import db
from server.http import TABLET_COOKIE
from server.messages.models import OutgoingMessage
from server.people.models import Membership, SignInSession
from server.people.models.access_change import StaffAccessChange
from server.people.models.passkey import SignInChallenge, StaffPasskey
from server.people.queries.access_change import access_changes_at
from tests.api.test_passkeys import holder, register, sign_in
from tests.api.test_password import set_up
from tests.builders import Person, World
from tests.conftest import Clock
from tests.passkeys import Authenticator

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0"


def job(name: str) -> jobs.Job:
    (found,) = [each for each in jobs.SCHEDULE if each.name == name]
    return found


def told(world: World) -> list[str]:
    """The kinds of the messages that are there after the job ran."""
    jobs.run(world.app, job("tell staff how their sign-in changed"))
    return sorted(each.kind for each in world.rows(OutgoingMessage))


def with_e_mail(world: World, person: Person) -> Person:
    with world.transaction():
        db.session.get_one(Membership, (person.clinic_id, person.id)).email = "ann@example.org"
    return person


def test_staff_are_told_once_of_a_new_passkey_at_their_own_clinics_only(world: World, clock: Clock) -> None:
    person, _ = holder(world, Role.CLINICIAN, clinic=world.clinic("Here"))
    world.staff(Role.ADMIN, world.clinic("Elsewhere"))
    holder(world, Role.PATIENT)
    with_e_mail(world, person)
    for _ in range(2):
        assert told(world) == ["passkey-added"]
        clock.move(hours=1)
    (message,) = world.rows(OutgoingMessage)
    assert (message.clinic_id, message.recipient) == (person.clinic_id, "ann@example.org")
    assert message.values == {"due": "23 Nov 10:00", "path": "/app/account"}
    assert world.count(StaffPasskey) == 1


def test_what_changed_long_ago_is_no_news(world: World, clock: Clock) -> None:
    person, _ = holder(world, Role.CLINICIAN)
    with_e_mail(world, person)
    clock.move(days=7)
    assert told(world) == []


def test_whoever_has_left_is_told_nothing(world: World, clock: Clock) -> None:
    person, _ = holder(world, Role.CLINICIAN)
    with_e_mail(world, person)
    with world.transaction():
        db.session.get_one(Membership, (person.clinic_id, person.id)).left_at = clock.now
    assert told(world) == []


def _sets_a_password(world: World, browser: FlaskClient, _: Person) -> None:
    set_up(world, browser)


def _removes_it(world: World, browser: FlaskClient, _: Person) -> None:
    register(browser, Authenticator())
    set_up(world, browser)
    assert browser.post("/api/me/password/remove", json={}).status_code == 200


def _removes_a_passkey(world: World, browser: FlaskClient, _: Person) -> None:
    for _ in range(2):
        register(browser, Authenticator())
    passkey_id = browser.get("/api/me/passkeys").json["passkeys"][0]["id"]
    assert browser.post(f"/api/me/passkeys/{passkey_id}/remove", json={}).status_code == 200


def _loses_everything(world: World, browser: FlaskClient, person: Person) -> None:
    admin = world.client_of(world.staff(Role.ADMIN))
    said = {"reason": "Lost the phone."}
    assert admin.post(f"/api/staff/{person.id}/access/revoke", json=said).status_code == 200


def test_each_sees_the_changes_of_ones_own_account_and_a_clinic_those_of_its_people(world: World, clock: Clock) -> None:
    ann, ben = world.staff(Role.CLINICIAN), world.staff(Role.CLINICIAN)
    stranger = world.staff(Role.CLINICIAN, world.clinic("Elsewhere"))
    before = clock.now - timedelta(minutes=1)
    for each in (ann, stranger):
        register(world.client_of(each), Authenticator())
    shown = [world.client_of(each).get("/api/me/access-changes").json["changes"] for each in (ann, ben, stranger)]
    assert [len(each) for each in shown] == [1, 0, 1]
    found = [world.run(access_changes_at, each.clinic_id, before) for each in (ann, stranger)]
    assert [[each.account_id for each in changes] for changes in found] == [[ann.id], [stranger.id]]


@pytest.mark.parametrize(
    ("deed", "newest"),
    [
        (_sets_a_password, ["app-set", "password-set"]),
        (_removes_it, ["password-removed", "app-set"]),
        (_removes_a_passkey, ["passkey-removed"]),
        (_loses_everything, ["all-taken"]),
    ],
)
def test_each_change_is_told_and_stands_on_the_page_of_the_account(
    world: World, clock: Clock, deed: Callable[..., None], newest: list[str]
) -> None:
    person = with_e_mail(world, world.staff(Role.CLINICIAN))
    deed(world, world.client_of(person), person)
    changes = world.client_of(person).get("/api/me/access-changes").json["changes"]
    assert {each["what"] for each in changes} >= set(newest)
    assert told(world).count("sign-in-changed") >= len(newest)


def test_a_patient_has_no_such_list_and_is_told_in_the_application(world: World) -> None:
    person, _ = holder(world, Role.PATIENT)
    assert world.client_of(person).get("/api/me/access-changes").status_code == 403
    assert world.count(StaffAccessChange) == 0


def test_a_new_kind_of_device_is_told_but_not_the_first_one(world: World, clock: Clock) -> None:
    person, device = holder(world, Role.CLINICIAN)
    with_e_mail(world, person)

    def tellings(user_agent: str) -> int:
        browser = world.anybody()
        browser.environ_base["HTTP_USER_AGENT"] = user_agent
        assert sign_in(browser, device).status_code == 200
        return told(world).count("new-device")

    assert [tellings(each) for each in (WINDOWS, WINDOWS, MAC, WINDOWS)] == [0, 0, 1, 1]


def test_what_others_and_the_clinics_tablet_use_is_new_all_the_same(world: World, clock: Clock) -> None:
    person, device = holder(world, Role.CLINICIAN)
    _, colleagues = holder(world, Role.CLINICIAN)
    with_e_mail(world, person)
    tablet = world.tablet(world.staff(Role.ADMIN))

    def tellings(device: Authenticator, user_agent: str, *, on_tablet: bool = False) -> int:
        browser = world.anybody()
        browser.environ_base["HTTP_USER_AGENT"] = user_agent
        if on_tablet:
            browser.set_cookie(TABLET_COOKIE, f"{tablet.clinic_id.hex}.{tablet.id.hex}")
        assert sign_in(browser, device).status_code == 200
        return told(world).count("new-device")

    assert [tellings(device, WINDOWS), tellings(colleagues, MAC), tellings(device, LINUX, on_tablet=True)] == [0] * 3
    assert [tellings(device, MAC), tellings(device, LINUX)] == [1, 2]


def test_what_is_long_over_is_forgotten(world: World, clock: Clock) -> None:
    person, device = holder(world, Role.CLINICIAN)
    patient = world.client_of(world.patient())
    sign_in(world.anybody(), device)
    world.client_of(person).post("/api/sign-out", json={})
    kept = []
    for days in (89, 2):
        clock.move(days=days)
        jobs.run(world.app, job("forget old sign-ins"))
        jobs.look_at_statistics(world.app)
        kept.append([world.count(each) for each in (SignInSession, StaffAccessChange, SignInChallenge)])
    # One was signed out and one ran out; the other two are still good.
    assert kept == [[4, 1, 0], [2, 0, 0]]
    assert patient.get("/api/me").status_code == 200
