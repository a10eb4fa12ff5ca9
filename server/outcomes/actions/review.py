"""Signing a review."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from server.access import Actor
from server.audit.actions import note
from server.courses.models.course import Course
from server.courses.queries.course import find_course
from server.db import db
from server.errors import Conflict
from server.outcomes.models import Review
from server.outcomes.queries.facts import facts_of, one_to_summarise
from server.outcomes.rules import summary as rules
from server.people.queries import name_of


def sign_review(actor: Actor, course_id: UUID, said: dict[str, Any], now: datetime) -> Review:
    """Keep that a clinician looked at the course and decided, signed with the scores as they were shown.

    Raises NotFound, and Conflict if anything about the course is newer than what the clinician saw, or if the scores
    that were shown are not those of the course: a signature must not vouch for figures that nobody can derive again.
    """
    course = find_course(actor, course_id)
    if said["of_facts"] != course.facts or not _are_scores_of(course, said["scores"]):
        raise Conflict(
            "Something about this course is new since you opened it. Load it again, look, and sign then.",
            code="scores-changed",
        )
    review = Review(
        clinic_id=actor.clinic_id,
        course_id=course.id,
        at=now,
        by=actor.person_id,
        by_name=name_of(actor),
        decision=said["decision"],
        note=said["note"],
        of_facts=said["of_facts"],
        scores=said["scores"],
    )
    db.session.add(review)
    db.session.flush()
    note(actor, f"reviewed the course: {said['decision']}", course.patient_id, review.id, now)
    return review


def _are_scores_of(course: Course, seen: Mapping[str, Mapping[str, Any]]) -> bool:
    one = one_to_summarise(course)
    measures = rules.summarise(facts_of(course.clinic_id, [one])[course.id]).measures
    return all(
        shown[name] == getattr(measures.get(instrument), name, None)
        for instrument, shown in seen.items()
        for name in ("baseline", "latest")
        if name in shown
    )
