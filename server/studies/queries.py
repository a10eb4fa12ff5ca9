"""Reading studies, consents and exports, and the facts of the people who take part."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Column, DateTime, Enum, Select, String, Uuid, cast, func, inspect, select, type_coerce

from server.access import Actor, Permission
from server.audit.models import AuditEntry
from server.checkins.library import all_codes
from server.checkins.models import CheckIn, SideEffect
from server.courses.models.course import Course
from server.courses.models.session import StimulationBlock, TreatmentSession
from server.courses.queries.calendar import NO_DAYS, session_days_of
from server.db import Moment, Record, db, table_of
from server.errors import NotFound
from server.people.models import Clinic, Patient
from server.people.queries import names_of_accounts
from server.questionnaires.models import Response
from server.studies.models import Consent, Export, Pseudonym, Study
from server.studies.rules.consent import Given, latest_consents, taking_part
from server.studies.rules.deidentify import (
    BLOCK,
    CHECK_IN,
    RESPONSE,
    SESSION,
    SIDE_EFFECT,
    CourseFacts,
    Portion,
    Row,
    SubjectFacts,
)

PORTION = 50  # subjects read at a time: some ten thousand rows, a few megabytes


def visible_studies(actor: Actor) -> Select[Study]:
    """Studies of the actor's clinic."""
    return select(Study).where(Study.clinic_id == actor.clinic_id)


def find_study(actor: Actor, study_id: UUID) -> Study:
    """Raises NotFound also for studies of other clinics."""
    study = db.session.scalar(visible_studies(actor).where(Study.id == study_id))
    if study is None:
        raise NotFound("No such study.")
    return study


def today_at(study: Study, now: datetime) -> date:
    """The calendar day at the study's clinic: consents and exports count in these."""
    zone = db.session.scalars(select(Clinic.zone).where(Clinic.id == study.clinic_id)).one()
    return now.astimezone(ZoneInfo(zone)).date()


def is_demo(study: Study) -> bool:
    """Whether the people of the study's clinic are invented."""
    return db.session.scalars(select(Clinic.is_demo).where(Clinic.id == study.clinic_id)).one()


