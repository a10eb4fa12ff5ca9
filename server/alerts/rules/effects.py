"""AE: reasons to alert in what was reported as side effects. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.alerts.rules.reason import Reason
from server.wording import Sentence, Term, say

MEDIUM = 2
STRONG = 3  # grades: 0 none, 1 mild, 2 medium, 3 strong
# Red at any grade above none: clinical reference 3.1, class R. Our own phones do not ask for "si" in the log.
AT_ONCE = ("seizure", "syncope", "hearing", "mania", "si")
AT_ANY_GRADE = ("tinnitus", "vision", "confusion")  # same day at any grade above none: clinical reference 3.1
_A_DAY = timedelta(days=1)
GRADES = ("none", "mild", "medium", "strong")


def reasons_in_effects(
    effects: Mapping[str, int], labels: Mapping[str, str], felt_at: datetime, worst_ever: Collection[str] = ()
) -> list[Reason]:
    """The reasons in one check-in's side effects (key -> grade 0-3). labels: key -> the words for staff.

    worst_ever: those that the patient calls the worst ever, which is looked at the same day whatever the grade.
    """
    at_once = {key: grade for key, grade in effects.items() if key in AT_ONCE and grade > 0}
    same_day = {
        key: grade
        for key, grade in effects.items()
        if key not in at_once and (grade >= STRONG or (grade > 0 and (key in AT_ANY_GRADE or key in worst_ever)))
    }
    reasons = []
    for rule, title, found in (
        ("AE-1", _at_once, at_once),
        ("AE-2", _same_day, same_day),
    ):
        if found:
            worst = dict.fromkeys(worst_ever, ", the worst ever")
            named = [_graded(labels.get(key, key), grade, worst=key in worst) for key, grade in found.items()]
            symptoms = tuple(sorted(f"{key}{worst.get(key, '')}" for key in found))
            value = max(found.values())
            reasons.append(Reason(rule, value, title(named), say("Daily check-in"), felt_at, symptoms))
    return reasons


def _at_once(found: list[Sentence]) -> Sentence:
    return say("Serious symptom reported: {found}", found=found)


def _same_day(found: list[Sentence]) -> Sentence:
    return say("Strong side effect reported: {found}", found=found)


def _graded(label: str, grade: int, *, worst: bool) -> Sentence:
    effect, grade_said = Term(label), Term(GRADES[grade])
    if worst:
        return say("{effect} ({grade}, the worst ever)", effect=effect, grade=grade_said)
    return say("{effect} ({grade})", effect=effect, grade=grade_said)


@dataclass(frozen=True)
class DayOfLog:
    """What a patient logged on one day; None: not said. headache: grade 0-3. mood, energy: 0-10. sleep: hours."""

    on: date
    headache: int | None = None
    mood: float | None = None
    energy: float | None = None
    sleep: float | None = None


def reason_in_lasting_headache(days: Sequence[DayOfLog], on: date, felt_at: datetime) -> Reason | None:
    """AE-2: a headache that is strong on `on` and on the day before or after. It outweighs that of a single day.

    Source: clinical reference 3.1, "7/10 for 2 days"; a strong headache of one day alerts as any strong effect does.
    """
    strong = {each.on for each in days if (each.headache or 0) >= STRONG}
    if on not in strong or not strong & {on - _A_DAY, on + _A_DAY}:
        return None
    title = say("Strong headache on two days in a row")
    return Reason("AE-2", STRONG + 1, title, say("Daily check-ins"), felt_at, ("headache", "headache for two days"))


def reason_in_headaches(
    days: Sequence[DayOfLog], on: date, felt_at: datetime, *, needed: int, of_days: int
) -> Reason | None:
    """AE-3: headache of medium strength or more on `needed` of the last `of_days` days, `on` being one of them."""
    first = on - timedelta(days=of_days - 1)
    found = {each.on for each in days if first <= each.on <= on and (each.headache or 0) >= MEDIUM}
    if on not in found or len(found) < needed:
        return None
    title = say("Headache on {count} of the last {days} days", count=len(found), days=of_days)
    detail = say("Lower ramp or coil adjusted? Ask at the next session.")
    return Reason("AE-3", len(found), title, detail, felt_at, ("headache",))


@dataclass(frozen=True)
class SignsOfHypomania:
    """What the clinic takes for a sign, and how many of the three are needed on how many days in a row.

    sleep_below: hours. energy_from, mood_from: 0-10. Clinical reference 5.1, AE-2 (unverified): two signs on two days.
    """

    sleep_below: float
    energy_from: float
    mood_from: float
    needed: int
    in_a_row: int

    def on(self, day: DayOfLog) -> int:
        """How many of the three signs the day shows."""
        return sum(
            (
                day.sleep is not None and day.sleep < self.sleep_below,
                day.energy is not None and day.energy >= self.energy_from,
                day.mood is not None and day.mood >= self.mood_from,
            )
        )


def reason_in_high_spirits(
    days: Sequence[DayOfLog], on: date, felt_at: datetime, signs: SignsOfHypomania
) -> Reason | None:
    """AE-2: signs of hypomania on so many days in a row as the clinic set, `on` the last or one of them."""
    high = {each.on for each in days if signs.on(each) >= signs.needed}
    starts = (on - timedelta(days=back) for back in range(signs.in_a_row))
    if not any(all(start + timedelta(days=more) in high for more in range(signs.in_a_row)) for start in starts):
        return None
    title = say(
        "Possible hypomania: little sleep, high energy or high mood on {days} days in a row", days=signs.in_a_row
    )
    return Reason("AE-2", STRONG, title, say("Daily check-ins"), felt_at, ("possible hypomania",))
