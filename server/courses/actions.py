"""Planning courses, recording sessions, ending courses."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from server.access import Actor
from server.audit.actions import Kept, Said, Write, note
from server.audit.rules import REPEATS, Verdict
from server.courses.library import indication, protocol
from server.courses.models import Course, StimulationBlock, TreatmentDay, TreatmentSession
from server.courses.queries import SessionRow, find_course, sessions_of, spans_of
from server.courses.rules import ENDED, CourseState, SessionState, course_of_day, require_plausible_block
from server.courses.rules.protocol import planned_days, sessions_to_plan
from server.db import db, table_of
from server.errors import Conflict, Invalid
from server.people.queries import find_patient

# A course is planned for the near future or entered from the papers of one that is under way.
EARLIEST_START = timedelta(days=365 * 5)
LATEST_START = timedelta(days=365)


_COURSES = table_of(Course)
_COUNT_FACT = (
    update(_COURSES)
    .where(_COURSES.c.clinic_id == bindparam("of_clinic"), _COURSES.c.id == bindparam("of_course"))
    .values(facts=_COURSES.c.facts + bindparam("more"))
)


def note_new_fact(clinic_id: UUID, course_id: UUID | None, facts: int = 1) -> None:
    """Say that so much about the course is new, so that what was computed from it is stale. None: no course.

    A counter and not a time: a request that began before a job but commits after it would carry the older time, and
    the job's result would pass for fresh. The database counts, so that no two requests count the same.
    """
    if course_id is not None:
        db.session.execute(_COUNT_FACT, {"of_clinic": clinic_id, "of_course": course_id, "more": facts})


@dataclass(frozen=True)
class News:
    """A write that was not known, and the course that its day belongs to; None: near no course, or a delete."""

    write: Write
    content: dict[str, Any] | None
    kept: Kept
    course_id: UUID | None

    @property
    def changes_entry(self) -> bool:
        return self.kept.verdict in (Verdict.FIRST, Verdict.NEWER)


def news_in(patient: Actor, said: Sequence[Said], kept: Sequence[Kept], day: str) -> list[News]:
    """Which of the writes say something new, in their order. day: where their content names the patient's day."""
    new = [(*each, its) for each, its in zip(said, kept, strict=True) if its.verdict not in REPEATS]
    spans = spans_of(patient.clinic_id, patient.person_id) if new else []
    return [
        News(write, content, its, None if content is None else course_of_day(spans, content[day]))
        for write, content, its in new
    ]


def replaced_by(news: Sequence[News]) -> list[UUID]:
    """The entries that were there before the first of these writes and are no longer what the clinic holds."""
    earliest: dict[UUID, Verdict] = {}
    for each in news:
        if each.changes_entry:
            earliest.setdefault(each.write.record_id, each.kept.verdict)
    return [record_id for record_id, verdict in earliest.items() if verdict is Verdict.NEWER]


def left_by(news: Sequence[News]) -> list[News]:
    """What the entries are after the last of these writes, the deleted ones left out."""
    last = {each.write.record_id: each for each in news if each.changes_entry}
    return [each for each in last.values() if each.content is not None]


def note_facts_in(news: Sequence[News], clinic_id: UUID, held_by: Mapping[UUID, UUID | None]) -> None:
    """Count a fact for each course that an entry came to or left. held_by: stored entry -> its course."""
    courses = dict(held_by)
    facts: Counter[UUID] = Counter()
    for each in news:
        if each.changes_entry:
            touched = {courses.get(each.write.record_id), each.course_id}
            facts.update(course_id for course_id in touched if course_id is not None)
            courses[each.write.record_id] = each.course_id
    for course_id in sorted(facts):  # always in one order, so that no two requests wait for each other
        note_new_fact(clinic_id, course_id, facts[course_id])


