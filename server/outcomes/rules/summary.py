"""The summary of one course, from its raw facts. Pure: the same facts give the same summary, on whatever day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from server.courses.rules.protocol import CourseDays, SchedulePlan
from server.outcomes.rules.reliable_change import Reliable, reliable_change
from server.outcomes.rules.response import Outcome, Thresholds, change_percent, classify
from server.outcomes.rules.setback import Setback, find_setback
from server.outcomes.rules.trajectory import Reading, find_baseline
from server.questionnaires.rules.schedule import Timepoint, first_awaited, timepoints

RULES_VERSION = 4  # raise it with every change of what `summarise` returns: all summaries become stale and are rebuilt
MILESTONE = 10  # delivered sessions: clinical reference 5.1, NOT-1 to NOT-3, looks at 10, 20 and 30


@dataclass(frozen=True, slots=True)
class Scored:
    """One response as far as outcomes need it. total: strict, None if it is incomplete."""

    instrument: str
    answered_on: date
    total: int | None


@dataclass(frozen=True, slots=True)
class Sessions:
    """done: in full or in part. milestone_on: the day of the last one whose place can be divided by MILESTONE."""

    done: int
    missed: int
    last_on: date | None
    milestone_on: date | None


NO_SESSIONS = Sessions(0, 0, None, None)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a summary is computed from.

    days: the calendar that questionnaires hang on; plans: when each is asked. once_daily: one session a day, for which
    there is an expected path. primary: the instrument that the outcome is read from. responses: in the order of time.
    thresholds: by instrument. The counts of sessions and of different days with a check-in come from the database,
    which counts faster than we do.
    """

    days: CourseDays
    plans: tuple[SchedulePlan, ...]
    has_ended: bool
    once_daily: bool
    primary: str
    responses: Sequence[Scored]
    sessions: Sessions
    days_logged: int
    last_log_on: date | None
    thresholds: Mapping[str, Thresholds]


@dataclass(frozen=True, slots=True)
class Measure:
    """What became of one scale. latest: the last complete score after the baseline, None if there is none yet."""

    baseline: int | None
    baseline_on: date | None
    baseline_stale: bool
    latest: int | None
    latest_on: date | None
    change_percent: float | None
    outcome: Outcome | None
    reliable: Reliable | None


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
            series.setdefault(each.instrument, []).append(Reading(each.answered_on, each.total))
    started_on = facts.days.started_on
    measures = {
        key: measure(found, started_on, facts.thresholds[key])
        for key, found in series.items()
        if key in facts.thresholds
    }
    return Summary(
        sessions=facts.sessions,
        days_logged=facts.days_logged,
        last_log_on=facts.last_log_on,
        primary=measures.get(facts.primary),
        setback=find_setback(
            series.get(facts.primary, ()),
            started_on,
            facts.days.acute_ends_on,
            facts.thresholds[facts.primary],
            once_daily=facts.once_daily,
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


def measure(readings: Sequence[Reading], started_on: date, thresholds: Thresholds) -> Measure:
    """What became of one scale. readings: complete ones in the order of time, at least one."""
    baseline = find_baseline(readings, started_on)
    after = [each for each in readings if each.on > started_on]
    latest = after[-1] if after else None
    if baseline is None or latest is None:
        return Measure(
            baseline=baseline.reading.total if baseline else None,
            baseline_on=baseline.reading.on if baseline else None,
            baseline_stale=baseline.stale if baseline else False,
            latest=latest.total if latest else None,
            latest_on=latest.on if latest else None,
            change_percent=None,
            outcome=None,
            reliable=None,
        )
    before, now = baseline.reading.total, latest.total
    return Measure(
        baseline=before,
        baseline_on=baseline.reading.on,
        baseline_stale=baseline.stale,
        latest=now,
        latest_on=latest.on,
        change_percent=change_percent(before, now),
        outcome=classify(before, now, thresholds),
        reliable=reliable_change(before, now, thresholds.reliable),
    )
