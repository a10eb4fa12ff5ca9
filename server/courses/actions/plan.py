"""Changing the treatment days of a course: by hand, from a list, and by an extension."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import reduce
from typing import Any
from uuid import UUID

from server.access import Actor
from server.audit.actions import Change, keep_change
from server.courses.actions.anchor import closed_days, move_to_first_day, put_days
from server.courses.actions.course import block_of_sessions
from server.courses.actions.facts import note_new_fact
from server.courses.library import protocol
from server.courses.models.course import Course
from server.courses.queries.course import find_course
from server.courses.queries.plan import delivered_days_of, plan_of
from server.courses.rules import ENDED, TreatmentPhase
from server.courses.rules.day_list import DayList, read_day_list
from server.courses.rules.plan import (
    PlannedDay,
    doubts_about,
    extended_plan,
    require_plan_fits,
    sessions_in,
    with_phases,
)
from server.db import db
from server.errors import Conflict, Doubt, Invalid, require_confirmed
from server.people.queries.patient import clinic_day
from server.wording import Sentence, say

MOST_SESSIONS = 200
NAMED_FAULTS = 3  # of a list; whoever wants them all looks how it reads


def set_days(
    actor: Actor, course_id: UUID, days: Sequence[PlannedDay], reason: str, confirmed: Sequence[str], now: datetime
) -> Course:
    """Make these the treatment days. Before the first session the course starts on the first of them.

    As many sessions are planned as the days hold, maintenance left out. Raises NotFound, Conflict once the course has
    ended, Invalid, Unusual for what somebody must confirm.
    """
    course = _running(actor, course_id)
    delivered = delivered_days_of(course.clinic_id, course.id)
    in_order = with_phases(sorted(days, key=lambda each: each.on), protocol(course.protocol))
    require_plan_fits(in_order, delivered, course.started_on, clinic_day(actor, now))
    planned = sessions_in(each for each in in_order if each.phase is not TreatmentPhase.MAINTENANCE)
    if not 1 <= planned <= MOST_SESSIONS:
        raise Invalid(
            say("A course has 1 to {most} sessions before its maintenance.", most=MOST_SESSIONS), field="days"
        )
    if planned < len(delivered):
        sentence = say(
            "{count} sessions have taken place; the days hold only {planned}.", count=len(delivered), planned=planned
        )
        raise Invalid(sentence, field="days")
    require_confirmed(doubts_about(in_order, course.planned_sessions, closed_days(actor)), confirmed)
    _put(actor, course, in_order, planned, reason, now)
    if not delivered:
        move_to_first_day(actor, course, in_order[0].on, reason, now)
    return course


def import_days(actor: Actor, course_id: UUID, said: dict[str, Any], now: datetime) -> DayList:
    """Read a list of days and times and, unless it is a dry run, make them the treatment days: all or none.

    Raises as set_days, and Invalid naming the first faults of the list.
    """
    course = _running(actor, course_id)
    read = read_day_list(said["text"])
    if said["dry_run"]:
        return read
    if read.faults:
        raise Invalid(_said_of(read), field="text")
    set_days(actor, course.id, read.days, said["reason"], said["confirmed"], now)
    return read


def extend_course(actor: Actor, course_id: UUID, said: dict[str, Any], now: datetime) -> Course:
    """Add sessions, by default one block, before the taper if that has not begun. Raises as set_days."""
    course = _running(actor, course_id)
    block = block_of_sessions(actor)
    more = said["sessions"] or block
    if course.planned_sessions + more > MOST_SESSIONS:
        raise Invalid(say("A course has at most {most} sessions.", most=MOST_SESSIONS), field="sessions")
    if more % block:
        sentence = say(
            "Extensions usually come in blocks of {count} sessions; this one has {more}.", count=block, more=more
        )
        require_confirmed([Doubt("other-block", sentence)], said["confirmed"])
    days = extended_plan(
        plan_of(course.clinic_id, course.id),
        Counter(delivered_days_of(course.clinic_id, course.id)),
        protocol(course.protocol),
        more,
        clinic_day(actor, now),
        closed_days(actor),
    )
    _put(actor, course, days, course.planned_sessions + more, said["reason"], now)
    return course


def _said_of(read: DayList) -> Sentence:
    """How many lines have a fault, and which the first three are."""
    of_lines = [
        say("Line {number}: {fault}", number=each.number, fault=each.fault or "") for each in read.faults[:NAMED_FAULTS]
    ]
    named = reduce(lambda before, more: say("{first} {more}", first=before, more=more), of_lines)
    return say(
        "{count} of {lines} lines cannot be read. {named}", count=len(read.faults), lines=len(read.lines), named=named
    )


def _running(actor: Actor, course_id: UUID) -> Course:
    course = find_course(actor, course_id)
    if course.state in ENDED:
        raise Conflict("This course has ended; its days can no longer be changed.", code="course-ended")
    return course


def _put(actor: Actor, course: Course, days: Sequence[PlannedDay], planned: int, reason: str, now: datetime) -> None:
    before = {"days": _shown(plan_of(course.clinic_id, course.id)), "planned_sessions": course.planned_sessions}
    course.planned_sessions = planned
    db.session.flush()
    put_days(course, days)
    note_new_fact(course.clinic_id, course.id)
    after = {"days": _shown(days), "planned_sessions": planned}
    keep_change(actor, Change("treatment days", course.patient_id, course.id, before, after, reason), now)


def _shown(days: Sequence[PlannedDay]) -> list[dict[str, Any]]:
    return [{**asdict(each), "times": list(each.times)} for each in days]
