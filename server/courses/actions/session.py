"""Recording treatment sessions."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from server.access import Actor
from server.audit.actions import note
from server.courses.actions.facts import note_new_fact
from server.courses.models.course import Course
from server.courses.models.session import StimulationBlock, TreatmentSession
from server.courses.queries.course import find_course
from server.courses.queries.hold import open_holds
from server.courses.queries.session import SessionRow, sessions_of
from server.courses.rules import ENDED, CourseState, SessionState, require_plausible_block
from server.courses.rules.hold import require_no_hold
from server.db import db
from server.errors import Conflict, Invalid


def record_session(actor: Actor, course_id: UUID, said: dict[str, Any], now: datetime) -> SessionRow:
    """Record that a session took place or was missed. The page makes the id, so a repeated save stores once.

    Raises NotFound, Invalid for what no device gives or a day outside the course, Conflict if the number is taken or a
    hold is open, Unusual for what somebody must confirm.
    """
    course = find_course(actor, course_id)
    known = {each.id: each for each in sessions_of(actor.clinic_id, course.id)}
    if said["id"] in known:
        return known[said["id"]]
    _require_session_fits(course, said, now, {each.number for each in known.values()})
    if said["state"] is not SessionState.MISSED:
        holds = open_holds(actor.clinic_id, course.id)
        require_no_hold(holds, said["on"], said["started_at"], said["confirmed"])
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
