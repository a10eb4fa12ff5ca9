"""Which courses need somebody, why, and in which order they are listed. Pure: `today` is a value like the others."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from typing import Any, NamedTuple

from server.alerts.rules import ORDER, Level
from server.courses.rules import FOLLOW_UP_REACH, SILENT, CourseState
from server.courses.rules.hold import TITLES, HoldKind
from server.errors import Invalid
from server.outcomes.rules.reliable_change import Reliable
from server.outcomes.rules.setback import Turn
from server.outcomes.rules.summary import MILESTONE
from server.wording import Term, parts_of, read_back, say

QUIET_DAYS = 3  # whole days without an entry: clinical reference 5.1, MISS-2


class Rank(IntEnum):
    """What a reason is about, the most urgent first. An alert leads whatever its level: it has a time to be met."""

    RED_ALERT = 0
    AMBER_ALERT = 1
    BLUE_ALERT = 2
    ON_HOLD = 3
    WORSE = 4
    SETBACK = 5
    OVERDUE = 6
    QUIET = 7
    OFF_THE_PATH = 8
    UNREVIEWED = 9
    NOT_BEGUN = 10
    NO_FIGURES = 11
    CALM = 12  # no reason at all


AMBER = (
    Rank.WORSE,
    Rank.SETBACK,
    Rank.OVERDUE,
)  # of those that are no alert: somebody looks on the same day or the next


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert of the patient that nobody has closed.

    said: how its words were made, as JSON text: of all that are open few are shown. None: not known.
    """

    level: Level
    title: str
    raised_at: datetime
    due_at: datetime
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Awaited:
    """The questionnaire that a course waits for, by instrument. overdue_on: from when on it is late."""

    title: str
    due_on: date
    overdue_on: date


@dataclass(frozen=True, slots=True)
class CourseNow:
    """One course at the moment of reading. today: the clinic's.

    baseline, latest: totals of the primary instrument, whose name is `primary`. milestone_on: the day of the last
    delivered session whose place can be divided by MILESTONE. has_figures: whether there is a summary; without one
    the figures are None or 0 and say nothing. holds: the kinds of the open ones, the first since held_since.
    died: the patient, in this course or after it.
    """

    state: CourseState
    started_on: date
    ended_on: date | None
    has_facts: bool
    has_figures: bool
    primary: str
    baseline: float | None
    latest: float | None
    latest_on: date | None
    reliable: str | None
    setback: str | None
    setback_on: date | None
    last_log_on: date | None
    sessions_done: int
    milestone_on: date | None
    reviewed_at: datetime | None
    alerts: Sequence[OpenAlert]
    awaited: Sequence[Awaited]
    today: date
    holds: Sequence[HoldKind] = ()
    held_since: date | None = None
    died: bool = False

    @property
    def overdue(self) -> list[Awaited]:
        """The questionnaires that are late by now: not while nobody is asked, nor when the follow-up is over."""
        if self.state in SILENT or self.died:
            return []
        if self.ended_on is not None and self.ended_on < self.today - FOLLOW_UP_REACH:
            return []
        return [each for each in self.awaited if each.overdue_on <= self.today]


@dataclass(frozen=True, slots=True)
class Attention:
    """Why somebody should look. since: an instant or a day. urgency: of two reasons of one rank the lower is first.

    reason: in English; said: what a page needs to say it in another language, None where it does not know.
    """

    rank: Rank
    level: Level
    reason: str
    since: datetime | date
    urgency: int

    @property
    def said(self) -> list[Any] | None:
        return parts_of(self.reason)


def attention_of(course: CourseNow) -> list[Attention]:
    """Why the course needs somebody, worst first; empty if nothing is open.

    Alerts come in the order in which they are due, so that overdue ones lead their level. Silence and a missing review
    are looked for in active courses only. After a death alerts alone are left: whoever owns one still closes it.
    """
    found = [_alert(each) for each in course.alerts]
    if course.died:
        return sorted(found, key=lambda each: (each.rank, each.urgency))
    if course.held_since is not None:
        reason = say("On hold: {kinds}", kinds=[Term(TITLES[each]) for each in course.holds])
        found.append(_reason(Rank.ON_HOLD, reason, course.held_since))
    if course.reliable == Reliable.DETERIORATION:
        found.append(_worse(course))
    elif course.setback is not None and course.setback_on is not None:
        found += _setback(course, Turn(course.setback), course.setback_on)
    for late in course.overdue:
        urgency = late.overdue_on.toordinal()
        found.append(
            Attention(Rank.OVERDUE, Level.AMBER, say("{title} overdue", title=late.title), late.due_on, urgency)
        )
    if course.state is CourseState.ACTIVE:
        found += [*_quiet(course), *_unreviewed(course)]
    if course.state is CourseState.PLANNED and course.started_on < course.today:
        found.append(_reason(Rank.NOT_BEGUN, say("The planned start has passed without a session"), course.started_on))
    if course.has_facts and not course.has_figures:
        found.append(_reason(Rank.NO_FIGURES, say("Figures are not computed yet"), course.started_on))
    return sorted(found, key=lambda each: (each.rank, each.urgency))


