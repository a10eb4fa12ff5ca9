"""Which courses need somebody, why, and in which order they are listed. Pure: `today` is a value like the others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from server.alerts.rules import ORDER, Level
from server.courses.rules import CourseState
from server.errors import Invalid
from server.outcomes.rules.reliable_change import Reliable

QUIET_DAYS = 3  # whole days without an entry: clinical reference 5.1, MISS-2
REVIEW_AFTER = 10  # delivered sessions: clinical reference 5.1, NOT-1 to NOT-3, looks at 10, 20 and 30


class Kind(IntEnum):
    """What a reason is about; of two on one level the lower number comes first."""

    ALERT = 0
    WORSE = 1
    OVERDUE = 2
    QUIET = 3
    UNREVIEWED = 4
    NOT_BEGUN = 5
    NO_FIGURES = 6


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert of the patient that nobody has closed."""

    level: Level
    title: str
    raised_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Late:
    """A questionnaire that is overdue."""

    title: str
    due_on: date


@dataclass(frozen=True, slots=True)
class CourseNow:
    """One course at the moment of reading. Days are the clinic's.

    baseline, latest: totals of the primary instrument, whose name is `primary`. milestone_on: the day of the last
    delivered session whose number can be divided by ten. reviewed_on: of the last review. has_figures: whether there is
    a summary; without one the figures are None or 0 and say nothing.
    """

    state: CourseState
    started_on: date
    has_facts: bool
    has_figures: bool
    primary: str
    baseline: float | None
    latest: float | None
    latest_on: date | None
    reliable: str | None
    last_log_on: date | None
    sessions_done: int
    milestone_on: date | None
    reviewed_on: date | None
    alerts: Sequence[OpenAlert]
    late: Sequence[Late]
    today: date


@dataclass(frozen=True, slots=True)
class Attention:
    """Why somebody should look. since: an instant or a day. urgency: lower is sooner, among reasons of one kind."""

    level: Level
    kind: Kind
    reason: str
    since: datetime | date
    urgency: int


Place = tuple[int, int, int, str]  # level, kind, urgency, id of the course: where a course stands in the caseload


def attention_of(course: CourseNow) -> list[Attention]:
    """Why the course needs somebody, worst first; empty if nothing is open.

    Alerts come in the order in which they are due, so that overdue ones lead their level. A questionnaire that is
    overdue, silence and a missing review are looked for in courses that are under way only.
    """
    found = [
        Attention(each.level, Kind.ALERT, each.title, each.raised_at, int(each.due_at.timestamp()))
        for each in course.alerts
    ]
    if course.reliable == Reliable.DETERIORATION:
        found.append(_worse(course))
    for late in course.late:
        found.append(_of_day(Level.AMBER, Kind.OVERDUE, f"{late.title} overdue", late.due_on))
    if course.state is CourseState.ACTIVE:
        if course.has_figures and (quiet := _days_without_entry(course)) >= QUIET_DAYS:
            since = course.last_log_on or course.started_on
            found.append(_of_day(Level.BLUE, Kind.QUIET, f"No log on the last {quiet} days", since))
        if _is_unreviewed(course):
            found.append(_unreviewed(course))
    if course.state is CourseState.PLANNED and course.today > course.started_on:
        reason = "The planned start has passed without a session"
        found.append(_of_day(Level.BLUE, Kind.NOT_BEGUN, reason, course.started_on))
    if course.has_facts and not course.has_figures:
        found.append(_of_day(Level.BLUE, Kind.NO_FIGURES, "Figures are not computed yet", course.started_on))
    if len(found) > 1:
        found.sort(key=lambda each: (ORDER[each.level], each.kind, each.urgency))
    return found


def place_of(course_id: str, course: CourseNow, attention: Sequence[Attention]) -> Place:
    """Where the course stands: by its worst reason; those without one behind, the longest unreviewed first.

    No part of it moves while nothing happens to the course, so that a list which is read in parts stays in order.
    """
    if attention:
        worst = attention[0]
        return ORDER[worst.level], worst.kind, worst.urgency, course_id
    return len(ORDER), 0, (course.reviewed_on or course.started_on).toordinal(), course_id


_CURSOR = re.compile(r"([0-3])-([0-6])-([0-9]{1,12})-([0-9a-f]{32})")


def write_cursor(place: Place) -> str:
    """The place as text for the address of the next part of the list. Holds nothing about the patient."""
    level, kind, urgency, course_id = place
    return f"{level:d}-{kind:d}-{urgency:d}-{course_id}"


def read_cursor(text: str) -> Place:
    """The place that was written. Raises Invalid."""
    parts = _CURSOR.fullmatch(text)
    if parts is None:
        raise Invalid("This is no place in the list. Load the list from its start.", fields={"after": ["unknown"]})
    return int(parts[1]), int(parts[2]), int(parts[3]), parts[4]


def _worse(course: CourseNow) -> Attention:
    since = course.latest_on or course.started_on
    reason = f"{course.primary} reliably worse than at baseline"
    if course.baseline is not None and course.latest is not None:
        reason = f"{course.primary} {course.latest - course.baseline:g} points above baseline"
    return _of_day(Level.AMBER, Kind.WORSE, reason, since)


def _days_without_entry(course: CourseNow) -> int:
    """Whole days up to yesterday without an entry, counted from the start at the earliest: today is not over."""
    day_before = course.started_on - timedelta(days=1)
    last = max(course.last_log_on or day_before, day_before)
    return (course.today - last).days - 1


def _is_unreviewed(course: CourseNow) -> bool:
    if course.sessions_done < REVIEW_AFTER:
        return False
    if course.reviewed_on is None:
        return True
    return course.milestone_on is not None and course.reviewed_on < course.milestone_on


def _unreviewed(course: CourseNow) -> Attention:
    reached = course.sessions_done // REVIEW_AFTER * REVIEW_AFTER
    since = course.milestone_on or course.started_on
    return _of_day(Level.BLUE, Kind.UNREVIEWED, f"Not reviewed since session {reached}", since)


def _of_day(level: Level, kind: Kind, reason: str, since: date) -> Attention:
    return Attention(level, kind, reason, since, since.toordinal())


def next_session_day(planned: Sequence[tuple[date, int]], recorded: Sequence[date], today: date) -> date | None:
    """The first day from today on that has a planned session which is not recorded yet; None if there is none.

    planned: (day, sessions on it), in order. recorded: the day of every session that took place or was missed.
    """
    return next((on for on, sessions in planned if on >= today and recorded.count(on) < sessions), None)
