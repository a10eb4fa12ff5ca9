"""The points of a course that outcomes are read at. Each chooses the nearest answer; two may share one. Pure.

All readings are complete ones of one instrument, in the order of time, answered after the first stimulation
(`baseline.after_start`). session_days: the day of every delivered session, in order, one entry for each session.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta

from server.outcomes.rules.baseline import WINDOWS, Reading
from server.outcomes.rules.thresholds import Windows

FIXED_POINTS = (10, 20, 30, 36)  # sessions: Hutton 2023, Sackeim 2024 (clinical reference 4.1)


def fixed_points(*, once_daily: bool) -> Sequence[int]:
    """The sessions that outcomes are read near; none where several are given a day.

    Ten sessions are a morning then, and a form that asks about two weeks says nothing of it (clinical reference 1.5).
    The sources are once-daily courses.
    """
    return FIXED_POINTS if once_daily else ()


def sessions_by(session_days: Sequence[date], on: date) -> int:
    """How many sessions had taken place by the end of that day."""
    return bisect_right(session_days, on)


def last_acute_session(session_days: Sequence[date], acute_ends_on: date, *, has_ended: bool) -> date | None:
    """The day of the last acute session once the acute phase is over; None while it is not, or without a session.

    acute_ends_on: the last planned treatment day before the taper, or of the taper where that takes less than two
    weeks (`courses.rules.protocol.course_days`). The phase is over when the course has ended, or a session of that day
    or a later one was delivered.
    """
    acute = sessions_by(session_days, acute_ends_on)
    if not acute:
        return None
    is_over = has_ended or session_days[-1] >= acute_ends_on
    return session_days[acute - 1] if is_over else None


def find_end_of_acute(
    readings: Sequence[Reading], last_acute_on: date | None, windows: Windows = WINDOWS
) -> Reading | None:
    """The answer closest to the last acute session, from 7 days before to 14 days after it; of two as close, the later.

    None while the acute phase goes on, and where no answer is near. Source: clinical reference 4.1; the window is ours.
    """
    if last_acute_on is None:
        return None
    first = last_acute_on - timedelta(days=windows.end_before)
    last = last_acute_on + timedelta(days=windows.end_after)
    near = [each for each in readings if first <= each.on <= last]
    return min(reversed(near), key=lambda each: abs(each.on - last_acute_on), default=None)


def last_in_acute(readings: Sequence[Reading], last_acute_on: date | None) -> Reading | None:
    """The last answer up to the day of the last acute session: what is carried forward where the end was not answered.

    Source: Sackeim 2020 (clinical reference 4.1, ITT). None while the acute phase goes on.
    """
    if last_acute_on is None:
        return None
    return next((each for each in reversed(readings) if each.on <= last_acute_on), None)


def find_fixed_point(
    readings: Sequence[Reading], session_days: Sequence[date], number: int, windows: Windows = WINDOWS
) -> Reading | None:
    """The answer nearest to session `number`, at most two sessions away; None if that session was not delivered yet.

    Nearest in sessions, then in days, then the later one. The place of an answer is how many sessions had been
    delivered by the end of its day. Where no further session was, answers up to 14 days after this one count (as for
    the end of the acute phase; ours): else every follow-up of a course of 36 would be near session 36.
    Source: clinical reference 4.1.
    """
    if len(session_days) < number:
        return None
    at, reach, delivered = session_days[number - 1], windows.within_sessions, len(session_days)
    # As days, which compare faster than places are counted: this runs for every course that is refreshed.
    first = session_days[number - reach - 1] if number > reach else date.min
    last = session_days[-1] + timedelta(days=windows.end_after)
    beyond = session_days[number + reach] if delivered > number + reach else date.max
    near = [each for each in readings if first <= each.on <= last and each.on < beyond]
    return min(
        reversed(near),
        key=lambda each: (abs(sessions_by(session_days, each.on) - number), abs(each.on - at)),
        default=None,
    )
