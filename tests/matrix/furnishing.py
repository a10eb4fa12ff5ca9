"""Furnishes the two clinics and lets everybody sign in, or fail to."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import update

from server.access import Role, system_of
from server.db import Record, db
from server.openapi import contracts_of
from server.people.actions.invitation import invite_patient
from server.people.models import Clinic, Membership, SignInSession
from server.people.models.service_key import ServiceKey
from server.people.rules import Token
from server.people.rules.session import Method
from server.reminders.actions import note_tick
from tests.api.examples import House, furnish
from tests.builders import Person, World
from tests.conftest import TODAY
from tests.matrix.cast import RELATIONS, Answers, Home, Principal, Stage, nothing_is_kept


def set_the_stage(app: Flask, world: World) -> Stage:
    """Furnish both clinics, and note on the way what the people of A1 are answered before the others come."""
    world.run(note_tick, "summaries", 0, world.clock.now)  # or the health page would say that the jobs stand still
    here, elsewhere = world.clinic("Here"), world.clinic("Elsewhere")
    homes = {"A1": _home(world, here)}
    tokens = _tokens_of_ours(world, here, homes["A1"])
    alone = _answers(app, world, homes["A1"], tokens)
    homes |= {name: _home(world, here) for name in ("A2", "A3")}
    homes["A3"] = _withdraw(world, homes["A3"])
    among_ours = _answers(app, world, homes["A1"], tokens)
    homes |= {name: _home(world, elsewhere) for name in ("B1", "B2", "B3")}
    homes["B3"] = _withdraw(world, homes["B3"])
    people = {name: homes[name].house.people for name in ("A2", "B1")}
    tokens["patient-A2"] = _sign_in(world, people["A2"][Role.PATIENT])
    tokens["patient-B1"] = _sign_in(world, people["B1"][Role.PATIENT])
    tokens["clinician-B"] = _sign_in(world, people["B1"][Role.CLINICIAN])
    homes = _without_what_is_shared(homes)
    return Stage(app, world, _principals(tokens, homes), homes, alone, among_ours)


def _home(world: World, clinic: Clinic) -> Home:
    # Later than the one before, so that what is the newest is the same in every run.
    world.clock.now += timedelta(minutes=1)
    before = _ids(world)
    house = furnish(world, clinic)
    invitation = _invite(world, clinic.id, house, timedelta(hours=1))
    marks = frozenset(str(each).encode() for each in _ids(world) - before)
    return Home(house, clinic.id, marks, invitation)


def _invite(world: World, clinic_id: UUID, house: House, lasts: timedelta) -> str:
    """The token of an invitation of the house's patient."""
    with world.transaction():
        issued = invite_patient(system_of(clinic_id), house.ids["patient_id"], world.clock.now, lasts=lasts)
    return issued.token.text


def _ids(world: World) -> set[Any]:
    """The ids of all rows there are."""
    models = [mapper.class_ for mapper in Record.registry.mappers]
    return {row.id for model in models if hasattr(model, "id") for row in world.rows(model)}


def _without_what_is_shared(homes: Mapping[str, Home]) -> dict[str, Home]:
    """Without the marks of things that are the whole clinic's, such as its one system alert of a kind."""
    named = Counter(str(each).encode() for home in homes.values() for each in home.house.ids.values())
    shared = {each for each, times in named.items() if times > 1}
    return {name: replace(home, marks=home.marks - shared) for name, home in homes.items()}


def _withdraw(world: World, home: Home) -> Home:
    """The patient withdraws from everything, the clinician leaves, the invitation runs out."""
    house = home.house
    technician, admin = (world.client_of(house.people[role]) for role in (Role.TECHNICIAN, Role.ADMIN))
    wish = {"what": "withdraw", "words": "By letter."}
    assert technician.post(f"/api/patients/{house.ids['patient_id']}/leave", json=wish).status_code < 300
    assert admin.post(f"/api/staff/{house.ids['account_id']}/remove", json={}).status_code < 300
    return replace(home, invitation=_invite(world, home.clinic_id, house, timedelta(0)))


