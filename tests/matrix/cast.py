"""Who asks, and about whose things: two clinics in which everything exists three times over.

In each clinic there is a patient with one of everything that an address can name, another one likewise, and a third
who withdrew, looked after by somebody who has left.
"""

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from server.access import Role
from server.db import Record, db
from server.http import JSON, SESSION_COOKIE
from server.people.actions import issue
from server.people.models import Clinic, Membership, SignInSession
from server.people.rules.session import Method
from server.reminders.actions import note_tick
from tests.api.examples import BODIES, QUERIES, House, body_for, furnish
from tests.builders import Person, World

RELATIONS = ("own", "other", "elsewhere", "unknown", "withdrawn")
# What an address has in place of something that is no id.
SAMPLES = {"<key>": "phq-9", "<path:page>": "caseload"}
BY_INVITATION = ("/api/invitations/look", "/api/join")
OTHER_TYPES = {"/api/browser-reports": "application/reports+json"}
NAMED_OTHERWISE = (*BY_INVITATION, "/api/help-card")


@dataclass(frozen=True)
class Home:
    """A house and what only it holds. marks: the ids of all its rows. invitation: a token of its patient's."""

    house: House
    clinic_id: UUID
    marks: frozenset[bytes]
    invitation: str


@dataclass(frozen=True)
class Principal:
    """Somebody who asks. token: what the session cookie holds; None: there is none.

    sees: the homes of what is this one's own, another's of the same clinic, and so on, by relation.
    """

    name: str
    token: str | None
    sees: Mapping[str, Home]


@dataclass(frozen=True)
class Stage:
    """The furnished world and everybody who asks."""

    app: Flask
    world: World
    principals: tuple[Principal, ...]
    homes: Mapping[str, Home]

    def ask(self, principal: Principal, method: str, path: str, relation: str) -> TestResponse:
        """A good request about the thing of that relation."""
        client = self.app.test_client()
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        if principal.token is not None:
            client.set_cookie(SESSION_COOKIE, principal.token)
        home = principal.sees[relation]
        address = path.replace("<stamp>/<path:name>", f"{self.app.extensions['lodestone-bundle'].stamp}/js/app.js")
        for place, sample in SAMPLES.items():
            address = address.replace(place, sample)
        for name, value in home.house.ids.items():
            address = address.replace(f"<uuid:{name}>", str(value))
        if method == "GET":
            said = {"clinic": str(home.clinic_id)} if path == "/api/help-card" else QUERIES.get(path, {})
            return client.get(address, query_string=said, buffered=True)
        said = json.dumps(self._body_of(path, home))
        return client.post(address, data=said, content_type=OTHER_TYPES.get(path, JSON), buffered=True)

    def _body_of(self, path: str, home: Home) -> Any:
        if path in BY_INVITATION:
            return {"token": home.invitation}
        return body_for(path, home.house) if path in BODIES else {}

    def names_one(self, method: str, path: str) -> bool:
        """Whether the request says which thing it is about: in the address, the query or the body."""
        house = next(iter(self.homes.values())).house
        named_in_body = method == "POST" and set(BODIES.get(path, {})) & set(house.ids)
        return "<uuid:" in path or path in NAMED_OTHERWISE or bool(named_in_body)

    def shows(self, answer: TestResponse, home: Home) -> bool:
        """Whether the answer holds the id of anything of that home."""
        return any(mark in answer.data for mark in home.marks)

    def foreign_to(self, principal: Principal) -> Iterator[Home]:
        """The homes of which the principal is never shown anything: the other clinic's and, to a patient, all but the
        patient's own."""
        mine = principal.sees["own"]
        for home in self.homes.values():
            if home.clinic_id != mine.clinic_id or (home is not mine and "patient" in principal.name):
                yield home


def set_the_stage(app: Flask, world: World) -> Stage:
    """Furnish both clinics and let everybody sign in, or fail to."""
    world.run(note_tick, "summaries", 0, world.clock.now)  # or the health page would say that the jobs stand still
    homes = {}
    for letter, name in (("A", "Here"), ("B", "Elsewhere")):
        clinic = world.clinic(name)
        for number in (3, 2, 1):  # a minute apart, so that what is the newest is everywhere the same
            world.clock.now += timedelta(minutes=1)
            homes[f"{letter}{number}"] = _home(world, clinic)
        world.clock.now -= timedelta(minutes=3)
    common = Counter(str(each).encode() for home in homes.values() for each in home.house.ids.values())
    twice = {each for each, times in common.items() if times > 1}  # the clinic's, such as its one alert of a kind
    homes = {name: replace(home, marks=home.marks - twice) for name, home in homes.items()}
    for withdrawn in ("A3", "B3"):
        homes[withdrawn] = _withdraw(world, homes[withdrawn])
    return Stage(app, world, tuple(_principals(world, homes)), homes)


def _home(world: World, clinic: Clinic) -> Home:
    before = _ids(world)
    house = furnish(world, clinic)
    later = world.clock.now + timedelta(hours=1)
    invitation = world.run(issue, clinic.id, house.ids["patient_id"], None, world.clock.now, later).token.text
    marks = frozenset(str(each).encode() for each in _ids(world) - before)
    return Home(house, clinic.id, marks, invitation)