def studies_of(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The clinic's studies by key, each with how many people take part today and how many exports there are."""
    studies = list(db.session.scalars(visible_studies(actor).order_by(Study.key)))
    exports: dict[UUID, int] = dict(
        db.session.execute(
            select(Export.study_id, func.count()).where(Export.clinic_id == actor.clinic_id).group_by(Export.study_id)
        ).all()
    )
    return [
        {
            "id": study.id,
            "key": study.key,
            "title": study.title,
            "consented": len(taking_part(consents_of(study), today_at(study, now))),
            "exports": exports.get(study.id, 0),
        }
        for study in studies
    ]


def study_page(actor: Actor, study_id: UUID, now: datetime) -> dict[str, Any]:
    """A study with its people and exports. Raises NotFound.

    Who may not see who consented gets pseudonyms only: no names, no ids of ours, no candidates.
    patients: those whose names are shown.
    """
    study = find_study(actor, study_id)
    sees_names = actor.may(Permission.SEE_WHO_CONSENTED)
    names = _names(actor) if sees_names else {}
    inside = taking_part(consents_of(study), today_at(study, now))
    return {
        "id": study.id,
        "key": study.key,
        "title": study.title,
        "subjects": subject_rows(study, names, now),
        "candidates": [{"patient_id": each, "name": name} for each, name in names.items() if each not in inside],
        "exports": exports_of(study),
        "patients": list(names),
    }


@dataclass(frozen=True)
class SubjectRow:
    """A person who consented once, with the last word on it. patient_id, name: None for who may not see them."""

    patient_id: UUID | None
    name: str | None
    pseudonym: str
    consented_on: date
    withdrawn_on: date | None
    version: str


def subject_rows(study: Study, names: Mapping[UUID, str], now: datetime) -> list[SubjectRow]:
    """Everybody who ever consented, by pseudonym. names: of those whom the reader may know."""
    pseudonyms = pseudonyms_of(study)
    rows = [
        SubjectRow(
            patient_id if patient_id in names else None,
            names.get(patient_id),
            pseudonyms[patient_id],
            each.given_on,
            each.withdrawn_on,
            each.version,
        )
        for patient_id, each in latest_consents(consents_of(study), today_at(study, now)).items()
    ]
    return sorted(rows, key=lambda row: row.pseudonym)


def _names(actor: Actor) -> dict[UUID, str]:
    """The patients of the clinic, by name."""
    patients = select(Patient.id, Patient.name).where(Patient.clinic_id == actor.clinic_id)
    return dict(db.session.execute(patients.order_by(Patient.name, Patient.id)).all())


def consents_of(study: Study) -> list[Given]:
    """All consents to a study, withdrawn ones and older versions included."""
    rows = db.session.execute(
        select(
            Consent.id, Consent.patient_id, Consent.version, Consent.given_on, Consent.withdrawn_on, Consent.recorded_at
        ).where(Consent.clinic_id == study.clinic_id, Consent.study_id == study.id)
    )
    return [Given(*row) for row in rows]


def pseudonyms_of(study: Study) -> dict[UUID, str]:
    """The crosswalk of a study: patient -> pseudonym, for everybody who ever consented."""
    crosswalk = select(Pseudonym.patient_id, Pseudonym.pseudonym).where(
        Pseudonym.clinic_id == study.clinic_id, Pseudonym.study_id == study.id
    )
    return dict(db.session.execute(crosswalk).all())


@dataclass(frozen=True)
class ExportRow:
    """One frozen export. made_by: the name of the person who took it."""

    id: UUID
    study_id: UUID
    made_at: datetime
    made_by: str
    as_of: str
    profile: str
    manifest: Mapping[str, Any]

    @property
    def file_name(self) -> str:
        """Under which the archive is handed out, such as "depr-1-2026-11-22-1a2b3c4d.zip"."""
        return f"{self.manifest['study']}-{self.as_of}-{self.id.hex[:8]}.zip"


def exports_of(study: Study) -> list[ExportRow]:
    """All exports of a study, the newest first."""
    found = select(Export).where(Export.clinic_id == study.clinic_id, Export.study_id == study.id)
    names = names_of_accounts(study.clinic_id)
    return [_export_row(each, names) for each in db.session.scalars(found.order_by(Export.made_at.desc(), Export.id))]


def find_export(actor: Actor, export_id: UUID) -> ExportRow:
    """Raises NotFound also for exports of other clinics."""
    found = db.session.scalar(select(Export).where(Export.clinic_id == actor.clinic_id, Export.id == export_id))
    if found is None:
        raise NotFound("No such export.")
    return _export_row(found, names_of_accounts(actor.clinic_id))


def patients_in_export(actor: Actor, export_id: UUID) -> list[UUID]:
    """Whose data the export holds, as the audit trail has it."""
    return list(
        db.session.scalars(
            select(AuditEntry.patient_id).where(
                AuditEntry.clinic_id == actor.clinic_id,
                AuditEntry.record_id == export_id,
                AuditEntry.patient_id.is_not(None),
            )
        )
    )


def _export_row(export: Export, names: Mapping[UUID, str]) -> ExportRow:
    return ExportRow(
        export.id,
        export.study_id,
        export.made_at,
        names.get(export.made_by, "a former member of staff"),
        export.manifest["as_of"],
        export.manifest["profile"],
        export.manifest,
    )


@dataclass(frozen=True)
class Subject:
    """One person who takes part, on the way into an export."""

    pseudonym: str
    patient_id: UUID
    consented_on: date


def subjects_of(study: Study, as_of: date) -> list[Subject]:
    """The people who take part as of the day, in the order of their pseudonyms, which says nothing about them."""
    pseudonyms = pseudonyms_of(study)
    inside = taking_part(consents_of(study), as_of)
    found = [Subject(pseudonyms[patient_id], patient_id, each.given_on) for patient_id, each in inside.items()]
    return sorted(found, key=lambda each: each.pseudonym)


def portions_of(clinic_id: UUID, subjects: Sequence[Subject]) -> Iterator[Portion]:
    """The facts of the subjects, some at a time, so that memory does not grow with their number."""
    for start in range(0, len(subjects), PORTION):
        yield _read_portion(clinic_id, subjects[start : start + PORTION])


def count_without_course(clinic_id: UUID, subjects: Sequence[Subject]) -> dict[str, int]:
    """How many check-ins and responses of the subjects belong to no course, and so have no day to count from."""
    models: dict[str, type[CheckIn] | type[Response]] = {
        "check_ins_outside_courses": CheckIn,
        "responses_outside_courses": Response,
    }
    counts = dict.fromkeys(models, 0)
    for start in range(0, len(subjects), PORTION):
        patients = [each.patient_id for each in subjects[start : start + PORTION]]
        for name, model in models.items():
            counts[name] += db.session.scalars(
                select(func.count()).where(
                    model.clinic_id == clinic_id, model.patient_id.in_(patients), model.course_id.is_(None)
                )
            ).one()
    return counts


def _read_portion(clinic_id: UUID, subjects: Sequence[Subject]) -> Portion:
    patients = [each.patient_id for each in subjects]
    people = {
        patient_id: (sex, birth_date)
        for patient_id, sex, birth_date in db.session.execute(
            select(Patient.id, Patient.sex, Patient.birth_date).where(
                Patient.clinic_id == clinic_id, Patient.id.in_(patients)
            )
        )
    }
    courses, course_ids = _courses(clinic_id, patients)
    # Each kind is found by keys of its own table and put together in memory: given a join, SQLite may start from the
    # wrong table and walk through all rows of the clinic for every portion.
    session = table_of(TreatmentSession).c
    sessions = select(session.id).where(session.clinic_id == clinic_id, session.course_id.in_(course_ids))
    return Portion(
        [
            SubjectFacts(each.pseudonym, *people[each.patient_id], each.consented_on, courses.get(each.patient_id, ()))
            for each in subjects
        ],
        sessions=_facts(clinic_id, TreatmentSession, SESSION, "course_id", course_ids, ("number",)),
        blocks=_facts(clinic_id, StimulationBlock, BLOCK, "session_id", sessions, ("number",)),
        check_ins=_facts(clinic_id, CheckIn, CHECK_IN, "course_id", course_ids, ("felt_on", "received_at", "id")),
        side_effects=_facts(clinic_id, SideEffect, SIDE_EFFECT, "patient_id", patients, (), about="check_in_id"),
        responses=_facts(clinic_id, Response, RESPONSE, "course_id", course_ids, ("answered_on", "received_at", "id")),
        effect_codes={key: (codes.meddra_pt_code, codes.snomed_code) for key, codes in all_codes().items()},
    )


def _courses(clinic_id: UUID, patients: Sequence[UUID]) -> tuple[dict[UUID, list[CourseFacts]], list[UUID]]:
    """The courses of each patient in the order in which they began, and the ids of all."""
    rows = db.session.execute(
        select(
            Course.id,
            Course.patient_id,
            cast(Course.id, String).label("key"),
            Course.indication,
            Course.protocol,
            Course.mood_scale,
            Course.state,
            Course.end_reason,
            Course.started_on,
            Course.ended_on,
            Course.planned_sessions,
        )
        .where(Course.clinic_id == clinic_id, Course.patient_id.in_(patients))
        .order_by(Course.patient_id, Course.started_on, Course.created_at, Course.id)
    ).all()
    ids = [row.id for row in rows]
    days = session_days_of(clinic_id, ids)
    found: dict[UUID, list[CourseFacts]] = {}
    for row in rows:
        its = days.get(row.id, NO_DAYS)
        found.setdefault(row.patient_id, []).append(CourseFacts(*row[2:], its.planned, its.delivered))
    return found, ids


def _facts(
    clinic_id: UUID,
    model: type[Record],
    names: Sequence[str],
    found_by: str,
    keys: Sequence[UUID] | Select[UUID],
    order: Sequence[str],
    about: str | None = None,
) -> dict[str, Sequence[Row]]:
    """The rows of a table whose `found_by` is among the keys, by what they are about, which is the same unless named.

    Columns of tables and not of entities, since entities cost as much again. names, found_by, order, about: attributes.
    """
    columns = inspect(model).columns
    key = columns[about or found_by]
    rows = db.session.execute(
        select(*(_plain(columns[name]) for name in (key.key, *names)))
        .where(columns["clinic_id"] == clinic_id, columns[found_by].in_(keys))
        .order_by(columns[found_by], key, *(columns[name] for name in order))
    ).all()
    return {first: list(group) for first, group in groupby(rows, itemgetter(0))}


def _plain(column: Column[Any]) -> Any:
    """The column in its cheapest reading, since it is read by the hundred thousand.

    Ids as text, states as their word, instants without a zone (all are UTC, and only their difference is used).
    """
    if isinstance(column.type, Uuid):
        return cast(column, String)
    if isinstance(column.type, Enum):
        return type_coerce(column, String)
    return type_coerce(column, DateTime()) if isinstance(column.type, Moment) else column
