"""The daily log of an invented patient: on which days there is an entry, and what it says. Pure."""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from server.courses.rules import MoodScale
from server.demo.entries import Entry, as_text, delivery, instant
from server.demo.rows import phone_id
from server.demo.shapes import Curve, mood_at
from server.demo.treatment import Calendar

# Share of the patients who ever report it. Source: clinical reference 3.1; a "few per cent" is taken as 4, the rest of
# those without a figure as rare.
EFFECT_SHARES = {
    "headache": 0.64,
    "site_pain": 0.36,
    "face_twitch": 0.206,
    "fatigue": 0.15,
    "eye": 0.06,
    "face": 0.05,
    "dizziness": 0.04,
    "nausea": 0.04,
    "insomnia": 0.04,
    "neck": 0.04,
    "anxious": 0.03,
    "tinnitus": 0.01,
}
FADING_WEEKS = 2.5  # after this time a side effect comes a third as often
ON_TREATMENT_DAYS, ON_OTHER_DAYS = 0.8, 0.25  # how often a susceptible patient has it in the first week
STRONG = 0.02  # of the reports in the first week
HABIT = 0.45  # log odds of an entry on a day of average mood: about 61 %
LESS_WHEN_LOW = 0.3  # change of these log odds with each point of mood: people log less when low (reference 6.2)
AVERAGE_MOOD = 4.5
NOTES = (
    "Slept badly.",
    "Walked by the river in the afternoon.",
    "Called my sister.",
    "Cooked for the first time in weeks.",
    "Cancelled plans again.",
    "Work was a lot today.",
    "A better morning.",
)


@dataclass(frozen=True)
class Writer:
    """How one patient keeps the log. willing: added to the log odds of an entry. evening: the usual hour.

    effects: to which the patient is susceptible. fully: energy, anxiety and sleep are asked too.
    """

    zone: str
    mood_scale: MoodScale
    willing: float
    evening: float
    effects: Collection[str]
    fully: bool


def draw_writer(rng: Random, zone: str, mood_scale: MoodScale, effects: Collection[str]) -> Writer:
    return Writer(zone, mood_scale, rng.gauss(0, 0.4), rng.gauss(19.2, 1.0), effects, rng.random() < 0.7)


def entries_of(
    writer: Writer, curve: Curve, calendar: Calendar, since: date, until: date, rng: Random
) -> Iterator[Entry]:
    """The entries of the days since..until, in order."""
    drift = 0.0
    for offset in range((until - since).days + 1):
        on = since + timedelta(days=offset)
        day = (on - calendar.started_on).days
        # Good and bad days come in runs.
        drift = 0.6 * drift + rng.gauss(0, 0.8)
        mood = mood_at(curve.severity(day)) + drift
        log_odds = HABIT + writer.willing + LESS_WHEN_LOW * (mood - AVERAGE_MOOD)
        if rng.random() < 1 / (1 + math.exp(-log_odds)):
            yield _entry(writer, mood, _effects(writer, calendar, on, rng), on, rng)


def _effects(writer: Writer, calendar: Calendar, on: date, rng: Random) -> dict[str, int]:
    """Side effect -> grade of that day; those that the patient does not have are absent."""
    end = calendar.ended_on
    if on < calendar.started_on or (end is not None and on > end):
        return {}
    weeks = (on - calendar.started_on).days / 7
    often = ON_TREATMENT_DAYS if calendar.treated_on(on) else ON_OTHER_DAYS
    found = {}
    for effect in sorted(writer.effects):
        if rng.random() < often * math.exp(-weeks / FADING_WEEKS):
            luck = rng.random()
            found[effect] = 3 if luck < STRONG * math.exp(-weeks) else 2 if luck < 0.35 * math.exp(-weeks / 4) else 1
    return found


def _entry(writer: Writer, mood: float, effects: dict[str, int], on: date, rng: Random) -> Entry:
    felt_at = instant(on, min(max(rng.gauss(writer.evening, 0.8), 6.5), 23.5), writer.zone)
    # Some days are filled in on the next morning.
    late = rng.random() < 0.05
    recorded_at = instant(on + timedelta(days=1), rng.uniform(7, 10), writer.zone) if late else felt_at
    recorded_at += timedelta(seconds=rng.uniform(8, 25))
    return check_in(writer, mood, effects, on, (felt_at, recorded_at, delivery(recorded_at, rng)), rng)


def check_in(
    writer: Writer,
    mood: float,
    effects: dict[str, int],
    on: date,
    times: tuple[datetime, datetime, datetime],
    rng: Random,
) -> Entry:
    """One entry. mood: 0-10, beyond is cut off. times: felt, recorded, received."""
    felt_at, recorded_at, received_at = times
    value = min(max(mood, 0.0), 10.0)
    highest = 10 if writer.mood_scale is MoodScale.ELEVEN else 4
    content = {
        "felt_at": as_text(felt_at),
        "felt_on": on.isoformat(),
        "zone": writer.zone,
        "mood": {"scale": writer.mood_scale.value, "raw": round(value * highest / 10)},
        "energy": _ten(rng, value, 1.2) if writer.fully else None,
        "anxiety": _ten(rng, 9 - value, 1.5) if writer.fully else None,
        "sleep_hours": round(min(max(rng.gauss(5.4 + 0.25 * value, 0.9), 2), 11) * 2) / 2 if writer.fully else None,
        "sleep_quality": _night(value, recorded_at) if writer.fully else None,
        "note": rng.choice(NOTES) if rng.random() < 0.06 else None,
        "any_side_effects": bool(effects),
        "side_effects": [_effect(effect, grade, recorded_at) for effect, grade in effects.items()],
    }
    return Entry("check-in", phone_id(rng, recorded_at), content, on, felt_at, recorded_at, received_at)


def _night(mood: float, recorded_at: datetime) -> str | None:
    """How the night before was said to be: better before better days; some skip it. mood: 0-10."""
    # Numbers of its own, as for what is said of an effect.
    rng = Random(f"{recorded_at.isoformat()} night")
    if rng.random() < 0.2:
        return None
    felt = rng.gauss(mood, 2)
    return "bad" if felt < 3 else "ok" if felt < 6 else "good"


def _effect(effect: str, grade: int, recorded_at: datetime) -> dict[str, Any]:
    """What is said of one side effect; about half of the patients skip what may be skipped."""
    # Numbers of its own, so that what else the patients do does not hang on it.
    rng = Random(f"{recorded_at.isoformat()} {effect}")
    timing = rng.choice(TIMINGS.get(effect, ("within-hour", "later"))) if rng.random() < 0.5 else None
    hindrance = rng.choice(("no", "no", "a-bit", "yes")) if grade > 1 and rng.random() < 0.5 else None
    return {"effect": effect, "grade": grade, "text": None, "timing": timing, "hindrance": hindrance}


TIMINGS = {"site_pain": ("during", "during", "within-hour"), "face_twitch": ("during",)}


def _ten(rng: Random, middle: float, spread: float) -> int:
    return min(max(round(rng.gauss(middle, spread)), 0), 10)
