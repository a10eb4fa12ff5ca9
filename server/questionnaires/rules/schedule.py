"""Which questionnaire is asked when, and what is due, overdue or missed on a day. Pure: `today` is an argument.

Each instrument has its own row of timepoints. Their windows lie side by side, so that an answer of any day from the
first window to the last counts for exactly one of them.
"""

import calendar
from bisect import bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from server.courses.rules import ENDED, SILENT, CourseState
from server.courses.rules.protocol import CourseDays, SchedulePlan

OVERDUE_AFTER = timedelta(days=2)  # clinical reference 5.1, MISS-1
LAST_REACH = timedelta(days=60)  # 12 months +-60 days, as in the published quality measures (clinical reference 4.1)
TAPER_WORTH_ASKING = timedelta(days=7)
NEXT_TO = 2  # sessions: as near as an answer may lie to stand for a fixed point (clinical reference 4.1)
A_DAY = timedelta(days=1)


class Phase(StrEnum):
    BASELINE = "baseline"
    ACUTE = "acute"
    END = "end"
    FOLLOW_UP = "follow-up"


AFTER_THE_END = (Phase.END, Phase.FOLLOW_UP)


@dataclass(frozen=True)
class Timepoint:
    """One place in a course where an instrument is asked.

    opens_on..until: the days whose answers count for it, both included. due_on: from when on it is asked.
    overdue_on: from when on it is late. recall_overlaps: it looks back on days before the treatment, as PHQ-9 does at
    the end of a five-day course; what it says of the treatment must be read with that.
    """

    key: str
    instrument: str
    phase: Phase
    opens_on: date
    due_on: date
    overdue_on: date
    until: date
    recall_overlaps: bool = False

    @property
    def name(self) -> str:
        """As in a summary's list of what was answered, such as "phq-9:week-2"."""
        return f"{self.instrument}:{self.key}"


@dataclass(frozen=True)
class Due:
    """A questionnaire that is to be answered now. until: the last day on which an answer counts for it."""

    instrument: str
    timepoint: str
    due_on: date
    until: date
    overdue: bool
    recall_overlaps: bool = False


def timepoints(plans: Iterable[SchedulePlan], days: CourseDays) -> list[Timepoint]:
    """All timepoints of a course, instrument by instrument, each in the order of time."""
    return [timepoint for plan in plans for timepoint in _timepoints_of(plan, days)]


def timepoint_of(known: Iterable[Timepoint], instrument: str, on: date) -> str | None:
    """The key of the timepoint that that day's answers count for; None before the first window and after the last."""
    found = find_timepoint(known, instrument, on)
    return None if found is None else found.key


def find_timepoint(known: Iterable[Timepoint], instrument: str, on: date) -> Timepoint | None:
    """The timepoint that that day's answers count for, if there is one."""
    return next((each for each in known if each.instrument == instrument and each.opens_on <= on <= each.until), None)


def answered_names(known: Sequence[Timepoint], responses: Iterable[tuple[str, date]]) -> list[str]:
    """The names of the timepoints that have an answer, sorted. responses: (instrument, day)."""
    found = {(instrument, timepoint_of(known, instrument, on)) for instrument, on in responses}
    return sorted(each.name for each in known if (each.instrument, each.key) in found)


def due_on_day(known: Iterable[Timepoint], answered: Container[str], state: CourseState, today: date) -> list[Due]:
    """What is to be answered today, the longest due first.

    answered: names of timepoints. While a course is paused or the patient in hospital nothing is due, nor after a
    death; after the end of the course only the questionnaire that closes it and the follow-ups are.
    """
    if state in SILENT:
        return []
    found = [
        Due(each.instrument, each.key, each.due_on, each.until, today >= each.overdue_on, each.recall_overlaps)
        for each in known
        if each.due_on <= today <= each.until and each.name not in answered and _is_asked(each, state)
    ]
    return sorted(found, key=lambda due: due.due_on)


def first_awaited(known: Iterable[Timepoint], last_answers: Mapping[str, date], *, has_ended: bool) -> list[Timepoint]:
    """Of each instrument, the first timepoint that opened after its last answer: what the course waits for, on
    whatever day. An instrument that has no timepoint left is absent.

    last_answers: instrument -> the day of its last answer.
    """
    found: dict[str, Timepoint] = {}
    for each in known:
        last = last_answers.get(each.instrument, date.min)
        is_asked = not has_ended or each.phase in AFTER_THE_END
        if each.instrument not in found and each.opens_on > last and is_asked:
            found[each.instrument] = each
    return list(found.values())


def missed_by_day(
    known: Iterable[Timepoint], answered: Container[str], state: CourseState, today: date
) -> list[Timepoint]:
    """The timepoints whose window closed before today without an answer, in the order of time."""
    found = [each for each in known if each.until < today and each.name not in answered and _was_asked(each, state)]
    return sorted(found, key=lambda each: each.due_on)


