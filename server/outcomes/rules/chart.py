"""The course as its page draws it: curves with labels, mood with its median, side effects, sessions. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.courses.rules import SessionState
from server.outcomes.rules.analysis_points import sessions_by
from server.outcomes.rules.baseline import WINDOWS, Reading, find_baseline, is_before_start
from server.outcomes.rules.expected_path import Expected, expected_path, has_path
from server.outcomes.rules.response import Outcome, classify, may_remit
from server.outcomes.rules.thresholds import Thresholds, Windows, exact


@dataclass(frozen=True, slots=True)
class Given:
    """One response on the time axis. total: strict, else prorated (then `prorated`), None for neither. after_start: it
    is known to have been answered on the first treatment day after stimulation had begun. recall_overlaps: it looks
    back on days before the treatment."""

    on: date
    total: float | None
    prorated: bool
    timepoint: str | None
    after_start: bool = False
    recall_overlaps: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """label: "baseline", and "response" or "remission" where it was first reached."""

    on: date
    day: int
    session: int
    total: float
    prorated: bool
    timepoint: str | None
    label: str | None
    recall_overlaps: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """One instrument's points. response_at: the total that is a response and remission_below: the one that remission
    lies beyond; None without a baseline, or where the scale has no such total. higher_is_better: improvement goes up.
    """

    points: Sequence[Point]
    expected: Sequence[Expected] | None
    response_at: float | None
    remission_below: float | None
    higher_is_better: bool


def curve(
    given: Sequence[Given],
    started_on: date,
    session_days: Sequence[date],
    thresholds: Thresholds,
    last_day: int,
    *,
    once_daily: bool,
    windows: Windows = WINDOWS,
) -> Curve:
    """The curve of one instrument. given: in the order of time. last_day: where the chart ends, since the start.

    The expected path is drawn for once-daily courses only: it is a rule of thumb from those.
    """
    complete = [
        Reading(each.on, each.total, each.after_start) for each in given if each.total is not None and not each.prorated
    ]
    baseline = find_baseline(complete, started_on, windows)
    marks = {} if baseline is None else _marks(complete, baseline.reading, started_on, thresholds)
    points: list[Point] = []
    place = 0  # among the complete ones
    for each in given:
        if each.total is None:
            continue
        label = None
        if not each.prorated:
            label = marks.get(place)
            place += 1
        day = (each.on - started_on).days
        session = sessions_by(session_days, each.on)
        points.append(
            Point(each.on, day, session, each.total, each.prorated, each.timepoint, label, each.recall_overlaps)
        )
    if baseline is None:
        return Curve(points, None, None, None, thresholds.higher_is_better)
    before = baseline.reading.total
    return Curve(
        points=points,
        expected=expected_path(before, last_day) if once_daily and has_path(thresholds) else None,
        response_at=_response_at(before, thresholds),
        remission_below=thresholds.remission_below if may_remit(before, thresholds) else None,
        higher_is_better=thresholds.higher_is_better,
    )


def _response_at(before: float, thresholds: Thresholds) -> float | None:
    """The worst total that still is a response; None where none is, and where it is a level."""
    towards = 1 if thresholds.higher_is_better else -1
    if thresholds.response_percent is not None:
        return float(exact(before) * (100 + towards * exact(thresholds.response_percent)) / 100) if before else None
    if thresholds.response_points is not None:
        return before + towards * thresholds.response_points
    return None


def _marks(complete: Sequence[Reading], baseline: Reading, started_on: date, thresholds: Thresholds) -> dict[int, str]:
    """Place among the complete totals -> label. A remission is a response too: later totals are no first response."""
    marks = {max(place for place, each in enumerate(complete) if each == baseline): "baseline"}
    reached: set[Outcome] = set()
    for place, each in enumerate(complete):
        outcome = None if is_before_start(each, started_on) else classify(baseline.total, each.total, thresholds)
        if outcome in (Outcome.RESPONSE, Outcome.REMISSION) and outcome not in reached:
            marks[place] = outcome.value
            reached |= {outcome, Outcome.RESPONSE}
    return marks


@dataclass(frozen=True, slots=True)
class DayEntry:
    """What was said of one day. mood: 0-10, None if it was not given. effects: key -> grade 0-3, None: not asked."""

    on: date
    mood: float | None
    effects: Mapping[str, int] | None


def join_by_day(entries: Iterable[DayEntry]) -> list[DayEntry]:
    """One entry for each day, in the order of days. entries: in the order in which they were received.

    The mood is the one received last: the newest word. Each side effect is at its worst, since a headache that was gone
    in the evening was there at noon.
    """
    days: dict[date, DayEntry] = {}
    for each in entries:
        before = days.get(each.on, DayEntry(each.on, None, None))
        mood = before.mood if each.mood is None else each.mood
        days[each.on] = DayEntry(each.on, mood, _worst(before.effects, each.effects))
    return [days[on] for on in sorted(days)]


def _worst(one: Mapping[str, int] | None, other: Mapping[str, int] | None) -> Mapping[str, int] | None:
    if one is None or other is None:
        return other if one is None else one
    return {key: max(one.get(key, 0), other.get(key, 0)) for key in {**one, **other}}


def side_effect_rows(
    entries: Sequence[DayEntry], started_on: date, labels: Mapping[str, str]
) -> list[dict[str, object]]:
    """One row per side effect that was ever reported above none, headache and scalp always, in the vocabulary's order.

    A day that was asked about and does not name the effect counts as none; a day that was not asked about is left out.
    """
    asked = [((entry.on - started_on).days, entry.effects) for entry in entries if entry.effects is not None]
    reported = {key for _, effects in asked for key, grade in effects.items() if grade > 0}
    shown = [key for key in labels if key in reported or key in ("headache", "site_pain")]
    return [
        {
            "key": key,
            "label": labels[key],
            "days": [{"day": day, "grade": effects.get(key, 0)} for day, effects in asked],
        }
        for key in shown
    ]


@dataclass(frozen=True, slots=True)
class SessionDay:
    day: int
    number: int
    state: str  # done, partial, aborted, missed; planned


def session_days(
    recorded: Sequence[tuple[date, int, SessionState]],
    planned: Sequence[tuple[date, int]],
    started_on: date,
    today: date,
) -> list[SessionDay]:
    """What took place, whole or in part, what was broken off or missed, and what is still planned from today on.

    recorded: (day, number, state). planned: (day, sessions on it). A day in the past for which nothing was recorded
    is left out: whether it was missed is for the clinic to say.
    """
    found = [
        SessionDay((on - started_on).days, number, "done" if state is SessionState.FULL else state.value)
        for on, number, state in recorded
    ]
    number = max((each.number for each in found), default=0)
    for on, sessions in planned:
        open_today = sessions - sum(1 for each in recorded if each[0] == on)
        if on >= today:
            for _ in range(max(open_today, 0)):
                number += 1
                found.append(SessionDay((on - started_on).days, number, "planned"))
    return found
