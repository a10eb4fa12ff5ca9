"""Every way to say who one is shuts for a while after too many failures: each asks the throttle, whatever it counts."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from server.access import Role
from server.people.actions.invitation import invite_patient
from server.people.actions.throttle import note_failure
from server.people.rules.invitation import InvitationForm
from tests.api.test_password import set_up
from tests.builders import World
from tests.passkeys import Authenticator

Ask = Callable[[], TestResponse]
HERE = "address:127.0.0.1"
MOST_FREE = 101  # an account alone is slowed down after a hundred failures


def passkey(world: World) -> tuple[str, list[str], Ask]:
    world.clinic()
    browser, device = world.anybody(), Authenticator()
    device.create(world.client_of(world.patient()).post("/api/passkeys/options", json={}).json)
    said = device.get(browser.post("/api/sign-in/passkey/options", json={}).json)
    return "passkey", [HERE], lambda: browser.post("/api/sign-in/passkey", json=said)


def password_again(world: World) -> tuple[str, list[str], Ask]:
    robin = world.staff(Role.CLINICIAN)
    browser = world.client_of(robin)
    set_up(world, browser)
    wrong = {"password": "not the one", "code": "000000"}
    return "password", [HERE, f"account:{robin.id}"], lambda: browser.post("/api/me/prove/password", json=wrong)


def authenticator_app(world: World) -> tuple[str, list[str], Ask]:
    robin = world.staff(Role.CLINICIAN)
    browser = world.client_of(robin)
    browser.post("/api/me/totp/begin", json={})
    return "totp", [f"account:{robin.id}"], lambda: browser.post("/api/me/totp", json={"code": "000000"})


def digits(world: World) -> tuple[str, list[str], Ask]:
    patient, staff = world.patient(), world.staff(Role.TECHNICIAN)
    issued: Any = world.run(
        lambda actor: invite_patient(actor, patient.id, world.clock.now, form=InvitationForm.PAPER), staff.actor
    )
    said = {"token": issued.token.text, "pin": "000000"}
    return "digits of an invitation", [HERE], lambda: world.anybody().post("/api/join", json=said)


@pytest.mark.parametrize("door", [passkey, password_again, authenticator_app, digits])
def test_a_door_shuts_after_too_many_failures(
    world: World, door: Callable[[World], tuple[str, list[str], Ask]]
) -> None:
    kind, subjects, ask = door(world)
    assert ask().status_code in (400, 401)

    def fail() -> None:
        for _ in range(MOST_FREE):
            note_failure(kind, subjects, world.clock.now)

    world.run(fail)
    shut = ask()
    assert (shut.status_code, shut.json["code"]) == (429, "too-many-attempts")