class Place(NamedTuple):
    """Where a course stands in the caseload: by its worst reason, then the one that started last first.

    No part of it moves while nothing happens to the course, so that a list which is read in parts stays in order.
    """

    rank: int
    urgency: int
    newest: int  # the day of the start, negative
    course_id: str  # 32 hexadecimal digits


def place_of(course_id: str, started_on: date, attention: Sequence[Attention]) -> Place:
    """The place that the reasons give, which come worst first."""
    rank, urgency = (attention[0].rank, attention[0].urgency) if attention else (Rank.CALM, 0)
    return Place(rank, urgency, -started_on.toordinal(), course_id)


_CURSOR = re.compile(r"([0-9]{1,2})-([0-9]{1,10})-([0-9]{1,7})-([0-9a-f]{32})")


def write_cursor(place: Place) -> str:
    """The place as text for the address of the next part of the list. Holds nothing about the patient."""
    return f"{place.rank:d}-{place.urgency}-{-place.newest}-{place.course_id}"


def read_cursor(text: str) -> Place:
    """The place that was written. Raises Invalid."""
    parts = _CURSOR.fullmatch(text)
    if parts is None or not _is_place(int(parts[1]), int(parts[2]), int(parts[3])):
        raise Invalid("This is no place in the list. Load the list from its start.", fields={"after": ["unknown"]})
    return Place(int(parts[1]), int(parts[2]), -int(parts[3]), parts[4])


def _is_place(rank: int, urgency: int, started: int) -> bool:
    # The urgency of an alert is a time in seconds; all others are days, and there is no day beyond the year 9999.
    last = date.max.toordinal()
    return rank <= Rank.CALM and 1 <= started <= last and (rank <= Rank.BLUE_ALERT or urgency <= last)


def quiet_since(today: date) -> date:
    """The last day that an entry may be of for the course to count as silent today. Today itself is not over."""
    return today - timedelta(days=QUIET_DAYS + 1)


def _alert(alert: OpenAlert) -> Attention:
    title = read_back(alert.title, None if alert.said is None else json.loads(alert.said)["title"])
    return Attention(Rank(ORDER[alert.level]), alert.level, title, alert.raised_at, int(alert.due_at.timestamp()))


def _worse(course: CourseNow) -> Attention:
    reason = say("{scale} reliably worse than at baseline", scale=course.primary)
    if course.baseline is not None and course.latest is not None:
        # A mean has endless decimals, and well-being is worse when it is lower.
        rise = round(course.latest - course.baseline, 1)
        if rise > 0:
            reason = say("{scale} {points} points above baseline", scale=course.primary, points=rise)
        else:
            reason = say("{scale} {points} points below baseline", scale=course.primary, points=-rise)
    return _reason(Rank.WORSE, reason, course.latest_on or course.started_on)


def _setback(course: CourseNow, turn: Turn, since: date) -> list[Attention]:
    """Totals above the path of most courses are news only while the treatment can still be changed."""
    if turn is Turn.OFF_THE_PATH:
        reason = say("{scale} above the expected path", scale=course.primary)
        return [_reason(Rank.OFF_THE_PATH, reason, since)] if course.state is CourseState.ACTIVE else []
    lost = turn is Turn.RESPONSE_LOST
    reason = say("Response lost") if lost else say("{scale} risen", scale=course.primary)
    return [_reason(Rank.SETBACK, reason, since)]


def _quiet(course: CourseNow) -> list[Attention]:
    """Silence counts from the start of the treatment at the earliest."""
    if not course.has_figures:
        return []
    since, last = course.started_on, course.started_on - timedelta(days=1)
    if course.last_log_on is not None and course.last_log_on >= course.started_on:
        since = last = course.last_log_on
    if last > quiet_since(course.today):
        return []
    days = (course.today - last).days - 1
    return [_reason(Rank.QUIET, say("No log on the last {count} days", count=days), since)]


def _unreviewed(course: CourseNow) -> list[Attention]:
    """A review on the day of the session counts, in whichever order they were."""
    if course.milestone_on is None:
        return []
    if course.reviewed_at is not None and course.reviewed_at >= datetime.combine(course.milestone_on, time.min, UTC):
        return []
    reached = course.sessions_done // MILESTONE * MILESTONE
    reason = say("Not reviewed since session {number}", number=reached)
    return [Attention(Rank.UNREVIEWED, Level.BLUE, reason, course.milestone_on, course.started_on.toordinal())]


def _reason(rank: Rank, reason: str, since: date) -> Attention:
    level = Level.RED if rank is Rank.ON_HOLD else Level.AMBER if rank in AMBER else Level.BLUE
    return Attention(rank, level, reason, since, since.toordinal())


def next_session_day(planned: Sequence[tuple[date, int]], recorded: Sequence[date], today: date) -> date | None:
    """The first day from today on that has a planned session which is not recorded yet; None if there is none.

    planned: (day, sessions on it), in order. recorded: the day of every session that took place or was missed.
    """
    return next((on for on, sessions in planned if on >= today and recorded.count(on) < sessions), None)
