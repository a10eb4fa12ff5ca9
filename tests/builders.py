"""Rows for tests in a few words. What a test does not say is plausible and plain; what it says, it sees again."""

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any, Protocol, TypeVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from server.access import Actor, Role
from server.audit.models import Revision
from server.audit.rules import Standing, hash_of
from server.checkins.models import CheckIn, SideEffect
from server.courses.models.course import Course, TreatmentDay
from server.courses.models.session import StimulationBlock, TreatmentSession
from server.courses.rules import CourseState, MoodScale, SessionState, weekdays_plan
from server.db import Mode, Record, db, transaction
from server.http import SESSION_COOKIE
from server.people.models import Account, Clinic, Membership, Patient, SignInSession
from server.people.models.readiness import TestAlert
from server.people.models.service_key import ServiceKey
from server.people.rules import Token
from server.people.rules.session import Method
from server.questionnaires.models import Response
from tests.owner import act_as_owner
from tests.treatment_rows import block_of, screen_of

HELP = {
    "emergency_number": "112",
    "lines": [{"name": "Crisis line", "phone": "0800 000000", "sms": None, "text": None, "hours": "day and night"}],
    "clinic_phone": "030 000000",
    "clinic_hours": "Mon-Fri 8-18",
    "statement": "This clinic reads messages on weekdays only.",
    "verified_on": "2026-11-01",
}
Row = TypeVar("Row", bound=Record)
LENGTHS = {"phq-9": 9, "gad-7": 7}  # items that count, each answered 0-3


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in: a patient or a member of staff of one clinic."""

    id: UUID
    clinic_id: UUID
    role: Role
    name: str

    @property
    def actor(self) -> Actor:
        return Actor(self.id, self.clinic_id, self.role)


class HasNow(Protocol):
    now: datetime


class World:
    """Builders on one application's database. Each commits what it adds and returns it."""

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
            method=Method.PASSKEY,
            verified_at=self.clock.now + timedelta(days=4000) if fresh else None,
            last_seen_at=self.clock.now,
            **owner,
        )
        self._add(session)
        client = self.anybody()
        client.set_cookie(SESSION_COOKIE, f"{person.clinic_id.hex}.{secret}")
        return client

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

    def course(
        self,
        patient: Person | None = None,
        started_on: date | None = None,
        *,
        days: Sequence[date] | None = None,
        screened: bool = True,
        **rest: Any,
    ) -> Course:
        """A course of 36 sessions for depression that started three weeks ago, with its treatment days.

        days: the treatment days; without them as the weekday plan has them. screened: with a safety screen on file
        on which every answer is no.
        """
        patient = patient or self.patient()
        started_on = started_on or (self.clock.now - timedelta(weeks=3)).date()
        values: dict[str, Any] = {
            "id": uuid4(),
            "indication": "mdd",
            "protocol": "hf10_std",
            "mood_scale": MoodScale.ELEVEN,
            "state": CourseState.ACTIVE,
            "planned_sessions": 36,
            "created_at": self.clock.now - timedelta(days=60),
            **rest,
        }
        course = Course(clinic_id=patient.clinic_id, patient_id=patient.id, started_on=started_on, **values)
        planned = weekdays_plan(started_on, course.planned_sessions) if days is None else days
        self._add(course, *(TreatmentDay(clinic_id=course.clinic_id, course_id=course.id, on=day) for day in planned))
        if screened:
            self._add(screen_of(course))
        return course

    def sessions(
        self, course: Course, number: int, state: SessionState = SessionState.FULL, **rest: Any
    ) -> list[TreatmentSession]:
        """The next `number` sessions of a course, one a weekday from its start on or after the last one there is."""
        known = self.rows(TreatmentSession, clinic_id=course.clinic_id, course_id=course.id)
        day = max((each.on + timedelta(days=1) for each in known), default=course.started_on)
        made: list[TreatmentSession] = []
        blocks: list[StimulationBlock] = []
        for place in range(len(known) + 1, len(known) + 1 + number):
            while day.weekday() > 4:
                day += timedelta(days=1)
            at = datetime.combine(day, time(15), UTC)  # forms of that day, at noon, come before it
            values = {"operator_id": uuid4(), "started_at": at, "recorded_at": at, **rest}
            session = TreatmentSession(
                clinic_id=course.clinic_id, id=uuid4(), course_id=course.id, number=place, on=day, state=state, **values
            )
            made.append(session)
            if state is not SessionState.MISSED:
                blocks.append(block_of(session))
            day += timedelta(days=1)
        self._add(*made, *blocks, facts_of=course, facts=number)
        return made

    def response(
        self,
        course: Course,
        answered_on: date,
        total: int = 0,
        *,
        instrument: str = "phq-9",
        answers: Mapping[str, Any] | None = None,
        **rest: Any,
    ) -> Response:
        """A questionnaire that was answered in full: `total` spread over the items from the first one on.

        answers: instead of `total`, item -> value, "declined" or None.
        """
        given = dict(answers) if answers is not None else answers_of_total(instrument, total)
        finished_at = _noon(answered_on, "Europe/Berlin")
        values = {
            "version": "1",
            "mode": "phone",
            "zone": "Europe/Berlin",
            "started_at": finished_at - timedelta(minutes=2),
            "finished_at": finished_at,
            "recorded_at": finished_at,
            "received_at": finished_at,
            "skew_seconds": 0,
            **rest,
        }
        response = Response(
            clinic_id=course.clinic_id,
            patient_id=course.patient_id,
            id=uuid4(),
            course_id=course.id,
            revision=1,
            instrument=instrument,
            answers=given,
            answered_on=answered_on,
            **values,
        )
        content = {"instrument": instrument, "answered_on": answered_on.isoformat(), "answers": given}
        revision = _revision(response, "response", content, self._device, next(self._seq))
        self._add(response, revision, facts_of=course)
        return response

    def check_in(
        self,
        course: Course,
        felt_on: date,
        mood: int | None = 6,
        *,
        effects: Mapping[str, int] | None = None,
        **rest: Any,
    ) -> CheckIn:
        """A check-in as it came from a phone at noon of its day. mood: on the course's scale. effects: key -> grade."""
        felt_at = _noon(felt_on, "Europe/Berlin")
        values = {
            "device": self._device,
            "seq": next(self._seq),
            "felt_at": felt_at,
            "zone": "Europe/Berlin",
            "mood_scale": None if mood is None else course.mood_scale,
            "any_side_effects": None if effects is None else bool(effects),
            "recorded_at": felt_at,
            "received_at": felt_at,
            "skew_seconds": 0,
            **rest,
        }
        check_in = CheckIn(
            clinic_id=course.clinic_id,
            patient_id=course.patient_id,
            id=uuid4(),
            course_id=course.id,
            revision=1,
            felt_on=felt_on,
            mood_raw=mood,
            **values,
        )
        graded = [
            SideEffect(
                clinic_id=course.clinic_id,
                patient_id=course.patient_id,
                check_in_id=check_in.id,
                effect=effect,
                grade=grade,
            )
            for effect, grade in (effects or {}).items()
        ]
        content = {"felt_on": felt_on.isoformat(), "mood": mood, "side_effects": dict(effects or {})}
        revision = _revision(check_in, "check-in", content, check_in.device, check_in.seq)
        self._add(check_in, *graded, revision, facts_of=course)
        return check_in

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


def _revision(entry: CheckIn | Response, kind: str, content: Mapping[str, Any], device: UUID, seq: int) -> Revision:
    return Revision(
        clinic_id=entry.clinic_id,
        patient_id=entry.patient_id,
        record_id=entry.id,
        number=1,
        kind=kind,
        device=device,
        seq=seq,
        content_hash=hash_of(kind, content),
        standing=Standing.CURRENT,
        content=dict(content),
        recorded_at=entry.recorded_at,
        received_at=entry.received_at,
    )


def answers_of_total(instrument: str, total: int) -> dict[str, int]:
    """Answers that add up to `total`: the first items get 3 each, one the rest, the others 0.

    A PHQ-9 total up to 24 leaves item 9 at 0, so that no test alerts by accident.
    """
    places = LENGTHS[instrument]
    if not 0 <= total <= 3 * places:
        raise ValueError(f"{instrument} has totals from 0 to {3 * places}")
    return {str(place): min(3, max(0, total - 3 * (place - 1))) for place in range(1, places + 1)}


def _noon(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC)
