"""States of courses and sessions, mood scales, and which course an entry belongs to. Pure."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from server.errors import Invalid
from server.wording import say

# Baseline questionnaires are answered up to a week before the first session, older ones are still of use (clinical
# reference 4.1: -30 days, flagged stale); follow-ups run to a year after the last session and answers come late.
BASELINE_REACH = timedelta(days=30)
FOLLOW_UP_REACH = timedelta(days=425)


class CourseState(StrEnum):
    PLANNED = "planned"
    ACTIVE = "active"
    PAUSED = "paused"
    HOSPITALISED = "hospitalised"
    COMPLETED = "completed"
    DISCONTINUED = "discontinued"
    DECEASED = "deceased"  # the patient died while the course was running


RUNNING = (CourseState.PLANNED, CourseState.ACTIVE, CourseState.PAUSED, CourseState.HOSPITALISED)
ENDED = (CourseState.COMPLETED, CourseState.DISCONTINUED, CourseState.DECEASED)
# Nobody is asked or reminded. After a death the patient's earlier courses are silent too, whatever their state.
SILENT = (CourseState.PAUSED, CourseState.HOSPITALISED, CourseState.DECEASED)


class TreatmentPhase(StrEnum):
    """What a planned day belongs to; the registry counts acute sessions alone (clinical reference 2.2)."""

    ACUTE = "acute"
    TAPER = "taper"
    EXTENSION = "extension"
    MAINTENANCE = "maintenance"


class CoilType(StrEnum):
    """The kind of coil, since rates of seizures are compared by it (clinical reference 2.2)."""

    FIGURE_8 = "figure-8"
    H1 = "H1"
    H4 = "H4"
    H7 = "H7"
    CAP = "cap"
    OTHER = "other"


class EndReason(StrEnum):
    NON_RESPONSE = "no response"
    ADVERSE_EVENT = "adverse event"
    PATIENT_CHOICE = "patient's choice"
    INSURANCE = "insurance"
    HOSPITALISED = "relapse or hospital"
    MOVED = "moved away"
    OTHER = "other"


class SessionState(StrEnum):
    FULL = "full"
    PARTIAL = "partial"
    ABORTED = "aborted"
    MISSED = "missed"


DELIVERED = (SessionState.FULL, SessionState.PARTIAL)


def next_number(recorded: Iterable[int]) -> int:
    """The number of the session to come. recorded: the numbers of all sessions; missed ones keep theirs and count."""
    return max(recorded, default=0) + 1


class MoodScale(StrEnum):
    """How mood is asked, fixed per course: the two must not be mixed in one series."""

    ELEVEN = "eleven"  # buttons 0 (worst) to 10 (best)
    FACES = "faces"  # five faces, 0 (lowest) to 4


_HIGHEST = {MoodScale.ELEVEN: 10, MoodScale.FACES: 4}


def mood_value(scale: MoodScale, raw: int) -> float:
    """The mood on 0 (worst) to 10 (best); faces count 0, 2.5, 5, 7.5, 10. Raises Invalid if raw is not on the scale."""
    highest = _HIGHEST[scale]
    if not 0 <= raw <= highest:
        sentence = say("Mood on the scale '{scale}' is a number from 0 to {most}.", scale=scale.value, most=highest)
        raise Invalid(sentence, field="mood", value=raw)
    return raw * 10 / highest


@dataclass(frozen=True)
class Span:
    """One course as far as entries are assigned by it. ended_on None: still running."""

    id: UUID
    started_on: date
    ended_on: date | None


def course_of_day(courses: Sequence[Span], on: date) -> UUID | None:
    """The course that an entry of the day `on` belongs to, or None if none is near.

    A day within a course belongs to it; of several, to the one that started last. Otherwise the follow-up of a course
    that ended before and the baseline of one that starts later both reach for the day; the nearer bound wins, and the
    coming course wins a tie, because its baseline cannot be asked again.
    """
    within = [each for each in courses if each.started_on <= on and (each.ended_on is None or on <= each.ended_on)]
    if within:
        return max(within, key=lambda each: each.started_on).id
    near: list[tuple[timedelta, int, UUID]] = []
    for each in courses:
        if on < each.started_on and each.started_on - on <= BASELINE_REACH:
            near.append((each.started_on - on, 0, each.id))
        elif each.ended_on is not None and on > each.ended_on and on - each.ended_on <= FOLLOW_UP_REACH:
            near.append((on - each.ended_on, 1, each.id))
    return min(near)[2] if near else None


def weekdays_plan(
    started_on: date, sessions: int, taper: Sequence[int] = (3, 2, 1), closed: Container[date] = ()
) -> list[date]:
    """The treatment days of a once-daily course: five a week, Monday to Friday, the last six as a taper of 3, 2, 1.

    taper: sessions per week (1 to 3) after the acute phase, included in `sessions`. closed: days on which the clinic
    does not treat; the day of a taper that falls on one gives way to the next that is free.
    Fewer than 12 sessions have no taper. Source: clinical reference 0.10 and 2.1 (30 + 3/2/1 for 36 sessions).
    """
    if sessions < 12:
        taper = ()
    days: list[date] = []
    day = started_on
    while len(days) < sessions - sum(taper):
        if day.weekday() < 5 and day not in closed:
            days.append(day)
        day += timedelta(days=1)
    return days + taper_days(days[-1] if days else started_on, taper, closed)


def taper_days(last: date, taper: Sequence[int], closed: Container[date] = ()) -> list[date]:
    """The days of a taper that begins in the week after `last`: Monday, Wednesday and Friday, then fewer."""
    monday = last + timedelta(days=7 - last.weekday())
    spread = {3: (0, 2, 4), 2: (1, 3), 1: (2,)}
    days: list[date] = []
    for week, count in enumerate(taper):
        for offset in spread[count]:
            day = monday + timedelta(weeks=week, days=offset)
            while day.weekday() > 4 or day in closed or (days and day <= days[-1]):
                day += timedelta(days=1)
            days.append(day)
    return days
