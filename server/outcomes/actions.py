"""Keeping summaries fresh, and signing reviews."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from server.access import Actor
from server.audit.actions import note
from server.courses.models.course import Course
from server.courses.queries.course import find_course
from server.db import db, insert_or_replace, table_of
from server.errors import Conflict
from server.outcomes.models import Review, Summary
from server.outcomes.queries import OF_RULES, ToSummarise, facts_of, one_to_summarise, stale_courses
from server.outcomes.rules import summary as rules
from server.people.models import Clinic
from server.people.queries import name_of
from server.questionnaires.rules.schedule import Timepoint

CHUNK = 500  # courses in one transaction: a tenth of a second, so that a patient's entry does not wait longer


def refresh_stale_summaries(clinic: Clinic, now: datetime) -> int:
    """Recompute one chunk of the clinic's stale summaries. Returns how many; 0 when none is stale."""
    stale = stale_courses(clinic, CHUNK)
    insert_or_replace(table_of(Summary), summary_rows(clinic, stale, now))
    return len(stale)


def summary_rows(clinic: Clinic, courses: Sequence[ToSummarise], now: datetime) -> list[dict[str, Any]]:
    """The rows of the table `summary` for these courses, computed from their facts."""
    facts = facts_of(clinic.id, courses)
    return [_row(clinic, each, rules.summarise(facts[each.course_id]), now) for each in courses]


def _row(clinic: Clinic, course: ToSummarise, found: rules.Summary, now: datetime) -> dict[str, Any]:
    primary = found.primary
    return {
        "clinic_id": clinic.id,
        "course_id": course.course_id,
        "of_facts": course.facts,
        "of_rules": OF_RULES,
        "of_settings": clinic.settings_version,
        "sessions_done": found.sessions.done,
        "sessions_missed": found.sessions.missed,
        "last_session_on": found.sessions.last_on,
        "milestone_on": found.sessions.milestone_on,
        "days_logged": found.days_logged,
        "last_log_on": found.last_log_on,
        "baseline": primary.baseline if primary else None,
        "latest": primary.latest if primary else None,
        "latest_on": primary.latest_on if primary else None,
        "change_percent": primary.change_percent if primary else None,
        "outcome": primary.outcome if primary else None,
        "reliable": primary.reliable if primary else None,
        "setback": found.setback.turn if found.setback else None,
        "setback_on": found.setback.since if found.setback else None,
        "measures": {key: _plain(measure) for key, measure in found.measures.items()},
        "answered": dict(found.answered),
        "awaited": {each.instrument: _awaited(each) for each in found.awaited},
        "overdue_on": min((each.overdue_on for each in found.awaited), default=None),
    }


def _awaited(timepoint: Timepoint) -> dict[str, str]:
    due_on, overdue_on = timepoint.due_on.isoformat(), timepoint.overdue_on.isoformat()
    return {"key": timepoint.key, "due_on": due_on, "overdue_on": overdue_on}


_MEASURE = tuple(each.name for each in fields(rules.Measure))


def _plain(measure: rules.Measure) -> dict[str, Any]:
    """The measure as JSON can hold it."""
    # Not asdict: it copies deeply, which takes longer than computing the measure did.
    values = ((name, getattr(measure, name)) for name in _MEASURE)
    return {name: each.isoformat() if isinstance(each, date) else each for name, each in values}


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
