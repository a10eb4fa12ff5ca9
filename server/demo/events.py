"""What happened in some of the invented courses, so that a visitor finds each of these once. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from server.demo.cast import Event
from server.demo.entries import Entry, behind, instant
from server.demo.forms import response
from server.demo.log import Writer, check_in
from server.demo.shapes import Curve, mood_at
from server.demo.treatment import Calendar
from server.questionnaires.rules.instrument import Instrument

CLOCK_BEHIND = timedelta(hours=3)


@dataclass(frozen=True)
class Scene:
    """Where an event takes place: one patient, today."""

    curve: Curve
    writer: Writer
    calendar: Calendar
    instruments: Mapping[str, Instrument]
    now: datetime
    rng: Random

    def day_of(self, at: datetime) -> date:
        """The patient's calendar day of an instant."""
        return at.astimezone(ZoneInfo(self.writer.zone)).date()

    @property
    def today(self) -> date:
        return self.day_of(self.now)

    def severity_on(self, on: date) -> float:
        return self.curve.severity((on - self.calendar.started_on).days)


Told = tuple[list[Entry], Entry | None]


def happen(event: Event | None, entries: list[Entry], scene: Scene) -> Told:
    """The entries with what the event adds or changes, and the entry whose alert nobody has closed yet."""
    happens = _EVENTS.get(event) if event is not None else None
    return (entries, None) if happens is None else happens(entries, scene)


def _self_harm(entries: list[Entry], scene: Scene) -> Told:
    received_at = scene.now - timedelta(minutes=25)
    on = scene.day_of(received_at)
    form = response(
        scene.instruments["phq-9"],
        scene.severity_on(on),
        on,
        scene.writer.zone,
        (received_at - timedelta(seconds=2), received_at),
        1,
        scene.rng,
    )
    recent = on - timedelta(days=6)
    return [*(each for each in entries if each.kind == "check-in" or each.on < recent), form], form


def _strong_headache(entries: list[Entry], scene: Scene) -> Told:
    received_at = scene.now - timedelta(hours=3)
    felt_at = received_at - timedelta(hours=8)
    on = scene.day_of(felt_at)
    times = (felt_at, felt_at + timedelta(seconds=15), received_at)
    entry = check_in(scene.writer, mood_at(scene.severity_on(on)), {"headache": 3}, on, times, scene.rng)
    return [*(each for each in entries if each.kind != "check-in" or each.on < on), entry], entry


def _pain_at_the_end(entries: list[Entry], scene: Scene) -> Told:
    last = scene.calendar.ended_on or scene.today
    kept = [each for each in entries if each.kind != "check-in" or each.on < last - timedelta(days=1)]
    for on in (last - timedelta(days=1), last):
        felt_at = instant(on, 17.5, scene.writer.zone)
        times = (felt_at, felt_at + timedelta(seconds=12), felt_at + timedelta(seconds=15))
        mood = mood_at(scene.severity_on(on)) - 1
        kept.append(check_in(scene.writer, mood, {"site_pain": 3}, on, times, scene.rng))
    return kept, None


def _offline(entries: list[Entry], scene: Scene) -> Told:
    back_at = instant(scene.today - timedelta(days=1), 20.1, scene.writer.zone)
    gone = range(2, 7)  # days ago
    return [
        replace(each, received_at=back_at) if (scene.today - each.on).days in gone else each for each in entries
    ], None


def _clock_off(entries: list[Entry], scene: Scene) -> Told:
    return [behind(each, CLOCK_BEHIND) for each in entries], None


_EVENTS: dict[Event, Callable[[list[Entry], Scene], Told]] = {
    Event.SELF_HARM: _self_harm,
    Event.STRONG_HEADACHE: _strong_headache,
    Event.LEFT_BECAUSE_OF_PAIN: _pain_at_the_end,
    Event.OFFLINE: _offline,
    Event.CLOCK_OFF: _clock_off,
}


def left_to_do(entries: list[Entry], scene: Scene) -> list[Entry]:
    """The visitor's entries: today's log is still to be written, and a questionnaire to be answered."""
    since = scene.calendar.started_on + timedelta(days=9)
    return [each for each in entries if each.on < (scene.today if each.kind == "check-in" else since)]
