"""Planning a course and changing what was planned."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from server.access import Actor
from server.audit.actions import Change, keep_change, note
from server.clinic_settings import value_of
from server.courses.actions.anchor import closed_days, put_days
from server.courses.actions.authorisation import write_authorisation
from server.courses.actions.facts import note_new_fact
from server.courses.actions.refile import ask_for_refiling
from server.courses.library import indication, protocol
from server.courses.models.course import Course
from server.courses.queries.course import find_course
from server.courses.queries.plan import delivered_days_of
from server.courses.rules import CourseState
from server.courses.rules.authorisation import AuthorisationState
from server.courses.rules.label import is_on_label, require_age_fits
from server.courses.rules.parameters import require_parameters
from server.courses.rules.plan import PlannedDay, protocol_plan, require_plan_fits, require_start_near, with_phases
from server.courses.rules.protocol import coil_type_of, sessions_to_plan
from server.db import db
from server.errors import Conflict, Invalid
from server.people.actions.patient import require_guardian
from server.people.models import Patient
from server.people.queries import find_patient, settings_of
from server.people.queries.patient import clinic_day
from server.people.rules.patient import age_on

DETAILS = ("icd10", "episode_start", "physician", "device", "coil", "coil_type", "coil_serial")
TREATMENT = ("indication", "protocol", "parameters", "planned_sessions")


def add_course(actor: Actor, patient_id: UUID, said: dict[str, Any], now: datetime) -> Course:
    """A new course with its treatment days, by default those of the protocol without the clinic's holidays.

    Raises NotFound, Invalid for a plan that cannot be or a guardian's consent that is missing, Conflict after a death.
    """
    patient = find_patient(actor, patient_id)
    if patient.died_on is not None:
        raise Conflict("The patient has died; no course can be planned.", code="patient-died")
    chosen, treated = protocol(said["protocol"]), indication(said["indication"])
    started_on: date = said["started_on"]
    today = clinic_day(actor, now)
    require_start_near(started_on, today)
    require_guardian(actor, patient, started_on)
    require_parameters(chosen, said["parameters"])
    require_episode(said["episode_start"], started_on)
    age = age_on(patient.birth_date, started_on)
    require_age_fits(treated, age, said["confirmed"])
    planned = sessions_to_plan(chosen, said["planned_sessions"])
    given = [PlannedDay(on, chosen.sessions_per_day) for on in sorted(said["treatment_days"] or [])]
    days = with_phases(given, chosen) or protocol_plan(chosen, started_on, planned, closed_days(actor))
    require_plan_fits(days, [started_on] if given else [], started_on, today)
    course = Course(
        clinic_id=actor.clinic_id,
        patient_id=patient.id,
        indication=said["indication"],
        protocol=said["protocol"],
        parameters=said["parameters"],
        **{name: said[name] for name in DETAILS},
        on_label=is_on_label(treated, chosen, age, has_own_parameters=said["parameters"] is not None),
        mood_scale=said["mood_scale"],
        state=CourseState.ACTIVE if started_on <= today else CourseState.PLANNED,
        started_on=started_on,
        planned_sessions=planned,
        created_at=now,
    )
    course.coil_type = said["coil_type"] or coil_type_of(chosen)
    db.session.add(course)
    db.session.flush()
    put_days(course, days)
    if said["authorised_sessions"] is not None:
        write_authorisation(course, {"units": said["authorised_sessions"], "state": AuthorisationState.APPROVED}, now)
    ask_for_refiling(actor.clinic_id, patient.id, now)
    note(actor, "planned a course", patient.id, course.id, now)
    return course


def change_course(actor: Actor, course_id: UUID, said: dict[str, Any], now: datetime) -> Course:
    """Change what is known or planned of a course; fields that are not named stay. The label is derived anew.

    Raises NotFound, Invalid. The treatment days are changed apart from this: see actions.plan.
    """
    course = find_course(actor, course_id)
    names = [name for name in (*DETAILS, *TREATMENT) if name in said]
    before = {name: getattr(course, name) for name in (*names, "on_label")}
    chosen = protocol(said.get("protocol", course.protocol))
    treated = indication(said.get("indication", course.indication))
    parameters = said.get("parameters", course.parameters)
    require_parameters(chosen, parameters)
    require_episode(said.get("episode_start", course.episode_start), course.started_on)
    planned = said.get("planned_sessions", course.planned_sessions)
    if planned < len(delivered_days_of(course.clinic_id, course.id)):
        raise Invalid("More sessions than that have taken place.", field="planned_sessions")
    patient: Patient = find_patient(actor, course.patient_id)
    for name in names:
        setattr(course, name, said[name])
    if any(name in TREATMENT for name in names):
        age = age_on(patient.birth_date, course.started_on)
        course.on_label = is_on_label(treated, chosen, age, has_own_parameters=parameters is not None)
    db.session.flush()
    note_new_fact(actor.clinic_id, course.id)
    after = {name: getattr(course, name) for name in (*names, "on_label")}
    keep_change(actor, Change("course", course.patient_id, course.id, before, after, said["reason"]), now)
    return course


def require_episode(episode_start: date | None, started_on: date) -> None:
    """Raise Invalid for an illness that began after its treatment, or before anybody now alive fell ill."""
    if episode_start is not None and not started_on - timedelta(days=365 * 80) <= episode_start <= started_on:
        raise Invalid("The episode began before the course, within the last 80 years.", field="episode_start")


def block_of_sessions(actor: Actor) -> int:
    """How many sessions an extension usually adds."""
    return int(value_of(settings_of(actor.clinic_id), "courses.extension_sessions"))
