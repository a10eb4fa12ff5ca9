"""A course's questionnaires for those who enter and read them: what is due, what there is, and how each became so."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from server.access import Actor
from server.audit.models import Revision
from server.audit.queries import conflicting_revisions
from server.checkins.queries import local_day
from server.checkins.rules import lateness
from server.courses.library import indication
from server.courses.models.course import Course
from server.courses.queries.course import find_course
from server.courses.rules import ENDED
from server.outcomes.queries.facts import facts_of, one_to_summarise
from server.outcomes.rules.documentation import Gap, missing_documentation
from server.outcomes.rules.summary import Facts, Summary, summarise
from server.people.models import Patient
from server.people.queries import find_patient, names_of_accounts
from server.people.queries.patient import languages_of_patients
from server.questionnaires.library import asked_in, instrument, instrument_version, instruments
from server.questionnaires.queries.due import DueRow, due_for_course, timepoints_for
from server.questionnaires.queries.response import ResponseRow, responses_of_course, unassigned_responses
from server.questionnaires.rules.instrument import Instrument
from server.questionnaires.rules.schedule import Timepoint, find_timepoint
from server.questionnaires.rules.scoring import best


@dataclass(frozen=True)
class ScaleShown:
    """One of several scales of a response. total: the prorated one if `prorated`."""

    key: str
    title: str
    total: float | None
    prorated: bool
    band: str | None


@dataclass(frozen=True)
class ResponseShown:
    """A response with its place in the schedule.

    total: the prorated one if `prorated`; `stated` if it was entered in place of items. scales: where there are
    several. entered_by: the name of whoever entered it, None: the patient did. recall_overlaps: it looks back on days
    before the treatment. conflicts: how many differing copies are kept beside it.
    """

    id: UUID
    rev: int
    instrument: str
    title: str
    version: str
    answered_on: date
    finished_at: datetime
    mode: str
    language: str | None
    total: float | None
    prorated: bool
    stated: bool
    complete: bool
    band: str | None
    scales: Sequence[ScaleShown]
    timepoint: str | None
    recall_overlaps: bool
    answers: Mapping[str, Any]
    entered_by: str | None
    note: str | None
    recorded_at: datetime
    received_at: datetime
    filled_late: bool
    delivered_late: bool
    conflicts: int


@dataclass(frozen=True)
class FormsPage:
    """The questionnaires of one course. offered: keys of what can be entered, those of the course's schedule first.
    known: their wording, and that of the versions that were answered. spoken: the newest in a
    language of the patient, where there is one."""

    course: Course
    title: str
    patient: Patient
    today: date
    due: Sequence[DueRow]
    missing: Sequence[Gap]
    responses: Sequence[ResponseShown]
    offered: Sequence[str]
    known: Sequence[Instrument]
    spoken: Sequence[Instrument]

    @property
    def patient_id(self) -> UUID:
        """Whose record was shown."""
        return self.patient.id


def forms_page_of(actor: Actor, course_id: UUID, now: datetime) -> FormsPage:
    """The questionnaires of a course with the patient's day as today. Raises NotFound."""
    course = find_course(actor, course_id)
    patient = find_patient(actor, course.patient_id)
    today = local_day(now, patient.zone)
    responses = responses_shown(course)
    scheduled = indication(course.indication).instruments
    offered = [*scheduled, *(each.key for each in instruments() if each.key not in scheduled)]
    languages = languages_of_patients(actor.clinic_id, [patient.id])[patient.id]
    facts = facts_of(course.clinic_id, [one_to_summarise(course)])[course.id]
    newest = [instrument(key) for key in offered]
    answered = {(each.instrument, each.version) for each in responses} - {(each.key, each.version) for each in newest}
    return FormsPage(
        course=course,
        title=indication(course.indication).title,
        patient=patient,
        today=today,
        due=due_for_course(course, today),
        missing=missing_in(course, facts, summarise(facts), today),
        responses=responses,
        offered=offered,
        known=[*newest, *(instrument_version(*each) for each in sorted(answered))],
        spoken=[each for each in (asked_in(key, languages) for key in offered) if each is not None],
    )


def missing_in(course: Course, facts: Facts, summary: Summary, today: date) -> list[Gap]:
    """The forms of its outcome's scale that the course should have, and has not. summary: of the facts."""
    return missing_documentation(
        summary.primary,
        summary.sessions.done,
        summary.sessions.last_acute_on,
        course.started_on,
        today,
        facts.windows,
        facts.fixed_points,
        has_ended=course.state in ENDED,
    )


def responses_shown(course: Course) -> list[ResponseShown]:
    """The responses of a course, and those of its patient that belong to no course, the last answered first."""
    conflicts = conflicting_revisions(course.clinic_id, course.patient_id)
    names, known = names_of_accounts(course.clinic_id), timepoints_for(course)
    strays = [_shown(each, [], conflicts, names) for each in unassigned_responses(course.clinic_id, course.patient_id)]
    answered = [_shown(each, known, conflicts, names) for each in responses_of_course(course.clinic_id, course.id)]
    return sorted([*strays, *answered], key=lambda each: each.finished_at, reverse=True)


def _shown(
    row: ResponseRow, known: Sequence[Timepoint], conflicts: Sequence[Revision], names: Mapping[UUID, str]
) -> ResponseShown:
    late = lateness(
        row.answered_on, local_day(row.recorded_at, row.zone), row.recorded_at, row.received_at, row.skew_seconds
    )
    timepoint = find_timepoint(known, row.instrument, row.answered_on)
    return ResponseShown(
        id=row.id,
        rev=row.rev,
        instrument=row.instrument,
        title=row.title,
        version=row.version,
        answered_on=row.answered_on,
        finished_at=row.finished_at,
        mode=row.mode,
        language=row.language,
        total=best(row.score),
        prorated=row.score.prorated is not None,
        stated=row.score.is_stated,
        complete=row.score.is_complete,
        band=row.score.band,
        scales=_scales(row),
        timepoint=None if timepoint is None else timepoint.key,
        recall_overlaps=timepoint is not None and timepoint.recall_overlaps,
        answers=row.answers,
        entered_by=None if row.entered_by is None else names.get(row.entered_by, "Lodestone"),
        note=row.note,
        recorded_at=row.recorded_at,
        received_at=row.received_at,
        filled_late=row.entered_by is None and late.filled_late,
        delivered_late=late.delivered_late,
        conflicts=Counter(each.record_id for each in conflicts)[row.id],
    )


def _scales(row: ResponseRow) -> list[ScaleShown]:
    titles = {each.key: each.title for each in instrument_version(row.instrument, row.version).scales}
    if len(titles) < 2 or row.score.is_stated:
        return []
    return [
        ScaleShown(
            key,
            titles[key],
            each.total if each.total is not None else each.prorated,
            each.total is None and each.prorated is not None,
            each.band,
        )
        for key, each in row.score.scales.items()
    ]
