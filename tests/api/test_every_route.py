"""Walks all routes, so that a new one is covered on the day it is written."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from server import create_app
from server.access import Permission, Role, roles_with
from server.audit.models import AuditEntry
from server.db import Record, db, table_of
from server.http import Contract
from server.openapi import contracts_of
from tests.answers import told
from tests.api.examples import BODIES, CHECK_IN, QUERIES, House, body_for
from tests.api.furnished import Furnished, furnished_on
from tests.builders import World
from tests.conftest import Clock, settings_for
from tests.databases import POSTGRESQL_LATER
from tests.matrix.cast import nothing_is_kept

ROUTES = [contract for _, contract in contracts_of(create_app(settings_for("sqlite:///never-opened.db", Path("var"))))]
PEOPLE = [Role.PATIENT, Role.TECHNICIAN, Role.CLINICIAN, Role.COORDINATOR, Role.RESEARCHER, Role.ADMIN, Role.SERVICE]


def routes(chosen: Any) -> Any:
    found = [contract for contract in ROUTES if chosen(contract)]
    return pytest.mark.parametrize("contract", found, ids=[f"{each.method} {each.path}" for each in found])


every_route_for_somebody = routes(lambda contract: contract.allow is not Permission.PUBLIC)
every_route_with_an_id = routes(lambda contract: "<uuid:" in contract.path)
every_route_with_a_body = routes(lambda contract: contract.body is not None)
every_route_with_a_query = routes(lambda contract: contract.query is not None)
every_reading_route = routes(lambda contract: contract.method == "GET" and contract.stored)


# Some 10,000 odd requests on each database.
odd_requests = pytest.mark.parametrize("furnished", POSTGRESQL_LATER, indirect=True, scope="module")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def furnished(
    request: pytest.FixtureRequest, new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    with furnished_on(new_database(request.param), tmp_path_factory.mktemp("furnished")) as made:
        yield made


@pytest.fixture
def app(furnished: Furnished) -> Flask:
    return furnished.app


@pytest.fixture
def world(app: Flask, clock: Clock, furnished: Furnished) -> World:
    world = World(app, clock)
    world.know(furnished.clinics)
    return world


@pytest.fixture
def here(furnished: Furnished) -> House:
    return furnished.here


@pytest.fixture
def elsewhere(furnished: Furnished) -> House:
    return furnished.elsewhere


def call(
    browser: FlaskClient, contract: Contract, house: House, ids: dict[str, UUID], body: Any = None
) -> TestResponse:
    """A good request, with the ids given in its address. What it did is taken back."""
    with nothing_is_kept():
        return call_and_keep(browser, contract, house, ids, body)


def call_and_keep(
    browser: FlaskClient, contract: Contract, house: House, ids: dict[str, UUID], body: Any = None
) -> TestResponse:
    """The same, as it is in real use."""
    address = contract.path.replace("<key>", "phq-9")
    for name, value in ids.items():
        address = address.replace(f"<uuid:{name}>", str(value))
    if contract.method == "GET":
        return browser.get(address, query_string=QUERIES.get(contract.path, {}), buffered=True)
    return browser.post(address, json=body_for(contract.path, house) if body is None else body)


def test_every_route_with_a_body_or_a_query_has_an_example() -> None:
    assert {each.path for each in ROUTES if each.body is not None} <= set(BODIES)
    assert {each.path for each in ROUTES if each.query is not None} <= set(QUERIES)


@every_route_for_somebody
def test_nobody_gets_in_without_signing_in(world: World, here: House, contract: Contract) -> None:
    answer = call(world.anybody(), contract, here, here.ids)
    assert (answer.status_code, answer.json["code"]) == (401, "sign-in-needed")


@every_route_for_somebody
def test_each_role_may_do_what_its_permissions_say_and_no_more(world: World, here: House, contract: Contract) -> None:
    for role in PEOPLE:
        answer = call(world.client_of(here.people[role]), contract, here, here.ids_for(role))
        if role in roles_with(contract.allow):
            assert answer.status_code not in (401, 403, 404, 422), f"{role}: {answer.text}"
        else:
            assert (answer.status_code, answer.json["code"]) == (403, "not-allowed"), role


@every_route_with_an_id
def test_a_strangers_id_is_answered_byte_for_byte_as_an_unknown_one(
    world: World, here: House, elsewhere: House, contract: Contract
) -> None:
    browser = world.client_of(here.person_for(contract))
    foreign = call(browser, contract, here, elsewhere.ids)
    unknown = call(browser, contract, here, {name: uuid4() for name in here.ids})
    assert told(foreign) == told(unknown)
    assert foreign.status_code == 404
    # One's own is found by the same request, or the comparison would say nothing.
    assert call(browser, contract, here, here.ids).status_code != 404


@every_route_with_a_body
def test_a_strangers_id_in_a_body_is_answered_as_an_unknown_one(
    world: World, here: House, elsewhere: House, contract: Contract
) -> None:
    for name in set(BODIES[contract.path]) & set(here.ids):
        browser = world.client_of(here.person_for(contract))
        foreign = call(
            browser, contract, here, here.ids, body_for(contract.path, here) | {name: str(elsewhere.ids[name])}
        )
        unknown = call(browser, contract, here, here.ids, body_for(contract.path, here) | {name: str(uuid4())})
        assert (foreign.status, foreign.data) == (unknown.status, unknown.data)
        assert foreign.status_code in (404, 422)


def test_what_staff_see_holds_nothing_of_another_clinic(world: World, here: House, elsewhere: House) -> None:
    foreign = [str(each) for each in elsewhere.ids.values()] + [str(each.id) for each in elsewhere.people.values()]
    for contract in ROUTES:
        if contract.method == "GET" and contract.allow is not Permission.PUBLIC:
            for role in roles_with(contract.allow):
                said = call(world.client_of(here.people[role]), contract, here, here.ids).data
                assert not [each for each in foreign if each.encode() in said], contract.path


@every_reading_route
def test_reading_changes_nothing_but_the_trail(app: Flask, world: World, here: House, contract: Contract) -> None:
    browser = world.client_of(here.person_for(contract))
    before = everything(world)
    call_and_keep(browser, contract, here, here.ids)
    assert everything(world) == before


def everything(world: World) -> dict[str, Any]:
    tables = (table for table in Record.metadata.sorted_tables if table is not table_of(AuditEntry))
    with world.transaction("read"):
        return {
            table.name: db.session.execute(select(table).order_by(*table.primary_key.columns)).all() for table in tables
        }


def test_whoever_reads_a_patients_record_is_noted(world: World, here: House, clock: Clock) -> None:
    clock.move(hours=2)  # looks at lists are noted once an hour, and other tests looked before
    # Or there would be no patient in the log of sign-ins.
    assert world.client_of(here.people[Role.PATIENT]).post("/api/sign-out", json={}).status_code == 204
    for contract in ROUTES:
        if contract.reads is not None:
            world_before = world.count(AuditEntry)
            call_and_keep(world.client_of(here.person_for(contract)), contract, here, here.ids)
            assert world.count(AuditEntry, deed=f"read: {contract.method} {contract.path}") > 0, contract.path
            assert world.count(AuditEntry) > world_before


ODD_VALUES: list[Any] = [
    None, True, -1, 0, 2**31, 2**63, 10**30, 1.5, 1e308, "", " ", "x", "7", "\x00", "\ud800", "x" * 5000, "2026-02-30",
    "0001-01-01", "9999-12-31", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "2026-11-23T09:00:00",
    "00000000-0000-0000-0000-000000000000", [], {}, [None], [[]], [{}], {"a": 1}, ["x"] * 300,
]  # fmt: skip


def oddities(value: Any) -> Iterator[Any]:
    """The value with one part of it replaced by something odd, left out, or joined by something unasked."""
    if isinstance(value, dict):
        yield value | {"unasked": 1}
        for key in value:
            yield {name: each for name, each in value.items() if name != key}
            within = () if key == "items" else oddities(value[key])  # a batch's items: see the next test
            for odd in [*ODD_VALUES, *within]:
                yield value | {key: odd}
    elif isinstance(value, list) and value:
        for odd in [*ODD_VALUES, *oddities(value[0])]:
            yield [odd, *value[1:]]
        yield value * 60


@odd_requests
@every_route_with_a_body
def test_no_body_is_a_defect(world: World, here: House, contract: Contract) -> None:
    """Whatever stands in a field, the answer is a result or a refusal in the shape of all errors."""
    browser = world.client_of(here.person_for(contract))
    good = body_for(contract.path, here)
    for body in oddities(copy.deepcopy(good)):
        answer = call(browser, contract, here, here.ids, body)
        assert answer.status_code < 500, (body, answer.text)
        if answer.status_code >= 400:
            assert set(answer.json) == {"code", "message", "details"}, body
        if contract.path == "/api/sign-out":
            browser = world.client_of(here.person_for(contract))


@odd_requests
def test_no_item_of_a_batch_is_a_defect(world: World, here: House) -> None:
    """Each is judged on its own: whatever the others are, none is lost and none spoils the rest."""
    phone = world.client_of(here.people[Role.PATIENT])
    odd = [each for each in oddities(CHECK_IN) if isinstance(each, dict)]
    for start in range(0, len(odd), 49):
        items = [*odd[start : start + 49], CHECK_IN | {"id": str(uuid4()), "seq": start + 2}]
        answer = phone.post("/api/sync", json=BODIES["/api/sync"] | {"items": items})
        assert answer.status_code == 200, answer.text
        assert [each["outcome"] for each in answer.json["items"]][-1] == "stored"
        assert all(each["code"] for each in answer.json["items"] if each["outcome"] == "refused")


@odd_requests
@every_route_with_a_body
def test_a_number_beyond_all_numbers_is_no_defect(world: World, here: House, contract: Contract) -> None:
    """1e999 is JSON, and infinity once it is read; no database keeps it in a JSON column."""
    raw = json.dumps(body_for(contract.path, here))
    address = contract.path
    for name, value in here.ids.items():
        address = address.replace(f"<uuid:{name}>", str(value))
    for number in ("2026", "1", "5", "7.5", "10", "null", "{}", "[]"):
        for place in range(raw.count(f": {number}")):
            parts = raw.split(f": {number}")
            changed = f": {number}".join(parts[: place + 1]) + ": 1e999" + f": {number}".join(parts[place + 1 :])
            browser = world.client_of(here.person_for(contract))
            with nothing_is_kept():
                answer = browser.post(address, data=changed, content_type="application/json")
            assert answer.status_code < 500, (changed, answer.text)


@odd_requests
@every_route_with_a_query
def test_no_query_is_a_defect(world: World, here: House, contract: Contract) -> None:
    browser = world.client_of(here.person_for(contract)) if contract.allow is not Permission.PUBLIC else world.anybody()
    assert contract.query is not None
    for name in contract.query.fields:
        for odd in ODD_VALUES:
            said = QUERIES[contract.path] | {name: odd if isinstance(odd, str) else json.dumps(odd)}
            said = {key: value.encode("utf-8", "replace").decode() for key, value in said.items()}
            answer = browser.get(contract.path, query_string=said)
            assert answer.status_code < 500, (said, answer.text)
