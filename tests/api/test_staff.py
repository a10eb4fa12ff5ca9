"""Staff and the roster, kept by an administrator."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from server.audit.models import Correction
from server.messages.models import OutgoingMessage
from server.people.models import Membership
from server.people.models.duty import DutyShift
from tests.builders import Person, World

ANN = {"name": "Ann Other", "role": "clinician", "email": "ann@example.org", "pager": "ann-7"}


def token_in(invitation: dict[str, Any]) -> str:
    url: str = invitation["url"]
    return url.partition("#")[2]


def test_a_new_member_of_staff_comes_in_by_a_link(world: World) -> None:
    admin = world.client_of(world.staff("admin"))
    issued = admin.post("/api/staff", json=ANN)
    assert issued.status_code == 201
    browser = world.anybody()
    me = browser.post("/api/join", json={"token": token_in(issued.json)}).json
    assert (me["name"], me["role"]) == ("Ann Other", "clinician")
    assert me["person_id"] in [each["id"] for each in admin.get("/api/staff").json["staff"]]


def test_a_new_link_ends_the_one_before(world: World) -> None:
    admin = world.client_of(world.staff("admin"))
    ann = world.staff("clinician")
    first, second = (admin.post(f"/api/staff/{ann.id}/invitations", json={}).json for _ in range(2))
    assert world.anybody().post("/api/join", json={"token": token_in(first)}).status_code == 404
    assert world.anybody().post("/api/join", json={"token": token_in(second)}).status_code == 200


def test_access_ends_at_once_and_the_name_stays(world: World) -> None:
    admin = world.client_of(world.staff("admin"))
    ann = world.staff("clinician", name="Ann")
    browser = world.client_of(ann)
    link = admin.post(f"/api/staff/{ann.id}/invitations", json={}).json
    course = world.course()
    review = {"decision": "continue", "note": "", "of_facts": 0, "scores": {}}
    signed = browser.post(f"/api/courses/{course.id}/reviews", json=review)
    assert signed.status_code in (201, 409)
    assert admin.post(f"/api/staff/{ann.id}/remove", json={}).status_code == 200
    assert browser.get("/api/alerts").status_code == 401
    assert world.anybody().post("/api/join", json={"token": token_in(link)}).status_code == 404
    assert admin.post(f"/api/staff/{ann.id}/invitations", json={}).status_code == 404
    assert "Ann" not in [each["name"] for each in admin.get("/api/staff").json["staff"]]


def test_the_last_administrator_stays(world: World) -> None:
    kim = world.staff("admin")
    admin = world.client_of(kim)
    for path, body in ((f"/api/staff/{kim.id}/remove", {}), (f"/api/staff/{kim.id}/change", {"role": "clinician"})):
        refused = admin.post(path, json=body)
        assert (refused.status_code, refused.json["code"]) == (409, "last-admin")
    other = world.staff("admin")
    world.staff("admin", world.clinic("Elsewhere"))
    assert admin.post(f"/api/staff/{other.id}/remove", json={}).status_code == 200
    assert admin.post(f"/api/staff/{kim.id}/remove", json={}).status_code == 409


def test_role_and_contacts_change_and_what_was_there_is_kept(world: World) -> None:
    admin = world.client_of(world.staff("admin"))
    ann = world.staff("technician", name="Ann")
    change = {"role": "clinician", "email": "ann@example.org", "pager": None}
    (row,) = [
        each
        for each in admin.post(f"/api/staff/{ann.id}/change", json=change).json["staff"]
        if each["id"] == str(ann.id)
    ]
    assert (row["role"], row["email"]) == ("clinician", "ann@example.org")
    (kept,) = world.rows(Correction, kind="staff")
    assert kept.before == {"role": "technician", "email": None}
    assert world.client_of(ann).get("/api/me").json["role"] == "clinician"


@pytest.mark.parametrize(
    ("contacts", "field"),
    [
        ({"email": "ann"}, "email"),
        ({"email": "ann@example.org\nBcc: all@example.org"}, "email"),
        ({"email": "ann@example.org, ben@example.org"}, "email"),
        ({"email": "Ann <ann@example.org>"}, "email"),
        ({"pager": "ann 7"}, "pager"),
        ({"pager": "ann\n7"}, "pager"),
    ],
)
def test_contacts_that_no_message_could_go_to_are_refused(world: World, contacts: dict[str, str], field: str) -> None:
    admin, ann = world.client_of(world.staff("admin")), world.staff("clinician")
    said = {key: value for key, value in ANN.items() if key != "name"} | contacts
    for refused in (
        admin.post("/api/staff", json=ANN | contacts),
        admin.post(f"/api/staff/{ann.id}/change", json=said),
    ):
        assert (refused.status_code, refused.json["details"]["field"]) == (422, field)


def test_a_test_message_goes_to_one_person_on_every_way(world: World) -> None:
    admin = world.client_of(world.staff("admin"))
    admin.post("/api/staff", json=ANN)
    ann = next(each["id"] for each in admin.get("/api/staff").json["staff"] if each["name"] == "Ann Other")
    assert admin.post(f"/api/staff/{ann}/test-messages", json={}).json == {"sent": 2}
    assert {each.recipient for each in world.rows(OutgoingMessage)} == {"ann@example.org", "ann-7"}
    nobody = world.staff("clinician")
    refused = admin.post(f"/api/staff/{nobody.id}/test-messages", json={})
    assert (refused.status_code, refused.json["code"]) == (409, "nobody-reachable")


def test_the_roster_is_kept_by_the_clock_on_the_wall(world: World) -> None:
    world.clinic(zone="America/New_York")
    admin = world.client_of(world.staff("admin"))
    ann, ben = world.staff("clinician", name="Ann"), world.staff("clinician", name="Ben")
    night = {"account_id": str(ann.id), "kind": "on call", "covers_for": None}
    times = {"starts_at": "2026-11-23T03:00:00", "ends_at": "2026-11-23T08:00:00"}
    roster = admin.post("/api/duty", json={**night, **times})
    assert roster.status_code == 201
    assert roster.json["shifts"][0]["starts_at"] == "2026-11-23T08:00:00Z"
    assert roster.json["now"]["clinician"] == ["Ann"]  # it is four in the morning there
    cover = {"account_id": str(ben.id), "kind": "cover", "covers_for": str(ann.id), **times}
    assert admin.post("/api/duty", json=cover).json["now"]["clinician"] == ["Ben"]
    assert roster.json["is_open"] is False
    first = world.rows(DutyShift, kind="cover")[0]
    assert admin.post(f"/api/duty/{first.id}/remove", json={}).json["now"]["clinician"] == ["Ann"]
    world.clock.move(days=8)
    assert admin.get("/api/duty").json["shifts"] == []


def test_only_those_who_work_here_are_put_on_the_roster(world: World) -> None:
    admin = world.client_of(world.staff("admin"))
    stranger = world.staff("clinician", world.clinic("Elsewhere"))
    ann = world.staff("clinician")
    times = {"starts_at": "2026-11-23T18:00:00", "ends_at": "2026-11-24T08:00:00"}
    body = {"account_id": str(stranger.id), "kind": "on duty", "covers_for": None, **times}
    assert admin.post("/api/duty", json=body).status_code == 404
    cover = {"account_id": str(ann.id), "kind": "cover", "covers_for": str(stranger.id), **times}
    assert admin.post("/api/duty", json=cover).status_code == 404
    backwards = {
        "account_id": str(ann.id),
        "kind": "on duty",
        "starts_at": times["ends_at"],
        "ends_at": times["starts_at"],
    }
    assert admin.post("/api/duty", json=backwards).json["details"]["field"] == "ends_at"
    assert world.count(DutyShift) == 0


def test_whoever_left_is_gone_from_the_roster(world: World) -> None:
    admin = world.client_of(world.staff("admin"))
    ann = world.staff("clinician", name="Ann")
    start = (world.clock.now + timedelta(hours=1)).replace(tzinfo=None)
    times = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=8)).isoformat()}
    admin.post("/api/duty", json={"account_id": str(ann.id), "kind": "on duty", **times})
    admin.post(f"/api/staff/{ann.id}/remove", json={})
    assert admin.get("/api/duty").json["shifts"] == []


def test_of_two_administrators_who_let_each_other_go_at_once_one_stays(world: World) -> None:
    kim, robin = world.staff("admin"), world.staff("admin")
    browsers = ((world.client_of(kim), robin), (world.client_of(robin), kim))
    answers: list[int] = []

    def let_go(browser: FlaskClient, other: Person) -> None:
        answers.append(browser.post(f"/api/staff/{other.id}/remove", json={}).status_code)

    threads = [threading.Thread(target=let_go, args=pair) for pair in browsers]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    # The second is let go before it asks, or finds that the other one is the last.
    assert sorted(answers) in ([200, 401], [200, 409])
    assert world.count(Membership, role="admin", left_at=None) == 1
