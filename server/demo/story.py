"""One invented patient from the first visit to today: days, sessions, entries, alerts. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from server.courses.library import indication, protocol
from server.courses.rules.protocol import Protocol, course_days, plans_of, sessions_to_plan
from server.demo.cast import Casting, Event, Part
from server.demo.entries import Entry, instant
from server.demo.events import Scene, happen, left_to_do
from server.demo.forms import answered
from server.demo.log import draw_writer, entries_of
from server.demo.shapes import Curve, draw_curve
from server.demo.treatment import Calendar, Visit, calendar_of, visits_of
from server.demo.watch import Watched, alerts_of
from server.questionnaires.rules.instrument import Instrument
from server.questionnaires.rules.schedule import Timepoint, timepoints

INDICATION = "mdd"
LOG_GOES_ON = timedelta(days=4)  # after the last session most patients soon stop
RELAPSE_WEEK = 14  # since the first session: two months after the last one
PACE_OF_ACCELERATED = 5.0  # a five-day course does in one week what a once-daily one does in five


@dataclass(frozen=True)
class Story:
    """What is known of one patient's course. entries: in the order of receipt, none of them after now."""

    part: Part
    zone: str
    protocol: Protocol
    calendar: Calendar
    joined_at: datetime
    visits: Sequence[Visit]
    entries: Sequence[Entry]
    alerts: Sequence[Watched]


def tell(
    casting: Casting,
    effects: Collection[str],
    instruments: Mapping[str, Instrument],
    zone: str,
    now: datetime,
    rng: Random,
) -> Story:
    """The story of one patient. effects: side effects to which the patient is susceptible."""
    part, chosen = casting.part, protocol(casting.protocol)
    today = now.astimezone(ZoneInfo(zone)).date()
    calendar = calendar_of(part, chosen, today, rng)
    curve = _curve(casting, chosen, rng)
    writer = draw_writer(rng, zone, part.mood_scale, effects)
    if part.is_visitor:
        writer = replace(writer, willing=1.5, fully=True)
    joined_on = min(calendar.started_on, today) - timedelta(days=rng.randint(7, 12))
    visits = visits_of(calendar, chosen, rng.uniform(1, 6), rng, reliable=part.is_visitor)
    log = entries_of(writer, curve, calendar, joined_on + timedelta(days=1), _last_day_of_log(calendar, today), rng)
    forms = answered(questionnaires_of(chosen, calendar), instruments, curve, calendar.started_on, today, zone, rng)
    scene = Scene(curve, writer, calendar, instruments, now, rng)
    entries, news = happen(part.event, [*log, *forms], scene)
    if part.is_visitor:
        entries = left_to_do(entries, scene)
    entries = sorted((each for each in entries if each.received_at <= now), key=lambda each: each.received_at)
    alerts = alerts_of(entries, instruments, news, rng)
    return Story(part, zone, chosen, calendar, instant(joined_on, 10.5, zone), visits, entries, alerts)


def _curve(casting: Casting, chosen: Protocol, rng: Random) -> Curve:
    pace = PACE_OF_ACCELERATED if chosen.sessions_per_day > 1 else 1.0
    relapse_week = RELAPSE_WEEK if casting.part.event is Event.RELAPSE else None
    return draw_curve(rng, casting.shape, pace=pace, relapse_week=relapse_week)


def _last_day_of_log(calendar: Calendar, today: date) -> date:
    return today if calendar.ended_on is None else min(today, calendar.ended_on + LOG_GOES_ON)


def questionnaires_of(chosen: Protocol, calendar: Calendar) -> list[Timepoint]:
    """All questionnaires of the course, in the order in which they fall due."""
    days = course_days(
        chosen,
        calendar.started_on,
        calendar.ended_on,
        sessions_to_plan(chosen, None),
        [day for day, _ in calendar.days],
    )
    return sorted(timepoints(plans_of(indication(INDICATION), chosen), days), key=lambda each: each.due_on)
