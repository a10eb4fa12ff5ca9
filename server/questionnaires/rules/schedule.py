"""Which questionnaire is asked when, and what is due, overdue or missed on a day. Pure: `today` is an argument.

Each instrument has its own row of timepoints. Their windows lie side by side, so that an answer of any day from the
first window to the last counts for exactly one of them.
"""

import calendar
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
    overdue_on: from when on it is late.
    """

    key: str
    instrument: str
    phase: Phase
    opens_on: date
    due_on: date
    overdue_on: date
    until: date

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


def timepoints(plans: Iterable[SchedulePlan], days: CourseDays) -> list[Timepoint]:
    """All timepoints of a course, instrument by instrument, each in the order of time."""
    return [timepoint for plan in plans for timepoint in _timepoints_of(plan, days)]


def timepoint_of(known: Iterable[Timepoint], instrument: str, on: date) -> str | None:
    """The key of the timepoint that that day's answers count for; None before the first window and after the last."""
    return next(
        (each.key for each in known if each.instrument == instrument and each.opens_on <= on <= each.until), None
    )


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
        Due(each.instrument, each.key, each.due_on, each.until, overdue=today >= each.overdue_on)
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

    Only the baseline does not give way: its window ends with the day of the first session.
    """
    points = _in_order([*_acute(plan, days), *_ends(plan, days), *_follow_ups(plan, days)], days.started_on)
    opening = days.started_on - timedelta(days=plan.baseline_days)
    first = days.started_on + timedelta(days=1)
    found = [Timepoint("baseline", plan.instrument, Phase.BASELINE, opening, opening, days.started_on, days.started_on)]
    closings = [before.due_on + (after.due_on - before.due_on) // 2 for before, after in pairwise(points)]
    closings += [points[-1].due_on + LAST_REACH] if points else []
    for point, until in zip(points, closings, strict=True):
        overdue_on = point.due_on + OVERDUE_AFTER
        found.append(Timepoint(point.key, plan.instrument, point.phase, first, point.due_on, overdue_on, until))
        first = until + timedelta(days=1)
    return found


def _acute(plan: SchedulePlan, days: CourseDays) -> list[_Point]:
    """Every so many days after the first session, unless the end of the acute phase is nearer than half the step."""
    if plan.every_days is None:
        return []
    step = timedelta(days=plan.every_days)
    found = []
    due_on = days.started_on + step
    while days.acute_ends_on - due_on >= step / 2:
        found.append(_Point(_day_key((due_on - days.started_on).days), Phase.ACUTE, due_on))
        due_on += step
    return found


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
