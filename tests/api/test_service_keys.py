"""Machines come in with a key of their own, see studies and take exports, and nothing else."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from server.access import Permission, Role, roles_with
from server.audit.models import AuditEntry
from server.db import db
from server.people.models import Membership
from server.people.models.service_key import ServiceKey
from tests.builders import World
from tests.conftest import TODAY, Clock

COOKIE = "__Host-lodestone"
STUDY = {"key": "sleep", "title": "Sleep"}


def made(world: World, days: int = 30) -> tuple[FlaskClient, dict[str, Any]]:
    """An administrator's browser, and what was answered about a new key."""
    admin = world.client_of(world.staff("admin", name="Kim Head"))
    answer = admin.post("/api/service-keys", json={"name": "Data warehouse", "days": days})
    assert answer.status_code == 201
    return admin, answer.json


def machine(world: World, secret: str, cookie: str | None = None) -> FlaskClient:
    """A program, not a browser: it says nothing about pages."""
    client = world.app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    if cookie is not None:
        client.set_cookie(COOKIE, cookie)
    return client


def test_a_key_opens_what_studies_there_are(world: World) -> None:
    admin, key = made(world)
    assert machine(world, key["secret"]).get("/api/studies").status_code == 200
    (listed,) = admin.get("/api/service-keys").json["keys"]
    assert (listed["name"], listed["created_by"], listed["revoked_at"]) == ("Data warehouse", "Kim Head", None)
    assert "secret" not in listed


def test_a_machine_may_read_studies_and_nothing_else() -> None:
    assert [each for each in Permission if each is not Permission.PUBLIC and Role.SERVICE in roles_with(each)] == [
        Permission.READ_STUDIES
    ]


def test_a_machine_makes_no_export(world: World) -> None:
    _, key = made(world)
    study = world.client_of(world.staff("coordinator")).post("/api/studies", json=STUDY).json
    refused = machine(world, key["secret"]).post(f"/api/studies/{study['id']}/exports", json={})
    assert (refused.status_code, refused.json["code"]) == (403, "not-allowed")


def test_a_key_is_kept_as_a_hash_alone(world: World) -> None:
    _, key = made(world)
    (stored,) = world.rows(ServiceKey)
    secret = key["secret"].partition(".")[2]
    assert len(secret) >= 43  # 256 bits
    assert secret not in str(vars(stored))
    assert secret not in "".join(str(vars(each)) for each in world.rows(AuditEntry))


def test_a_revoked_key_lets_nobody_in_at_once(world: World) -> None:
    admin, key = made(world)
    for _ in range(2):  # doing it again changes nothing
        answer = admin.post(f"/api/service-keys/{key['keys'][0]['id']}/revoke", json={})
        assert answer.status_code == 200
        assert answer.json["keys"][0]["revoked_at"] is not None
    assert machine(world, key["secret"]).get("/api/studies").status_code == 401
    assert world.count(AuditEntry, deed="revoked the key of a machine") == 1
    (account,) = world.rows(Membership, role=Role.SERVICE)
    assert account.left_at is not None


@pytest.mark.parametrize(
    ("row", "change"),
    [
        (ServiceKey, {"revoked_at": TODAY}),
        (Membership, {"left_at": TODAY}),
        (Membership, {"role": Role.TECHNICIAN}),
    ],
)
def test_a_key_alone_or_a_machine_alone_lets_nobody_in(world: World, row: type[Any], change: dict[str, Any]) -> None:
    _, key = made(world)
    (account,) = world.rows(Membership, role=Role.SERVICE)
    with world.transaction():
        db.session.execute(update(row).where(row.account_id == account.account_id).values(**change))
    assert machine(world, key["secret"]).get("/api/studies").status_code == 401


@pytest.mark.parametrize(("days", "works"), [(29, True), (30, False)])
def test_a_key_ends_by_itself(world: World, clock: Clock, days: int, works: bool) -> None:
    _, key = made(world, days=30)
    clock.move(days=days)
    assert (machine(world, key["secret"]).get("/api/studies").status_code == 200) is works


@pytest.mark.parametrize("days", [0, 367, 10**9])
def test_no_key_lasts_longer_than_a_year(world: World, days: int) -> None:
    admin = world.client_of(world.staff("admin"))
    assert admin.post("/api/service-keys", json={"name": "Forever", "days": days}).status_code == 422


def test_keys_and_cookies_do_not_stand_in_for_each_other(world: World) -> None:
    _, key = made(world)
    browser = world.anybody()
    browser.set_cookie(COOKIE, key["secret"])
    assert browser.get("/api/studies").status_code == 401
    cookie = world.client_of(world.staff("coordinator")).get_cookie(COOKIE)
    assert cookie is not None
    assert machine(world, cookie.value).get("/api/studies").status_code == 401
    # Together they are refused, so that no page can add a person's cookie to a key, or a key to a person's request.
    assert machine(world, key["secret"], cookie.value).get("/api/studies").status_code == 401


def test_a_machine_has_no_session_of_a_browser(world: World) -> None:
    account = world.staff(Role.SERVICE)
    browser = world.client_of(replace(account, role=Role.CLINICIAN))  # a session of the machine's account all the same
    assert browser.get("/api/me").status_code == 401


def test_the_sign_in_of_a_proxy_in_front_is_no_key(world: World) -> None:
    browser = world.client_of(world.staff("coordinator"))
    assert browser.get("/api/studies", headers={"Authorization": "Basic dTpw"}).status_code == 200


@pytest.mark.parametrize("secret", ["", ".", "x", "0" * 32 + ".x", "a" * 4000, "é.ü"])
def test_what_is_no_key_lets_nobody_in(world: World, secret: str) -> None:
    world.clinic()
    assert machine(world, secret).get("/api/studies").status_code == 401


def test_making_a_key_needs_a_fresh_proof(world: World) -> None:
    admin = world.client_of(world.staff("admin"), fresh=False)
    refused = admin.post("/api/service-keys", json={"name": "Data warehouse", "days": 30})
    assert (refused.status_code, refused.json["code"]) == (403, "verify-first")


def test_that_a_key_is_in_use_is_noted_to_the_hour(world: World, clock: Clock) -> None:
    _, key = made(world)
    client = machine(world, key["secret"])
    seen = []
    for minutes in (0, 30, 30):
        clock.move(minutes=minutes)
        client.get("/api/studies")
        (stored,) = world.rows(ServiceKey)
        seen.append(stored.last_used_at)
    assert seen[0] == seen[1] != seen[2] == clock.now


def test_one_key_is_not_another(world: World) -> None:
    admin, key = made(world)
    _, other = made(world)
    machine(world, key["secret"]).get("/api/studies")
    used = {each["id"]: each["last_used_at"] for each in admin.get("/api/service-keys").json["keys"]}
    (unused,) = [each for each, at in used.items() if at is None]
    assert admin.post(f"/api/service-keys/{unused}/revoke", json={}).status_code == 200
    answers = [machine(world, each["secret"]).get("/api/studies").status_code for each in (key, other)]
    assert answers == [200, 401]


def test_a_machine_is_nobody_of_the_staff(world: World) -> None:
    admin, _ = made(world)
    assert [each["name"] for each in admin.get("/api/staff").json["staff"]] == ["Kim Head"]
    (account,) = world.rows(Membership, role=Role.SERVICE)
    assert admin.post(f"/api/staff/{account.account_id}/invitations", json={}).status_code == 404
    assert admin.post(f"/api/staff/{account.account_id}/remove", json={}).status_code == 404
