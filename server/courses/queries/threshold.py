"""Reading motor thresholds."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from server.access import Actor
from server.courses.models.threshold import MotorThreshold
from server.courses.queries.course import find_course
from server.db import db
from server.errors import NotFound


def thresholds_of(clinic_id: UUID, course_id: UUID) -> list[MotorThreshold]:
    """All determinations of a course the caller may see, newest first."""
    return list(
        db.session.scalars(
            select(MotorThreshold)
            .where(MotorThreshold.clinic_id == clinic_id, MotorThreshold.course_id == course_id)
            .order_by(MotorThreshold.measured_on.desc(), MotorThreshold.recorded_at.desc(), MotorThreshold.id)
        )
    )


def in_force(thresholds: Sequence[MotorThreshold], on: date) -> MotorThreshold | None:
    """The one that intensities of that day are set by, None before the first. thresholds: newest first."""
    return next((each for each in thresholds if each.measured_on <= on), None)


def find_threshold(actor: Actor, threshold_id: UUID) -> MotorThreshold:
    """Raises NotFound also for one of a course that the actor may not see."""
    found = db.session.get(MotorThreshold, (actor.clinic_id, threshold_id))
    if found is None:
        raise NotFound("No such motor threshold.")
    find_course(actor, found.course_id)
    return found
