"""Recording motor thresholds, and correcting them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from server.access import Actor
from server.audit.actions import Change, keep_change, note
from server.courses.models.threshold import MotorThreshold
from server.courses.queries.course import find_course
from server.courses.queries.threshold import find_threshold, thresholds_of
from server.courses.rules.threshold import require_plausible_threshold
from server.db import db
from server.errors import Invalid
from server.people.queries.patient import clinic_day

_FIELDS = ("value", "unit", "type", "method", "measured_on", "reason")


def record_threshold(actor: Actor, course_id: UUID, said: Mapping[str, Any], now: datetime) -> MotorThreshold:
    """Record a determination. The page makes the id, so a repeated save stores once.

    Raises NotFound, Invalid for an impossible value or a re-determination without a reason.
    """
    course = find_course(actor, course_id)
    known = thresholds_of(actor.clinic_id, course.id)
    for each in known:
        if each.id == said["id"]:
            return each
    require_plausible_threshold(said["value"], said["unit"], said["measured_on"], clinic_day(actor, now))
    if known and not said["reason"]:
        raise Invalid("Say why the motor threshold was determined again.", field="reason")
    values = {name: said[name] for name in _FIELDS}
    key = {"clinic_id": actor.clinic_id, "id": said["id"], "course_id": course.id}
    db.session.execute(insert(MotorThreshold), {**key, **values, "recorded_by": actor.person_id, "recorded_at": now})
    note(actor, "recorded a motor threshold", course.patient_id, said["id"], now)
    return find_threshold(actor, said["id"])


def correct_threshold(actor: Actor, threshold_id: UUID, said: Mapping[str, Any], now: datetime) -> MotorThreshold:
    """Correct a determination; said: {"changes", "reason"}. What stood there before is kept.

    Raises NotFound, Invalid for an impossible value.
    """
    threshold = find_threshold(actor, threshold_id)
    before = {name: getattr(threshold, name) for name in _FIELDS}
    after = {**before, **{name: said["changes"][name] for name in _FIELDS if name in said["changes"]}}
    require_plausible_threshold(after["value"], after["unit"], after["measured_on"], clinic_day(actor, now))
    for name in _FIELDS:
        setattr(threshold, name, after[name])
    db.session.flush()
    patient_id = find_course(actor, threshold.course_id).patient_id
    keep_change(actor, Change("motor threshold", patient_id, threshold.id, before, after, said["reason"]), now)
    return threshold
