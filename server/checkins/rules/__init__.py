"""What a check-in may say, the vocabulary of side effects, and what "late" means. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from server.courses.rules import MoodScale, mood_value
from server.courses.rules.hold import HoldKind
from server.errors import Invalid

LATE_FILLING = timedelta(days=1)  # a day filled in on the next one or later is marked; the sources allow 48 hours
LATE_DELIVERY = timedelta(hours=24)
CLOCK_OFF = timedelta(minutes=5)


@dataclass(frozen=True)
class Effect:
    """One side effect: words for the patient, and for staff. Source: clinical reference 3.1.

    offered: False for a key that phones no longer ask, since it stood for several effects: entries keep what they said.
    """

    key: str
    label: str
    staff_label: str
    offered: bool = True


# Headache and the place of the coil first: they are by far the most frequent. A key never changes its meaning.
EFFECTS = {
    effect.key: effect
    for effect in (
        Effect("headache", "Headache", "headache"),
        Effect("site_pain", "Pain where the coil was", "scalp discomfort"),
        Effect("face_twitch", "Face or eye twitching during treatment", "facial twitching"),
        Effect("face", "Face pain", "face pain"),
        Effect("tooth", "Tooth pain", "tooth pain"),
        Effect("jaw", "Jaw pain", "jaw pain"),
        Effect("eye", "Eye pain or discomfort", "eye discomfort"),
        Effect("vision", "Lost sight, even for a moment", "visual loss"),
        Effect("neck", "Neck pain or stiffness", "neck pain"),
        Effect("dizziness", "Dizzy or light-headed", "dizziness"),
        Effect("nausea", "Feeling sick to the stomach", "nausea"),
        Effect("fatigue", "Tired", "fatigue"),
        Effect("insomnia", "Poor sleep", "insomnia"),
        Effect("cognition", "Trouble thinking or remembering", "trouble thinking"),
        Effect("confusion", "Confused", "confusion"),
        Effect("anxious", "More anxious", "anxiety"),
        Effect("restless", "Restless", "agitation"),
        Effect("tinnitus", "Ringing in the ears", "tinnitus"),
        Effect("hearing", "Hearing got worse", "hearing loss"),
        Effect("mania", "Unusually high, racing, little need for sleep", "possible hypomania"),
        Effect("syncope", "Fainted", "fainting"),
        Effect("seizure", "Seizure or fit", "seizure"),
        Effect("other", "Something else", "other"),
        # A clinician may record it as an adverse event. Phones ask for it in questionnaires, where the crisis card is.
        Effect("si", "Thoughts of suicide or self-harm", "thoughts of suicide", offered=False),
        # Asked until 2026 in one; what was said then keeps its words.
        Effect("face_pain", "Face, tooth or jaw pain", "face, tooth or jaw pain", offered=False),
        Effect("anxiety", "More anxious or restless", "anxiety or agitation", offered=False),
    )
}
STAFF_LABELS = {key: effect.staff_label for key, effect in EFFECTS.items()}


class Timing(StrEnum):
    """When an effect came, as the patient tells it."""

    DURING = "during"  # the session
    WITHIN_HOUR = "within-hour"  # after it
    LATER = "later"


class SleepQuality(StrEnum):
    """How the last night was, beside its hours. Source: clinical reference 7.1."""

    GOOD = "good"
    OK = "ok"
    BAD = "bad"


class Hindrance(StrEnum):
    """Whether an effect stopped the patient doing things."""

    NO = "no"
    A_BIT = "a-bit"
    YES = "yes"


def effects_in(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Side effect -> what is said of it, as one entry of `side_effects`. content: as loaded by CheckInContent."""
    # Named twice, the stronger one counts: a form can be wrong, a symptom must not be lost.
    found: dict[str, dict[str, Any]] = {}
    for each in content["side_effects"]:
        known = found.get(each["effect"])
        if known is None or each["grade"] > known["grade"]:
            found[each["effect"]] = each
    return found


def grades_in(content: Mapping[str, Any]) -> dict[str, int]:
    """Side effect -> grade 0-3. content: as loaded by CheckInContent."""
    return {effect: each["grade"] for effect, each in effects_in(content).items()}


def worst_in(content: Mapping[str, Any]) -> set[str]:
    """The side effects that the patient calls the worst ever. content: as loaded by CheckInContent."""
    return {each["effect"] for each in content["side_effects"] if each["worst_ever"]}


# At any grade above none, clinical reference 5.1 AE-1: no session until a physician has looked. A patient cannot say
# how dangerous it is to be "unusually high", so that mania alerts only.
HOLDS = {"seizure": HoldKind.SEIZURE, "syncope": HoldKind.FAINTING, "hearing": HoldKind.HEARING}


def holds_in(grades: Mapping[str, int]) -> dict[str, HoldKind]:
    """Side effect -> the kind of hold that it calls for. grades: side effect -> 0-3."""
    return {effect: HOLDS[effect] for effect, grade in grades.items() if effect in HOLDS and grade > 0}


def require_check_in_makes_sense(content: Mapping[str, Any]) -> None:
    """Raise Invalid for a mood off its scale, or a check-in that says nothing at all.

    content: as loaded by CheckInContent. A day or a time is never a reason to
    refuse: entries that come years late or from a clock that is off are kept and shown.
    """
    mood = content["mood"]
    if isinstance(mood, dict):
        mood_value(MoodScale(mood["scale"]), mood["raw"])
    said = [content[name] for name in ("mood", "energy", "anxiety", "sleep_hours", "sleep_quality", "note")]
    if all(each is None for each in said) and not content["side_effects"] and content["any_side_effects"] is None:
        raise Invalid("This check-in says nothing. Choose a mood or a side effect.")


@dataclass(frozen=True)
class Lateness:
    """The two kinds of late, and whether the phone's clock is off."""

    filled_late: bool  # the day was over for a while when it was filled in
    delivered_late: bool  # it lay on the phone for a while
    clock_off: bool


def lateness(felt_on: date, recorded_on: date, recorded_at: datetime, received_at: datetime, skew: int) -> Lateness:
    """felt_on, recorded_on: calendar days where the patient is. skew: seconds the phone's clock is behind (+) or ahead.

    The time of recording is corrected by the skew before it is compared, so that a wrong clock is not taken for a long
    way.
    """
    corrected = recorded_at + timedelta(seconds=skew)
    return Lateness(
        filled_late=recorded_on - felt_on >= LATE_FILLING,
        delivered_late=received_at - corrected > LATE_DELIVERY,
        clock_off=abs(skew) > CLOCK_OFF.total_seconds(),
    )