def add_course(actor: Actor, patient_id: UUID, said: dict[str, Any], now: datetime) -> Course:
    """A new course with its treatment days, by default those of the protocol. Raises Invalid, NotFound."""
    patient = find_patient(actor, patient_id)
    chosen = protocol(said["protocol"])
    indication(said["indication"])
    started_on: date = said["started_on"]
    if not now.date() - EARLIEST_START <= started_on <= now.date() + LATEST_START:
        raise Invalid("A course starts within the last five years or the coming one.", field="started_on")
    planned = sessions_to_plan(chosen, said["planned_sessions"])
    given = [(on, chosen.sessions_per_day) for on in sorted(said["treatment_days"] or [])]
    days = given or planned_days(chosen, started_on, planned)
    if days[0][0] < started_on or len(dict(days)) != len(days):
        raise Invalid("Give each treatment day once, none before the start of the course.", field="treatment_days")
    course = Course(
        clinic_id=actor.clinic_id,
        patient_id=patient.id,
        indication=said["indication"],
        protocol=said["protocol"],
        device=said["device"],
        coil=said["coil"],
        mood_scale=said["mood_scale"],
        state=CourseState.ACTIVE if started_on <= now.date() else CourseState.PLANNED,
        started_on=started_on,
        planned_sessions=planned,
        authorised_sessions=said["authorised_sessions"],
        created_at=now,
    )
    db.session.add(course)
    db.session.flush()
    db.session.execute(
        insert(TreatmentDay),
        [
            {"clinic_id": actor.clinic_id, "course_id": course.id, "on": on, "sessions": sessions}
            for on, sessions in days
        ],
    )
    note(actor, "planned a course", patient.id, course.id, now)
    return course


def record_session(actor: Actor, course_id: UUID, said: dict[str, Any], now: datetime) -> SessionRow:
    """Record that a session took place or was missed. The page makes the id, so a repeated save stores once.

    Raises NotFound, Invalid for what no device gives or a day outside the course, Conflict if the number is taken.
    """
    course = find_course(actor, course_id)
    known = {each.id: each for each in sessions_of(actor.clinic_id, course.id)}
    if said["id"] in known:
        return known[said["id"]]
    _require_session_fits(course, said, now, {each.number for each in known.values()})
    db.session.execute(
        insert(TreatmentSession),
        {
            "clinic_id": actor.clinic_id,
            "id": said["id"],
            "course_id": course.id,
            "number": said["number"],
            "on": said["on"],
            "started_at": said["started_at"],
            "state": said["state"],
            "site_pain": said["site_pain"],
            "note": said["note"],
            "operator_id": actor.person_id,
            "recorded_at": now,
        },
    )
    blocks = [
        {"clinic_id": actor.clinic_id, "session_id": said["id"], "number": place, **block}
        for place, block in enumerate(said["blocks"], start=1)
    ]
    if blocks:
        db.session.execute(insert(StimulationBlock), blocks)
    if course.state is CourseState.PLANNED and said["state"] is not SessionState.MISSED:
        course.state = CourseState.ACTIVE
        db.session.flush()
    note_new_fact(actor.clinic_id, course.id)
    note(actor, "recorded a session", course.patient_id, said["id"], now)
    return next(each for each in sessions_of(actor.clinic_id, course.id) if each.id == said["id"])


def _require_session_fits(course: Course, said: dict[str, Any], now: datetime, taken: set[int]) -> None:
    if course.state in ENDED:
        raise Conflict("This course has ended; sessions can no longer be added.", code="course-ended")
    if said["on"] < course.started_on:
        raise Invalid(f"The course starts on {course.started_on}; a session cannot be earlier.", field="on")
    if said["on"] > now.date() + timedelta(days=1):
        raise Invalid("A session is recorded on its day or later, not ahead.", field="on")
    if said["number"] in taken:
        raise Conflict(f"Session {said['number']} of this course is already recorded.", code="session-number-taken")
    delivered = said["state"] is not SessionState.MISSED
    if delivered and not said["blocks"]:
        raise Invalid("Say what was stimulated: at least one block.", field="blocks")
    if not delivered and said["blocks"]:
        raise Invalid("A missed session has no stimulation blocks.", field="blocks")
    for block in said["blocks"]:
        require_plausible_block(block["target"], block["intensity_percent_mt"], block["pulses"])


def end_course(actor: Actor, course_id: UUID, said: dict[str, Any], now: datetime) -> Course:
    """Complete or discontinue a course. Raises NotFound, Conflict if it has ended, Invalid for the day or reason."""
    course = find_course(actor, course_id)
    if course.state in ENDED:
        raise Conflict("This course has already ended.", code="course-ended")
    last = db.session.scalar(
        select(TreatmentSession.on)
        .where(TreatmentSession.clinic_id == actor.clinic_id, TreatmentSession.course_id == course.id)
        .order_by(TreatmentSession.on.desc())
        .limit(1)
    )
    if said["on"] < max(course.started_on, last or course.started_on):
        raise Invalid("The course cannot end before its start or its last session.", field="on")
    if said["state"] is CourseState.DISCONTINUED and said["reason"] is None:
        raise Invalid("Say why the course was discontinued.", field="reason")
    course.state, course.ended_on, course.end_reason = said["state"], said["on"], said["reason"]
    db.session.flush()
    note_new_fact(actor.clinic_id, course.id)
    note(actor, f"ended the course: {said['state']}", course.patient_id, course.id, now)
    return course