def _principals(tokens: Mapping[str, str | None], homes: Mapping[str, Home]) -> tuple[Principal, ...]:
    first = homes["A1"]
    nowhere = {name: uuid4() for name in first.house.ids}
    unknown = Home(House({}, nowhere, first.house.course), uuid4(), frozenset(), f"{first.clinic_id.hex}.unknown")
    seen = {
        "A1": ("A1", "A2", "B1", "A3"),
        "A2": ("A2", "A1", "B1", "A3"),
        "B1": ("B1", "B2", "A1", "B3"),
    }
    of = {"patient-A2": "A2", "patient-B1": "B1", "clinician-B": "B1"}
    found = []
    for name, token in tokens.items():
        own, other, elsewhere, withdrawn = (homes[each] for each in seen[of.get(name, "A1")])
        sees = dict(zip(RELATIONS, (own, other, elsewhere, unknown, withdrawn), strict=True))
        found.append(Principal(name, token, sees))
    return tuple(found)


def _tokens_of_ours(world: World, clinic: Clinic, home: Home) -> dict[str, str | None]:
    """What the session cookies of A1's people hold, by principal."""
    people, yesterday = home.house.people, world.clock.now - timedelta(days=1)
    clinician, patient = people[Role.CLINICIAN], people[Role.PATIENT]
    otherwise = (Role.PATIENT, Role.CLINICIAN, Role.SERVICE)
    return {
        "anonymous": None,
        # An invitation lets in by being redeemed, never by being shown as if it were a session.
        "invited": home.invitation,
        "expired": _sign_in(world, clinician, expires_at=yesterday),
        "revoked": _sign_in(world, clinician, ended_at=yesterday),
        "idle": _sign_in(world, clinician, idle_minutes=15, last_seen_at=yesterday),
        "left": _of_somebody_who_left(world, clinic),
        "patient-A1": _sign_in(world, patient),
        "append-A1": _sign_in(world, patient, verified_at=None),
        "clinician-A": _sign_in(world, clinician),
        **{role.value: _sign_in(world, people[role]) for role in people if role not in otherwise},
        "newcomer": _sign_in(world, clinician, method=Method.INVITATION),
        "service": _key_of(world, people[Role.SERVICE]),
    }


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


def _key_of(world: World, machine: Person) -> str:
    """A machine's key: what it sends as a bearer token."""
    token, now = Token(machine.clinic_id, secrets.token_urlsafe(32)), world.clock.now
    rest = {"token_hash": token.secret_hash, "created_by": machine.id, "expires_at": now + timedelta(days=365)}
    with world.transaction():
        db.session.add(ServiceKey(clinic_id=machine.clinic_id, account_id=machine.id, created_at=now, **rest))
    return token.text


def _of_somebody_who_left(world: World, clinic: Clinic) -> str:
    """The token of a session that was forgotten when its owner left: that the membership is over must shut it."""
    person = world.staff(Role.CLINICIAN, clinic, "Left Long Ago")
    token = _sign_in(world, person)
    with world.transaction():
        gone = (Membership.clinic_id == clinic.id, Membership.account_id == person.id)
        db.session.execute(update(Membership).where(*gone).values(left_at=world.clock.now))
    return token


def _answers(app: Flask, world: World, home: Home, tokens: Mapping[str, str | None]) -> Answers:
    """What everybody of A1 is answered now by every route that reads, about what is their own."""
    stage = Stage(app, world, (), {}, {}, {})
    paths = [contract.path for _, contract in contracts_of(app) if contract.method == "GET" and contract.stored]
    ours = [Principal(name, token, {"own": home}) for name, token in tokens.items()]
    furnishing_at, world.clock.now = world.clock.now, TODAY
    with nothing_is_kept():
        answers = {(each.name, path): stage.ask(each, "GET", path, "own").data for each in ours for path in paths}
    world.clock.now = furnishing_at
    return answers
