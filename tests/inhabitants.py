"""Clinics, their people and their browsers, for tests; tests.builders adds what happens to them."""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Protocol, TypeVar
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from server.access import Actor, Role
from server.courses.models.course import Course
from server.db import Mode, Record, db, transaction
from server.http import SESSION_COOKIE, TABLET_COOKIE
from server.people.models import Account, Clinic, Membership, Patient, SignInSession
from server.people.models.readiness import TestAlert
from server.people.models.service_key import ServiceKey
from server.people.models.tablet import Tablet
from server.people.rules import Token
from server.people.rules.session import Method
from tests.owner import act_as_owner

HELP = {
    "emergency_number": "112",
    "lines": [{"name": "Crisis line", "phone": "0800 000000", "sms": None, "text": None, "hours": "day and night"}],
    "clinic_phone": "030 000000",
    "clinic_hours": "Mon-Fri 8-18",
    "statement": "This clinic reads messages on weekdays only.",
    "verified_on": "2026-11-01",
}
Row = TypeVar("Row", bound=Record)


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in: a patient or a member of staff of one clinic."""

    id: UUID
    clinic_id: UUID
    role: Role
    name: str
    tablet_id: UUID | None = None  # of the clinic, on which a patient answers what is due

    @property
    def actor(self) -> Actor:
        return Actor(self.id, self.clinic_id, self.role)


class HasNow(Protocol):
    now: datetime


class Inhabitants:
    """Builders of people on one application's database. Each commits what it adds and returns it."""

    def __init__(self, app: Flask, clock: HasNow) -> None:
        self.app = app
        self.clock = clock
        self._seq = count(1)
        self._device = uuid4()
        self._clinic: Clinic | None = None
        self._clinics: list[Any] = []  # their ids

    @contextmanager
    def transaction(self, mode: Mode = "write") -> Iterator[None]:
        """The test's own hand: a transaction as the owner of the database, who is in no clinic and sees them all."""
        with self.app.app_context(), transaction(mode):
            act_as_owner()
            yield

    def run(self, deed: Callable[..., Any], *arguments: Any, mode: Mode = "write") -> Any:
        """What `deed` returns, run in one transaction that is committed.

        Within the clinic that the arguments name, as a request or a job has it; if they name none, by the test's own
        hand.
        """
        clinic_id = next(filter(None, map(self._clinic_in, arguments)), None)
        if clinic_id is None:
            with self.transaction(mode):
                return deed(*arguments)
        with self.app.app_context(), transaction(mode, clinic_id):
            return deed(*arguments)

    def _clinic_in(self, argument: Any) -> UUID | None:
        if isinstance(argument, Clinic):
            return argument.id
        found: UUID | None = argument if argument in self._clinics else getattr(argument, "clinic_id", None)
        return found

    def rows(self, model: type[Row], **equal: Any) -> list[Row]:
        """The committed rows of a table, in the order of their keys, where the named columns equal the values."""
        with self.transaction("read"):
            keys = model.__table__.primary_key.columns  # type: ignore[attr-defined]
            return list(db.session.scalars(select(model).filter_by(**equal).order_by(*keys)))

    def count(self, model: type[Record], **equal: Any) -> int:
        """How many committed rows a table has."""
        with self.transaction("read"):
            return db.session.scalar(select(func.count()).select_from(model).filter_by(**equal)) or 0

    def client_of(self, person: Person, *, fresh: bool = True) -> FlaskClient:
        """A browser that is signed in as the person, on one of our own pages. fresh: and has just proved it."""
        if person.role is Role.SERVICE:
            return self._machine(person)
        secret = secrets.token_urlsafe(32)
        owner = {"patient_id" if person.role is Role.PATIENT else "account_id": person.id}
        session = SignInSession(
            clinic_id=person.clinic_id,
            token_hash=hashlib.sha256(secret.encode()).hexdigest(),
            created_at=self.clock.now,
            # Longer than any test moves the clock.
            expires_at=self.clock.now + timedelta(days=4000),
            idle_minutes=None,
            method=Method.KIOSK if person.tablet_id else Method.PASSKEY,
            tablet_id=person.tablet_id,
            verified_at=self.clock.now + timedelta(days=4000) if fresh else None,
            last_seen_at=self.clock.now,
            **owner,
        )
        self._add(session)
        client = self.anybody()
        client.set_cookie(SESSION_COOKIE, f"{person.clinic_id.hex}.{secret}")
        if person.tablet_id is not None:
            client.set_cookie(TABLET_COOKIE, f"{person.clinic_id.hex}.{person.tablet_id.hex}")
        return client

    def tablet(self, admin: Person) -> Tablet:
        """A tablet of the clinic that staff share. Its secret is its id, so that a test can be on it."""
        tablet_id = uuid4()
        tablet = Tablet(
            clinic_id=admin.clinic_id,
            id=tablet_id,
            name="Room 1",
            label="Chrome on Android",
            token_hash=hashlib.sha256(tablet_id.hex.encode()).hexdigest(),
            enrolled_by=admin.id,
            enrolled_at=self.clock.now,
        )
        self._add(tablet)
        return tablet

    def _machine(self, person: Person) -> FlaskClient:
        """A program that comes with a key of its own."""
        token, now = Token(person.clinic_id, secrets.token_urlsafe(32)), self.clock.now
        rest = {"token_hash": token.secret_hash, "created_by": person.id, "expires_at": now + timedelta(days=4000)}
        self._add(ServiceKey(clinic_id=person.clinic_id, account_id=person.id, created_at=now, **rest))
        client = self.app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token.text}"
        return client

    def anybody(self) -> FlaskClient:
        """A browser on one of our own pages that is not signed in."""
        client = self.app.test_client()
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        return client

    def clinic(self, name: str = "Clinic at the Lake", zone: str = "Europe/Berlin", **rest: Any) -> Clinic:
        """A further clinic, ready for patients. The first one, of whatever builder, is home of all who name none."""
        clinic = Clinic(name=name, zone=zone, **{"id": uuid4(), "help": HELP, **rest})
        times = dict.fromkeys(("sent_at", "acknowledged_at"), self.clock.now - timedelta(days=90))
        self._add(clinic, TestAlert(clinic_id=clinic.id, sent_by=uuid4(), acknowledged_by=uuid4(), **times))
        self._clinic = self._clinic or clinic
        self._clinics.append(clinic.id)
        return clinic

    def know(self, clinics: Iterable[UUID]) -> None:
        """Clinics that are there already, so that `run` enters them."""
        self._clinics.extend(clinics)

    @property
    def home(self) -> Clinic:
        return self._clinic or self.clinic()

    def staff(self, role: Role | str, clinic: Clinic | None = None, name: str = "Robin Staff") -> Person:
        clinic = clinic or self.home
        account = Account(id=uuid4(), name=name, created_at=self.clock.now)
        self._add(account, Membership(clinic_id=clinic.id, account_id=account.id, role=Role(role)))
        return Person(account.id, clinic.id, Role(role), name)

    def patient(self, clinic: Clinic | None = None, name: str = "Pat Example", **rest: Any) -> Person:
        clinic = clinic or self.home
        values = {"zone": clinic.zone, "created_at": self.clock.now - timedelta(days=60), **rest}
        patient = Patient(clinic_id=clinic.id, name=name, **values)
        self._add(patient)
        return Person(patient.id, clinic.id, Role.PATIENT, name)

    def add(self, *rows: Record) -> None:
        """Store rows for which there is no builder, in the order given."""
        self._add(*rows)

    def _add(self, *rows: Record, facts_of: Course | None = None, facts: int = 1) -> None:
        """Store the rows in the order given, and count them as new facts of a course."""
        with self.transaction():
            for row in rows:
                db.session.add(row)
                db.session.flush()
            if facts_of is not None:
                course = (Course.clinic_id == facts_of.clinic_id) & (Course.id == facts_of.id)
                db.session.execute(update(Course).where(course).values(facts=Course.facts + facts))
