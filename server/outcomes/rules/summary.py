"""The summary of one course, from its raw facts. Pure: the same facts give the same summary, on whatever day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from server.courses.rules.protocol import CourseDays, SchedulePlan
from server.outcomes.rules.analysis_points import (
    FIXED_POINTS,
    find_end_of_acute,
    find_fixed_point,
    fixed_points,
    last_acute_session,
    last_in_acute,
    sessions_by,
)
from server.outcomes.rules.baseline import WINDOWS, Reading, after_start, find_baseline
from server.outcomes.rules.durability import total_after_a_year, total_after_months, visits_after
from server.outcomes.rules.relapse import relapsed_on
from server.outcomes.rules.reliable_change import Reliable, reliable_change
from server.outcomes.rules.response import Outcome, change_percent, classify
from server.outcomes.rules.setback import Setback, find_setback
from server.outcomes.rules.thresholds import UNKNOWN, Thresholds, Windows
from server.questionnaires.rules.schedule import Timepoint, first_awaited, timepoints

RULES_VERSION = 7  # raise it with every change of what `summarise` returns: all summaries become stale and are rebuilt
MILESTONE = 10  # delivered sessions: clinical reference 5.1, NOT-1 to NOT-3, looks at 10, 20 and 30


@dataclass(frozen=True, slots=True)
class Scored:
    """One response as far as outcomes need it. total: strict, None if it is incomplete. after_start: it is known to
    have been answered on the first treatment day after stimulation had begun."""

    instrument: str
    answered_on: date
    total: float | None
    after_start: bool = False


@dataclass(frozen=True, slots=True)
class Sessions:
    """done: in full or in part. milestone_on: the day of the last one whose place can be divided by MILESTONE.

    acute: how many of them up to the end of the acute phase. last_acute_on: the day of the last of those, None while
    the acute phase goes on.
    """

    done: int
    missed: int
    last_on: date | None
    milestone_on: date | None
    acute: int
    last_acute_on: date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a summary is computed from.

    days: the calendar that questionnaires hang on; plans: when each is asked. once_daily: one session a day, for which
    there is an expected path. primary: the instrument that the outcome is read from. responses: in the order of time.
    session_days: the day of every delivered session, in order; missed: how many were recorded as missed. thresholds: by
    instrument; windows: how far an answer may lie from its point. The count of different days with a check-in comes
    from the database, which counts faster than we do.
    """

    days: CourseDays
    plans: tuple[SchedulePlan, ...]
    has_ended: bool
    once_daily: bool
    primary: str
    responses: Sequence[Scored]
    session_days: Sequence[date]
    missed: int
    days_logged: int
    last_log_on: date | None
    thresholds: Mapping[str, Thresholds]
    windows: Windows = WINDOWS

    @property
    def fixed_points(self) -> Sequence[int]:
        """The sessions that a score is read near."""
        return fixed_points(once_daily=self.once_daily)


