"""Reading who leaves, what stands against an erasure, and which exports still hold somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from server.access import Actor
from server.alerts.models import Alert
from server.alerts.rules import Level
from server.audit.models import AuditEntry
from server.clinic_settings import value_of
from server.courses.models.course import Course
from server.courses.models.session import TreatmentSession
from server.courses.rules import RUNNING
from server.db import db
from server.errors import NotFound
from server.people.models import Patient
from server.people.queries import find_patient, house_of, names_of_accounts
from server.records.models.leaving import Erasure, Leaving
from server.records.rules.leaving import LeavingState, Standing, What, answer_by, kept_until
from server.studies.models import Export, Pseudonym, Study
from server.studies.rules.consent import GIVEN_OUT


def open_leaving(clinic_id: UUID, patient_id: UUID) -> Leaving | None:
    """What a patient asked for and neither took back nor was declined; None: the patient has not left."""
    return db.session.scalar(
        select(Leaving).where(
            Leaving.clinic_id == clinic_id, Leaving.patient_id == patient_id, Leaving.state == LeavingState.OPEN
        )
    )


def find_request(actor: Actor, leaving_id: UUID) -> Leaving:
    """An erasure that waits for the clinic. Raises NotFound also for one of another clinic, or that was answered."""
    found = db.session.scalar(
        select(Leaving).where(
            Leaving.clinic_id == actor.clinic_id,
            Leaving.id == leaving_id,
            Leaving.what == What.ERASE,
            Leaving.state == LeavingState.OPEN,
        )
    )
    if found is None:
        raise NotFound("No such request, or it was answered already.")
    return found


@dataclass(frozen=True)
class LeavingRow:
    """Where a patient stands. what None: nothing was ever asked, or it was taken back. answer: of a declined erasure.

    answer_by: the last day for the clinic's answer, None where none is due. contact: whom to ask, "" if not set.
    """

    patient_id: UUID
    what: What | None
    asked_at: datetime | None
    words: str | None
    asked_by: str | None
    withdrawn_at: datetime | None
    answer_by: date | None
    answer: str | None
    contact: str


def leaving_of(actor: Actor, patient_id: UUID) -> LeavingRow:
    """Where a patient stands whom the actor may see. Raises NotFound."""
    patient, house = find_patient(actor, patient_id), house_of(actor.clinic_id)
    now_open = open_leaving(actor.clinic_id, patient.id)
    due = None
    if now_open is not None and now_open.what is What.ERASE:
        due = _answer_by(now_open, house.settings, house.zone)
    return LeavingRow(
        patient_id=patient.id,
        what=None if now_open is None else now_open.what,
        asked_at=None if now_open is None else now_open.asked_at,
        words=None if now_open is None else now_open.words,
        asked_by=None if now_open is None else _by(now_open, names_of_accounts(actor.clinic_id)),
        withdrawn_at=patient.withdrawn_at,
        answer_by=due,
        answer=None if now_open is None else _last_answer(actor.clinic_id, patient.id),
        contact=value_of(house.settings, "privacy.contact"),
    )


def _by(leaving: Leaving, names: Mapping[UUID, str]) -> str | None:
    return None if leaving.asked_by is None else names.get(leaving.asked_by, "a former member of staff")


def _answer_by(leaving: Leaving, settings: Mapping[str, Any], zone: str) -> date:
    return answer_by(leaving.asked_at.astimezone(ZoneInfo(zone)).date(), value_of(settings, "privacy.answer_days"))


def _last_answer(clinic_id: UUID, patient_id: UUID) -> str | None:
    declined = select(Leaving.answer).where(
        Leaving.clinic_id == clinic_id, Leaving.patient_id == patient_id, Leaving.state == LeavingState.DECLINED
    )
    return db.session.scalar(declined.order_by(Leaving.ended_at.desc()).limit(1))


def open_alerts(clinic_id: UUID, patient_id: UUID) -> int:
    """How many red or amber alerts of a patient are open, but for those about leaving itself."""
    counted = select(func.count()).where(
        Alert.clinic_id == clinic_id,
        Alert.patient_id == patient_id,
        Alert.closed_at.is_(None),
        Alert.level != Level.BLUE,
        Alert.family != "LEFT",
    )
    return db.session.scalar(counted) or 0


@dataclass(frozen=True)
class HeldExport:
    """A frozen export that holds somebody under a pseudonym."""

    export_id: UUID
    study: str
    made_at: datetime
    pseudonym: str


def exports_with(clinic_id: UUID, patient_id: UUID) -> list[HeldExport]:
    """The frozen exports that hold the patient, as the audit trail has it, oldest first."""
    given_out = select(AuditEntry.record_id).where(
        AuditEntry.clinic_id == clinic_id, AuditEntry.patient_id == patient_id, AuditEntry.deed == GIVEN_OUT
    )
    rows = db.session.execute(
        select(Export.id, Study.key, Export.made_at, Pseudonym.pseudonym)
        .join(Study, (Study.clinic_id == Export.clinic_id) & (Study.id == Export.study_id))
        .join(Pseudonym, (Pseudonym.clinic_id == Export.clinic_id) & (Pseudonym.study_id == Export.study_id))
        .where(Export.clinic_id == clinic_id, Pseudonym.patient_id == patient_id, Export.id.in_(given_out))
        .order_by(Export.made_at, Export.id)
    )
    return [HeldExport(*row) for row in rows]


def standing_of(actor: Actor, patient_id: UUID, now: datetime) -> Standing:
    """What an erasure of the patient would meet."""
    house = house_of(actor.clinic_id)
    return Standing(
        today=now.astimezone(ZoneInfo(house.zone)).date(),
        until=kept_until(
            _last_treated_on(actor.clinic_id, patient_id), value_of(house.settings, "privacy.retention_years")
        ),
        courses=_running_courses(actor.clinic_id, patient_id),
        exports=len(exports_with(actor.clinic_id, patient_id)),
    )


def _last_treated_on(clinic_id: UUID, patient_id: UUID) -> date | None:
    """The day of the last session, or on which a course ended; None: there was no course."""
    days = (
        select(Course.started_on, Course.ended_on, func.max(TreatmentSession.on))
        .outerjoin(
            TreatmentSession,
            (TreatmentSession.clinic_id == Course.clinic_id) & (TreatmentSession.course_id == Course.id),
        )
        .where(Course.clinic_id == clinic_id, Course.patient_id == patient_id)
        .group_by(Course.id, Course.started_on, Course.ended_on)
    )
    known = [max(day for day in row if day is not None) for row in db.session.execute(days)]
    return max(known, default=None)


def _running_courses(clinic_id: UUID, patient_id: UUID) -> int:
    counted = select(func.count()).where(
        Course.clinic_id == clinic_id, Course.patient_id == patient_id, Course.state.in_(RUNNING)
    )
    return db.session.scalar(counted) or 0


@dataclass(frozen=True)
class RequestRow:
    """One erasure that waits. open_alerts: red and amber ones, which come first."""

    id: UUID
    patient_id: UUID
    name: str
    number: str | None
    words: str | None
    asked_at: datetime
    asked_by: str | None
    answer_by: date
    open_alerts: int
    standing: Standing


@dataclass(frozen=True)
class ErasureRow:
    """One erasure that was carried out. exports: frozen ones that held the person; pseudonyms until all are told."""

    id: UUID
    asked_at: datetime
    erased_at: datetime
    erased_by: str
    reason: str
    rows: int
    exports: Sequence[Mapping[str, Any]]
    told_at: datetime | None
    told_by: str | None


@dataclass(frozen=True)
class LeavingPage:
    """What an administrator sees of those who leave. patients: whose names are shown."""

    requests: Sequence[RequestRow]
    erasures: Sequence[ErasureRow]
    withdrawn: int
    patients: Sequence[UUID]


def leaving_page(actor: Actor, now: datetime) -> LeavingPage:
    """The requests that wait, oldest first, and the erasures of the clinic, newest first."""
    house, names = house_of(actor.clinic_id), names_of_accounts(actor.clinic_id)
    waiting = db.session.execute(
        select(Leaving, Patient.name, Patient.number)
        .join(Patient, (Patient.clinic_id == Leaving.clinic_id) & (Patient.id == Leaving.patient_id))
        .where(Leaving.clinic_id == actor.clinic_id, Leaving.what == What.ERASE, Leaving.state == LeavingState.OPEN)
        .order_by(Leaving.asked_at, Leaving.id)
    ).all()
    requests = [
        RequestRow(
            id=each.id,
            patient_id=each.patient_id,
            name=name,
            number=number,
            words=each.words,
            asked_at=each.asked_at,
            asked_by=_by(each, names),
            answer_by=_answer_by(each, house.settings, house.zone),
            open_alerts=open_alerts(actor.clinic_id, each.patient_id),
            standing=standing_of(actor, each.patient_id, now),
        )
        for each, name, number in waiting
    ]
    return LeavingPage(requests, _erasures(actor, names), _withdrawn(actor), [each.patient_id for each in requests])


def _withdrawn(actor: Actor) -> int:
    counted = select(func.count()).where(Patient.clinic_id == actor.clinic_id, Patient.withdrawn_at.is_not(None))
    return db.session.scalar(counted) or 0


def _erasures(actor: Actor, names: Mapping[UUID, str], limit: int = 200) -> list[ErasureRow]:
    rows = db.session.scalars(
        select(Erasure)
        .where(Erasure.clinic_id == actor.clinic_id)
        .order_by(Erasure.erased_at.desc(), Erasure.id)
        .limit(limit)
    )
    return [
        ErasureRow(
            each.id,
            each.asked_at,
            each.erased_at,
            names.get(each.erased_by, "a former member of staff"),
            each.reason,
            sum(each.rows.values()),
            each.exports,
            each.told_at,
            None if each.told_by is None else names.get(each.told_by, "a former member of staff"),
        )
        for each in rows
    ]


def find_erasure(actor: Actor, erasure_id: UUID) -> Erasure:
    """Raises NotFound also for one of another clinic."""
    found = db.session.scalar(select(Erasure).where(Erasure.clinic_id == actor.clinic_id, Erasure.id == erasure_id))
    if found is None:
        raise NotFound("No such erasure.")
    return found
