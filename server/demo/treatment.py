"""When an invented patient was treated: the days, and how each session went. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from server.courses.rules import ENDED, CourseState, SessionState, weekdays_plan
from server.courses.rules.protocol import Protocol, planned_days, sessions_to_plan
from server.demo.cast import Part

MISSED = 0.04  # share of the planned sessions that patients miss
CUT_SHORT = 0.015
ABORTED = 0.004
RAMP_FROM = 80  # per cent of the motor threshold in the first session; patients get used to it over a week
RAMP_STEP = 8  # per session
REASONS_TO_MISS = ("Called in: a cold.", "Did not come; called, will come tomorrow.", "Bus strike.", "Child is ill.")
NOTES = {
    SessionState.PARTIAL: "Stopped early: the patient had to leave.",
    SessionState.ABORTED: "Stopped at once: the coil was too hot.",
}


@dataclass(frozen=True)
class Calendar:
    """The days of one course. days: (day, planned sessions), in order. held: how many sessions lie behind."""

    days: Sequence[tuple[date, int]]
    started_on: date
    ended_on: date | None
    held: int

    def treated_on(self, day: date) -> bool:
        """Whether a session was planned for that day."""
        return any(each == day for each, _ in self.days)


def calendar_of(part: Part, protocol: Protocol, today: date, rng: Random) -> Calendar:
    """The days of the part's course, laid so that its state is what the part says it is today."""
    sessions = sessions_to_plan(protocol, None)
    days_ago = rng.randint(*part.days_ago)
    if part.state is CourseState.PLANNED:
        start = _weekday_from(today - timedelta(days=days_ago))
        return Calendar(planned_days(protocol, start, sessions), start, None, 0)
    held = sessions if part.state is CourseState.COMPLETED else rng.randint(*part.sessions)
    if part.state in ENDED:
        days = _days_with(protocol, sessions, held, today - timedelta(days=days_ago - 1))
        last = _slots(days)[held - 1]
        return Calendar([each for each in days if each[0] <= last], days[0][0], last, held)
    if part.state in (CourseState.PAUSED, CourseState.HOSPITALISED):
        paused_on = today - timedelta(days=days_ago - 1)
        days = _days_with(protocol, sessions, held, paused_on)
        return Calendar(_resumed(days, held, today), days[0][0], None, held)
    days = _days_with(protocol, sessions, held, today)
    return Calendar(days, days[0][0], None, sum(count for day, count in days if day < today))


def _days_with(protocol: Protocol, sessions: int, held: int, before: date) -> list[tuple[date, int]]:
    """The days of the course that starts as late as it can and has `held` sessions before that day."""
    start = before
    while True:
        start -= timedelta(days=1)
        days = planned_days(protocol, start, sessions)
        if start.weekday() < 5 and sum(count for day, count in days if day < before) >= held:
            return days


def _resumed(days: Sequence[tuple[date, int]], held: int, today: date) -> list[tuple[date, int]]:
    """The days without those of a pause: what is left goes on next Monday, day for day."""
    monday = today + timedelta(days=7 - today.weekday())
    behind, ahead = list(days[:held]), days[held:]
    return behind + [(day, 1) for day in weekdays_plan(monday, len(ahead))]


def _weekday_from(day: date) -> date:
    return day + timedelta(days=7 - day.weekday() if day.weekday() >= 5 else 0)


def _slots(days: Sequence[tuple[date, int]]) -> list[date]:
    """One entry for each planned session: its day."""
    return [day for day, count in days for _ in range(count)]


@dataclass(frozen=True)
class Visit:
    """How one planned session went. place: 0, 1, ... within its day. percent: of the motor threshold."""

    number: int
    on: date
    place: int
    state: SessionState
    percent: int
    pulses: int
    site_pain: int | None
    note: str | None


def visits_of(calendar: Calendar, protocol: Protocol, pain: float, rng: Random, *, reliable: bool) -> list[Visit]:
    """The sessions that lie behind. pain: how the coil hurts this patient at first, 0-10. reliable: missed none."""
    stimulation = protocol.stimulations[0]
    highest, pulses = stimulation.intensity_percent[1], stimulation.pulses[1]
    visits: list[Visit] = []
    delivered = 0
    for number, on in enumerate(_slots(calendar.days)[: calendar.held], start=1):
        place = sum(1 for each in visits if each.on == on)
        state = _how_it_went(rng, number, reliable=reliable or protocol.sessions_per_day > 1)
        if state is SessionState.MISSED:
            visits.append(Visit(number, on, place, state, 0, 0, None, rng.choice(REASONS_TO_MISS)))
            continue
        # Accelerated courses begin at full intensity; others rise to it in about five sessions.
        percent = highest if protocol.sessions_per_day > 1 else min(highest, RAMP_FROM + RAMP_STEP * delivered)
        share = {SessionState.PARTIAL: 0.6, SessionState.ABORTED: 0.1}.get(state, 1.0)
        hurt = round(min(max(pain * (0.35 + 0.65 * 0.9**delivered) + rng.gauss(0, 0.7), 0), 10))
        visits.append(Visit(number, on, place, state, percent, round(pulses * share), hurt, NOTES.get(state)))
        delivered += 1
    return visits


def _how_it_went(rng: Random, number: int, *, reliable: bool) -> SessionState:
    luck = rng.random()
    if reliable or number == 1:
        return SessionState.FULL
    if luck < MISSED:
        return SessionState.MISSED
    if luck < MISSED + CUT_SHORT:
        return SessionState.PARTIAL
    return SessionState.ABORTED if luck < MISSED + CUT_SHORT + ABORTED else SessionState.FULL
