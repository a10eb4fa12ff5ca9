"""A patient without a camera types a short code; a printed invitation needs digits that were told in person."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from server.access import Role
from server.audit.models import AuditEntry
from server.people.models import Invitation
from server.people.rules.invitation import MOST_FAILURES
from tests.builders import World

Invite = Callable[..., dict[str, Any]]


@pytest.fixture
def patient(world: World) -> Any:
    return world.patient()


@pytest.fixture
def invite(world: World, patient: Any) -> Invite:
    """invite(form, patient): what staff get to show."""
    staff = world.client_of(world.staff(Role.TECHNICIAN))

    def ask(form: str = "screen", whom: Any = None) -> dict[str, Any]:
        answer = staff.post(f"/api/patients/{(whom or patient).id}/invitations", json={"form": form})
        assert answer.status_code == 201
        return dict(answer.json)

    return ask


def join(browser: FlaskClient, **shown: Any) -> Any:
    return browser.post("/api/join", json=shown)


def token_in(issued: dict[str, Any]) -> str:
    return str(issued["url"]).partition("#")[2]


def wrong(code: str) -> str:
    """The code with another last character."""
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def test_a_typed_code_lets_the_patient_in_once(world: World, invite: Invite, patient: Any) -> None:
    code = invite()["code"]
    phone = world.anybody()
    assert phone.post("/api/invitations/look", json={"code": code.lower()}).json["kind"] == "patient"
    assert join(phone, code=code).json["person_id"] == str(patient.id)
    second = join(world.anybody(), code=code)
    assert (second.status_code, second.json["code"]) == (401, "sign-in-failed")


def test_link_and_code_are_one_invitation(world: World, invite: Invite) -> None:
    issued = invite()
    assert join(world.anybody(), token=token_in(issued)).status_code == 200
    assert join(world.anybody(), code=issued["code"]).status_code == 401


@pytest.mark.parametrize(
    ("form", "minutes", "works"),
    [("screen", 14, True), ("screen", 15, False), ("paper", 72 * 60 - 1, True), ("paper", 72 * 60, False)],
)
def test_an_invitation_lasts_as_its_form_says(
    world: World, invite: Invite, clock: Any, form: str, minutes: int, works: bool
) -> None:
    issued = invite(form)
    clock.move(minutes=minutes)
    for shown in ({"code": issued["code"]}, {"token": token_in(issued)}):
        looked = world.anybody().post("/api/invitations/look", json=shown)
        assert (looked.status_code == 200) is works


def test_a_printed_invitation_needs_the_digits_told_in_person(world: World, invite: Invite, patient: Any) -> None:
    issued = invite("paper")
    phone = world.anybody()
    assert phone.post("/api/invitations/look", json={"token": token_in(issued)}).json["needs_pin"] is True
    for shown in ({"token": token_in(issued)}, {"code": issued["code"]}):
        refused = join(phone, **shown)
        assert (refused.status_code, refused.json["code"]) == (401, "sign-in-failed")
    assert join(phone, token=token_in(issued), pin=issued["pin"]).json["person_id"] == str(patient.id)


def test_whoever_found_the_paper_has_five_tries(world: World, invite: Invite) -> None:
    issued = invite("paper")
    pin = issued["pin"]
    for _ in range(MOST_FAILURES):
        assert join(world.anybody(), token=token_in(issued), pin=wrong(pin)).status_code == 401
    assert join(world.anybody(), token=token_in(issued), pin=pin).status_code == 404
    assert world.count(AuditEntry, deed="refused wrong digits of an invitation") == MOST_FAILURES


def test_guessing_a_code_is_slowed_down_and_ends_the_code_not_the_link(
    world: World, invite: Invite, clock: Any
) -> None:
    issued = invite()
    codes = [join(world.anybody(), code=wrong(issued["code"])).status_code for _ in range(MOST_FAILURES)]
    assert codes == [401] * MOST_FAILURES
    clock.move(minutes=2)
    assert join(world.anybody(), code=issued["code"]).status_code == 401
    slowed = join(world.anybody(), code=wrong(issued["code"]))
    assert slowed.status_code == 429
    assert int(slowed.headers["Retry-After"]) > 0
    assert join(world.anybody(), token=token_in(issued)).status_code == 200
    assert world.count(AuditEntry, deed="refused a wrong short code") == MOST_FAILURES


def test_a_wrong_code_is_answered_alike_whatever_is_wrong_with_it(world: World, invite: Invite) -> None:
    issued = invite()["code"]
    spent = invite()["code"]
    assert join(world.anybody(), code=spent).status_code == 200
    answers = [
        join(world.anybody(), code=each)
        for each in (wrong(issued), spent, issued[:4] + "-0000-0000", "0000-0000-0000", "no code")
    ]
    assert len({(each.status_code, each.data) for each in answers}) == 1


def test_clinics_whose_codes_begin_alike_are_told_apart(world: World, invite: Invite) -> None:
    home = world.home
    twin = world.clinic("Twin", id=UUID(int=home.id.int ^ 1))
    stranger = world.patient(twin)
    code = (
        world.client_of(world.staff(Role.TECHNICIAN, twin))
        .post(f"/api/patients/{stranger.id}/invitations", json={})
        .json["code"]
    )
    mine = invite()["code"]
    assert code[:4] == mine[:4]
    assert join(world.anybody(), code=code).json["person_id"] == str(stranger.id)
    assert join(world.anybody(), code=mine).json["clinic"]["name"] == home.name


def test_a_code_under_another_clinics_letters_opens_nothing(world: World, invite: Invite) -> None:
    mine = invite()["code"]
    elsewhere = world.clinic("Elsewhere", id=UUID(int=world.home.id.int ^ 1 << 127))
    stranger = world.patient(elsewhere)
    staff = world.client_of(world.staff(Role.TECHNICIAN, elsewhere))
    theirs = staff.post(f"/api/patients/{stranger.id}/invitations", json={}).json["code"]
    assert mine[:4] != theirs[:4]
    assert join(world.anybody(), code=mine[:4] + theirs[4:]).status_code == 401
    assert join(world.anybody(), code=theirs).status_code == 200


def test_neither_codes_nor_digits_are_stored_or_noted(world: World, invite: Invite) -> None:
    issued = invite("paper")
    secrets = {issued["pin"], issued["code"], issued["code"].replace("-", "")[-5:]}
    (row,) = world.rows(Invitation)
    stored = {str(getattr(row, column.key)) for column in Invitation.__table__.columns}
    assert not secrets & stored
    assert all(value.startswith("$argon2id$") for value in (row.code_hash or "", row.pin_hash or ""))
    assert not [each for each in world.rows(AuditEntry) if any(secret in each.deed for secret in secrets)]


@pytest.mark.parametrize("shown", [{}, {"token": None}, {"token": "a.b", "code": "0K7Q-F3M9-TXW1"}])
def test_one_way_in_is_shown_and_not_two(world: World, shown: dict[str, Any]) -> None:
    assert join(world.anybody(), **shown).status_code == 422


def test_a_link_of_staff_has_no_short_code(world: World) -> None:
    admin = world.client_of(world.staff("admin"))
    issued = admin.post(f"/api/staff/{world.staff('clinician').id}/invitations", json={}).json
    assert (issued["code"], issued["pin"], issued["form"]) == (None, None, None)