def _ids(world: World) -> set[Any]:
    """The ids of all rows there are."""
    models = [mapper.class_ for mapper in Record.registry.mappers]
    return {row.id for model in models if hasattr(model, "id") for row in world.rows(model)}


def _withdraw(world: World, home: Home) -> Home:
    """The patient takes consent back, the clinician leaves, the invitation runs out."""
    house = home.house
    coordinator, admin = (world.client_of(house.people[role]) for role in (Role.COORDINATOR, Role.ADMIN))
    said = {"patient_id": str(house.ids["patient_id"]), "withdrawn_on": "2026-11-20"}
    assert coordinator.post(f"/api/studies/{house.ids['study_id']}/withdrawals", json=said).status_code < 300
    assert admin.post(f"/api/staff/{house.ids['account_id']}/remove", json={}).status_code < 300
    issued = world.run(issue, home.clinic_id, house.ids["patient_id"], None, world.clock.now, world.clock.now)
    return replace(home, invitation=issued.token.text)


def _principals(world: World, homes: Mapping[str, Home]) -> Iterator[Principal]:
    first = homes["A1"]
    nowhere = {name: uuid4() for name in first.house.ids}
    unknown = Home(House({}, nowhere, first.house.course), uuid4(), frozenset(), f"{first.clinic_id.hex}.unknown")
    seen_from = {
        name: dict(zip(RELATIONS, [*(homes[each] for each in others), unknown, homes[third]], strict=True))
        for name, others, third in (
            ("A1", ("A1", "A2", "B1"), "A3"),
            ("A2", ("A2", "A1", "B1"), "A3"),
            ("B1", ("B1", "B2", "A1"), "B3"),
        )
    }

    def principal(name: str, house: str, role: Role, **session: Any) -> Principal:
        return Principal(name, _sign_in(world, homes[house].house.people[role], **session), seen_from[house])

    yield Principal("anonymous", None, seen_from["A1"])
    # An invitation lets in by being redeemed, never by being shown as if it were a session.
    yield Principal("invited", first.invitation, seen_from["A1"])
    yesterday = world.clock.now - timedelta(days=1)
    yield principal("expired", "A1", Role.CLINICIAN, expires_at=yesterday)
    yield principal("revoked", "A1", Role.CLINICIAN, ended_at=yesterday)
    yield principal("idle", "A1", Role.CLINICIAN, idle_minutes=15, last_seen_at=yesterday)
    yield Principal("left", _somebody_who_left(world, homes["A1"].clinic_id), seen_from["A1"])
    yield principal("patient-A1", "A1", Role.PATIENT)
    yield principal("patient-A2", "A2", Role.PATIENT)
    yield principal("patient-B1", "B1", Role.PATIENT)
    yield principal("append-A1", "A1", Role.PATIENT, verified_at=None)
    for role in (Role.TECHNICIAN, Role.CLINICIAN, Role.COORDINATOR, Role.RESEARCHER, Role.ADMIN):
        yield principal(role.value if role is not Role.CLINICIAN else "clinician-A", "A1", role)
    yield principal("clinician-B", "B1", Role.CLINICIAN)
    yield principal("newcomer", "A1", Role.CLINICIAN, method=Method.INVITATION, verified_at=None)
    machine = _member(world, first.clinic_id, Role.SERVICE)
    yield Principal("service", _sign_in(world, machine), seen_from["A1"])


def _sign_in(world: World, person: Person, **rest: Any) -> str:
    """The token of a session that is good and fresh, but for what `rest` says."""
    secret = secrets.token_urlsafe(32)
    late = world.clock.now + timedelta(days=4000)
    values = {
        "created_at": world.clock.now,
        "expires_at": late,
        "idle_minutes": None,
        "method": Method.PASSKEY,
        "verified_at": late,
        "last_seen_at": world.clock.now,
        "patient_id" if person.role is Role.PATIENT else "account_id": person.id,
        **rest,
    }
    digest = hashlib.sha256(secret.encode()).hexdigest()
    with world.transaction():
        db.session.add(SignInSession(clinic_id=person.clinic_id, token_hash=digest, **values))
    return f"{person.clinic_id.hex}.{secret}"


def _member(world: World, clinic_id: UUID, role: Role) -> Person:
    (clinic,) = world.rows(Clinic, id=clinic_id)
    return world.staff(role, clinic, f"Another {role}")


def _somebody_who_left(world: World, clinic_id: UUID) -> str:
    """The token of a session that was forgotten when its owner left: that the membership is over must shut it."""
    person = _member(world, clinic_id, Role.CLINICIAN)
    token = _sign_in(world, person)
    with world.transaction():
        gone = (Membership.clinic_id == clinic_id, Membership.account_id == person.id)
        db.session.execute(update(Membership).where(*gone).values(left_at=world.clock.now))
    return token


@contextmanager
def nothing_is_kept() -> Iterator[None]:
    """Where a request would commit, all it did is taken back: every cell finds the same world."""

    def forget() -> None:
        db.session.flush()
        db.session.expunge_all()  # what was read stays readable after the rollback
        db.session.rollback()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db.session, "commit", forget)
        yield
