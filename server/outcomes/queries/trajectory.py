"""Reading one course as its charts draw it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from server.access import Actor
from server.checkins.queries import CheckInRow, check_ins_of_course, local_day
from server.checkins.rules import STAFF_LABELS
from server.courses.library import protocol
from server.courses.models.course import Course
from server.courses.queries.course import find_course, treatment_days_of
from server.courses.queries.session import SessionRow, sessions_of
from server.courses.rules import DELIVERED
from server.outcomes.queries.facts import answered_after_the_start
from server.outcomes.queries.thresholds import thresholds_for, windows_for
from server.outcomes.rules.chart import DayEntry, Given, curve, join_by_day, session_days, side_effect_rows
from server.outcomes.rules.thresholds import UNKNOWN
from server.outcomes.rules.trajectory import missed_days, rolling_median
from server.people.queries import find_patient, settings_of
from server.questionnaires.library import instrument
from server.questionnaires.queries.due import timepoints_for
from server.questionnaires.queries.response import responses_of_course
from server.questionnaires.rules.schedule import find_timepoint
from server.questionnaires.rules.scoring import best


def trajectory_of(actor: Actor, course_id: UUID, now: datetime) -> dict[str, Any]:
    """The course as its page draws it, with the day of the patient as today. Raises NotFound."""
    course = find_course(actor, course_id)
    today = local_day(now, find_patient(actor, course.patient_id).zone)
    sessions = sessions_of(course.clinic_id, course.id)
    planned = treatment_days_of(course.clinic_id, course.id)
    entries = _entries(course, today + timedelta(days=1))  # the patient may have travelled
    mood = {(each.on - course.started_on).days: each.mood for each in entries if each.mood is not None}
    logged = {(each.on - course.started_on).days for each in entries}
    end = course.ended_on or today
    last_day = max([(on - course.started_on).days for on, _ in planned] + [(end - course.started_on).days, 0])
    return {
        "patient_id": course.patient_id,
        "of_facts": course.facts,
        "started_on": course.started_on,
        "today": today,
        "last_day": last_day,
        "instruments": _curves(course, sessions, last_day),
        "mood": {
            "days": [{"day": day, "on": course.started_on + timedelta(days=day), "value": mood[day]} for day in mood],
            "median": rolling_median(mood),
        },
        "side_effects": side_effect_rows(entries, course.started_on, STAFF_LABELS),
        "logged": sorted(logged),
        # Up to yesterday: today can still be logged.
        "missed": missed_days(logged, 0, (min(end, today - timedelta(days=1)) - course.started_on).days),
        "sessions": session_days(
            [(each.on, each.number, each.state) for each in sessions],
            [] if course.ended_on else planned,
            course.started_on,
            today,
        ),
    }


def _entries(course: Course, until: date) -> list[DayEntry]:
    """What was logged, day by day. Days still to come, by a phone whose clock is ahead, stand in the log alone."""
    oldest_first = reversed(check_ins_of_course(course.clinic_id, course.id))
    return join_by_day(
        DayEntry(each.felt_on, each.mood_value, _effects_asked(each)) for each in oldest_first if each.felt_on <= until
    )


def _effects_asked(row: CheckInRow) -> dict[str, int] | None:
    return None if row.any_side_effects is None and not row.side_effects else row.effects


def _curves(course: Course, sessions: Sequence[SessionRow], last_day: int) -> dict[str, dict[str, Any]]:
    known = timepoints_for(course)
    chosen = settings_of(course.clinic_id)
    thresholds, windows = thresholds_for(chosen), windows_for(chosen)
    delivered = [each.on for each in sessions if each.state in DELIVERED]
    late = answered_after_the_start(course.clinic_id, [course.id])
    given: dict[str, list[Given]] = {}
    for each in responses_of_course(course.clinic_id, course.id):
        timepoint = find_timepoint(known, each.instrument, each.answered_on)
        shown = Given(
            each.answered_on,
            best(each.score),
            each.score.total is None,
            None if timepoint is None else timepoint.key,
            each.id in late,
            timepoint is not None and timepoint.recall_overlaps,
        )
        given.setdefault(each.instrument, []).append(shown)
    once_daily = protocol(course.protocol).sessions_per_day == 1
    curves = {}
    for key, answers in given.items():
        scale = instrument(key).main
        drawn = curve(
            answers,
            course.started_on,
            sorted(delivered),
            thresholds.get(key, UNKNOWN),
            last_day,
            once_daily=once_daily,
            windows=windows,
        )
        curves[key] = {
            "title": instrument(key).title,
            "max": scale.high,
            "bands": scale.bands,
            "points": drawn.points,
            "expected": drawn.expected,
            "response_at": drawn.response_at,
            "remission_below": drawn.remission_below,
            "higher_is_better": drawn.higher_is_better,
        }
    return curves