def _is_asked(timepoint: Timepoint, state: CourseState) -> bool:
    return state not in ENDED or timepoint.phase in AFTER_THE_END


def _was_asked(timepoint: Timepoint, state: CourseState) -> bool:
    # A follow-up belongs to the end: a course that nobody ended has not missed any.
    return state in ENDED or timepoint.phase is not Phase.FOLLOW_UP


@dataclass(frozen=True)
class _Point:
    key: str
    phase: Phase
    due_on: date


def _timepoints_of(plan: SchedulePlan, days: CourseDays) -> list[Timepoint]:
    """The windows of one instrument: an answer counts for the nearest due day, of two equally near for the earlier.

    Only the baseline does not give way: its window ends with the day of the first session. It is not late on that day,
    since it may be answered until the session begins; a day later it is missed.
    """
    start = days.started_on
    opening = start - timedelta(days=plan.baseline_days)
    first = start + A_DAY
    found = [Timepoint("baseline", plan.instrument, Phase.BASELINE, opening, opening, first, start)]
    points = _in_order(_points(plan, days), start)
    closings = [before.due_on + (after.due_on - before.due_on) // 2 for before, after in pairwise(points)]
    closings += [points[-1].due_on + LAST_REACH] if points else []
    for point, until in zip(points, closings, strict=True):
        overdue_on, overlaps = point.due_on + OVERDUE_AFTER, point.key in plan.recall_overlaps
        found.append(
            Timepoint(point.key, plan.instrument, point.phase, first, point.due_on, overdue_on, until, overlaps)
        )
        first = until + A_DAY
    return found


def _points(plan: SchedulePlan, days: CourseDays) -> list[_Point]:
    """All but the baseline, by day; of one day, first the one that counts."""
    ends, fixed = _ends(plan, days), _fixed(plan, days)
    found = [*ends, *fixed, *_regular(plan, days, fixed), *_follow_ups(plan, days)]
    return sorted(found, key=lambda each: each.due_on)


def _fixed(plan: SchedulePlan, days: CourseDays) -> list[_Point]:
    """After session 10, 20, 30, 36, as far as there is a day for them. The form that closes the acute phase or the
    taper stands for a session next to it as well: nobody is asked twice within two sessions."""
    ends = [_sessions_by(days, each.due_on) for each in _ends(plan, days)]
    return [
        _Point(f"session-{number}", Phase.ACUTE, days.session_days[number - 1])
        for number in plan.at_sessions
        if number <= len(days.session_days) and all(abs(number - end) > NEXT_TO for end in ends)
    ]


def _regular(plan: SchedulePlan, days: CourseDays, fixed: Sequence[_Point]) -> list[_Point]:
    """Every so many sessions or days of the acute phase, unless a fixed session, or the end, is nearer than half that
    step."""
    if plan.every_sessions is not None:
        step = plan.every_sessions
        taken = [*plan.at_sessions, acute := _sessions_by(days, days.acute_ends_on)]
        return [
            _Point(f"session-{number}", Phase.ACUTE, days.session_days[number - 1])
            for number in range(step, acute, step)
            if all(2 * abs(number - each) >= step for each in taken)
        ]
    if plan.every_days is None:
        return []
    long, taken_days = timedelta(days=plan.every_days), [days.acute_ends_on, *(each.due_on for each in fixed)]
    count = (days.acute_ends_on - days.started_on) // long
    due_days = [days.started_on + place * long for place in range(1, count + 1)]
    return [
        _Point(_day_key((due_on - days.started_on).days), Phase.ACUTE, due_on)
        for due_on in due_days
        if all(2 * abs(due_on - each) >= long for each in taken_days)
    ]


def _sessions_by(days: CourseDays, on: date) -> int:
    return bisect_right(days.session_days, on)


def _day_key(days: int) -> str:
    return f"week-{days // 7}" if days % 7 == 0 else f"day-{days}"


def _ends(plan: SchedulePlan, days: CourseDays) -> list[_Point]:
    found = [_Point("end-of-acute", Phase.END, days.acute_ends_on)]
    if plan.taper_end and days.ends_on - days.acute_ends_on >= TAPER_WORTH_ASKING:
        found.append(_Point("end-of-taper", Phase.END, days.ends_on))
    return found


def _follow_ups(plan: SchedulePlan, days: CourseDays) -> list[_Point]:
    return [
        _Point(key, Phase.FOLLOW_UP, months_after(days.ends_on, months) + timedelta(days=more))
        for key, months, more in plan.follow_up
    ]


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or the last one of that month if it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _in_order(points: list[_Point], after: date) -> list[_Point]:
    """Without those that fall on or before the day of an earlier one: very short courses have no room for all."""
    found: list[_Point] = []
    for point in points:
        if point.due_on > (found[-1].due_on if found else after):
            found.append(point)
    return found
