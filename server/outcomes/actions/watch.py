"""Raising alerts about trends and silence: once for each fact, whichever job is first, and never again for it."""

from datetime import datetime, timedelta

from server.alerts.actions import raise_alerts
from server.alerts.models import AlertEvidence, CourseWatch
from server.courses.models.course import Course
from server.db import insert_or_nothing, insert_or_replace, table_of
from server.outcomes.queries.watch import Found, courses_to_watch, days_of_evidence, reasons_found
from server.people.models import Clinic

CHUNK = 100  # courses in one transaction
# A mood that stays low is one fact, though every further day has another mean.
QUIET_AFTER = {"DET-3": timedelta(days=7)}


def watch_courses(clinic: Clinic, now: datetime) -> int:
    """Look at one chunk of the courses of which something is new. Returns how many; 0 when none is left."""
    watched = courses_to_watch(clinic, now, CHUNK)
    for course, found in reasons_found(clinic, watched, now):
        for each in found:
            _raise_once(course, each, now)
    rows = [
        {
            "clinic_id": clinic.id,
            "course_id": each.course.id,
            "of_facts": each.of_facts,
            "of_day": each.of_day,
            "of_settings": each.of_settings,
        }
        for each in watched
    ]
    insert_or_replace(table_of(CourseWatch), rows)
    return len(watched)


def _raise_once(course: Course, found: Found, now: datetime) -> None:
    rule, quiet = found.reason.rule, QUIET_AFTER.get(found.reason.rule)
    if quiet is not None:
        days = days_of_evidence(course.clinic_id, course.id, rule)
        if any(abs(found.on - on) < quiet for on in days if on != found.on):
            return
    evidence = {
        "clinic_id": course.clinic_id,
        "course_id": course.id,
        "rule": rule,
        "evidence": found.evidence,
        "day": found.on,
        "at": now,
    }
    # The database decides who is first: a second job waits here until the first one has committed.
    if insert_or_nothing(table_of(AlertEvidence), [evidence]):
        raise_alerts(course.clinic_id, course.patient_id, course.id, [found.reason], now)