@dataclass(frozen=True, slots=True)
class Measure:
    """What became of one scale.

    latest: the last complete score after the start, None if there is none yet; change_percent, outcome and reliable are
    at that score. end: at the end of the acute phase, with the outcome then; carried: the last one up to the last acute
    session; both None while that phase goes on. points: session (10, 20, 30, 36) -> score. relapsed_on: see `relapse`.
    visits: months after the last session (3, 6, 9, 12) -> score. after_a_year: 12 months after the baseline;
    half_a_year: 4 to 8 months after it.
    """

    baseline: float | None
    baseline_on: date | None
    baseline_stale: bool
    latest: float | None
    latest_on: date | None
    change_percent: float | None
    outcome: Outcome | None
    reliable: Reliable | None
    end: float | None
    end_on: date | None
    end_outcome: Outcome | None
    carried: float | None
    points: Mapping[int, float]
    relapsed_on: date | None
    visits: Mapping[int, float]
    after_a_year: float | None
    half_a_year: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What the table `summary` keeps of a course, beside what it was computed from.

    primary: the measure of the primary instrument, None until it was answered in full. setback: of the same.
    answered: instrument -> the days, in ISO form, on which it was answered, complete or not.
    awaited: of each instrument the first timepoint that opened after its last answer.
    """

    sessions: Sessions
    days_logged: int
    last_log_on: date | None
    primary: Measure | None
    setback: Setback | None
    measures: Mapping[str, Measure]
    answered: Mapping[str, Sequence[str]]
    awaited: Sequence[Timepoint]


def summarise(facts: Facts) -> Summary:
    """The summary of a course. Depends on nothing but its facts: not on today, not on the order of arrival."""
    series: dict[str, list[Reading]] = {}
    answered: dict[str, list[str]] = {}
    for each in facts.responses:
        answered.setdefault(each.instrument, []).append(each.answered_on.isoformat())
        if each.total is not None:
            reading = Reading(each.answered_on, each.total, each.after_start)
            series.setdefault(each.instrument, []).append(reading)
    sessions = count_sessions(facts.session_days, facts.missed, facts.days.acute_ends_on, has_ended=facts.has_ended)
    measures = {
        key: measure(
            found,
            facts.days.started_on,
            facts.session_days,
            sessions,
            facts.thresholds.get(key, UNKNOWN),
            facts.windows,
            facts.fixed_points,
        )
        for key, found in series.items()
    }
    return Summary(
        sessions=sessions,
        days_logged=facts.days_logged,
        last_log_on=facts.last_log_on,
        primary=measures.get(facts.primary),
        setback=find_setback(
            series.get(facts.primary, ()),
            facts.days.started_on,
            facts.days.acute_ends_on,
            facts.thresholds.get(facts.primary, UNKNOWN),
            once_daily=facts.once_daily,
            windows=facts.windows,
        ),
        measures=measures,
        answered=answered,
        awaited=first_awaited(
            _timepoints(facts.plans, facts.days),
            {each.instrument: each.answered_on for each in facts.responses},
            has_ended=facts.has_ended,
        ),
    )


# Courses of one plan that began on the same day share their calendar, which takes longer to make than all the rest.
@lru_cache(maxsize=4096)
def _timepoints(plans: tuple[SchedulePlan, ...], days: CourseDays) -> Sequence[Timepoint]:
    return tuple(timepoints(plans, days))


def count_sessions(session_days: Sequence[date], missed: int, acute_ends_on: date, *, has_ended: bool) -> Sessions:
    """The sessions of a course in numbers. session_days: of the delivered ones, in order."""
    done = len(session_days)
    milestone = done // MILESTONE * MILESTONE
    return Sessions(
        done=done,
        missed=missed,
        last_on=session_days[-1] if done else None,
        milestone_on=session_days[milestone - 1] if milestone else None,
        acute=sessions_by(session_days, acute_ends_on),
        last_acute_on=last_acute_session(session_days, acute_ends_on, has_ended=has_ended),
    )


def measure(
    readings: Sequence[Reading],
    started_on: date,
    session_days: Sequence[date],
    sessions: Sessions,
    thresholds: Thresholds,
    windows: Windows = WINDOWS,
    fixed: Sequence[int] = FIXED_POINTS,
) -> Measure:
    """What became of one scale. readings: complete ones in the order of time, at least one. sessions: as counted from
    session_days. fixed: the sessions that a score is read near."""
    baseline = find_baseline(readings, started_on, windows)
    before = None if baseline is None else baseline.reading.total
    after = after_start(readings, started_on)
    latest = after[-1] if after else None
    end = find_end_of_acute(after, sessions.last_acute_on, windows)
    carried = last_in_acute(after, sessions.last_acute_on)
    points = {each: find_fixed_point(after, session_days, each, windows) for each in fixed}
    return Measure(
        baseline=before,
        baseline_on=None if baseline is None else baseline.reading.on,
        baseline_stale=False if baseline is None else baseline.stale,
        latest=None if latest is None else latest.total,
        latest_on=None if latest is None else latest.on,
        change_percent=_of_change(change_percent, before, latest, thresholds),
        outcome=_of_change(classify, before, latest, thresholds),
        reliable=_of_change(reliable_change, before, latest, thresholds),
        end=None if end is None else end.total,
        end_on=None if end is None else end.on,
        end_outcome=_of_change(classify, before, end, thresholds),
        carried=None if carried is None else carried.total,
        points={number: found.total for number, found in points.items() if found is not None},
        relapsed_on=relapsed_on(after, end, thresholds),
        visits=visits_after(after, sessions.last_on) if sessions.last_acute_on and sessions.last_on else {},
        after_a_year=None if baseline is None else total_after_a_year(after, baseline.reading.on),
        half_a_year=None if baseline is None else total_after_months(after, baseline.reading.on, *windows.half_year),
    )


Said = TypeVar("Said")


def _of_change(
    what: Callable[[float, float, Thresholds], Said],
    before: float | None,
    reading: Reading | None,
    thresholds: Thresholds,
) -> Said | None:
    """What the rule says of the change from the baseline to that reading; None without one of the two."""
    return None if before is None or reading is None else what(before, reading.total, thresholds)


_NAMES = tuple(each.name for each in fields(Measure))


def plain(measure: Measure) -> dict[str, Any]:
    """The measure as JSON can hold it: days in ISO form, and keys as texts."""
    # Not asdict: it copies deeply, which takes longer than computing the measure did.
    return {name: _plain(getattr(measure, name)) for name in _NAMES}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return {str(key): each for key, each in value.items()} if isinstance(value, dict) else value
