"""DET, NOT and REL: reasons to alert in how scores and mood develop. Pure.

Lower totals are better unless `higher_is_better`. A day that is older than the clinic looks back gives no reason: a
trend that is weeks old is read from the chart, not from a page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.alerts.rules.reason import Reason
from server.wording import Sentence, say

# Said with every NOT alert. Clinical reference 5.1 and 0.4: information with a checklist, never a reason to stop.
NOT_ON_TRACK = (
    "Slow early change is common; in 7,215 registry courses lack of improvement at session 10 did not reliably predict "
    "non-response. Check motor threshold, coil position, adherence, sleep, medication."
)
NOT_2_MORE = "For the plan review: a change of protocol or an extension would have to be documented."
NOT_3_MORE = "The score is still falling: a documentation of why further sessions are asked for may be of use."
MOOD_DAYS, MOOD_BEFORE = 3, 7  # clinical reference 5.1, DET-3: the mean of three days beside the mean of seven
MOOD_LEAST, MOOD_LEAST_BEFORE = 2, 3  # ours: with fewer days logged a mean says nothing


@dataclass(frozen=True)
class Score:
    """One complete questionnaire of a course with what it is compared with; None: there is no such score.

    title: of the instrument. on: the patient's day. felt_at: when it was answered, as far as known.
    """

    title: str
    on: date
    total: float
    baseline: float | None
    previous: float | None
    felt_at: datetime
    higher_is_better: bool = False

    def worse_than(self, before: float | None) -> float | None:
        """By how many points it is worse; below 0 better."""
        if before is None:
            return None
        return before - self.total if self.higher_is_better else self.total - before


def reason_in_score(
    score: Score, *, points: float | None, reliable: float | None, severe_from: float | None
) -> Reason | None:
    """DET-2, else DET-1, else None.

    points: a rise that counts, over the baseline or the score before (PHQ-9: 5). reliable: a rise over the baseline
    beyond measurement error (PHQ-9: 6). severe_from: totals from which on a score is severe (PHQ-9: 20), which counts
    where neither the baseline nor the score before was. None: not known for this scale, and never guessed.
    """
    over_baseline, over_previous = score.worse_than(score.baseline), score.worse_than(score.previous)
    if reliable is not None and over_baseline is not None and over_baseline >= reliable:
        return _det("DET-2", score, _over_baseline(score, over_baseline), over_baseline)
    if severe_from is not None and _is_newly_severe(score, severe_from):
        severe = say("{title} {score}: newly in the severe range", title=score.title, score=score.total)
        return _det("DET-2", score, severe, over_baseline or over_previous or 0)
    if points is None:
        return None
    for over, title in ((over_baseline, _over_baseline), (over_previous, _over_previous)):
        if over is not None and over >= points:
            return _det("DET-1", score, title(score, over), over)
    return None


def _over_baseline(score: Score, points: float) -> Sentence:
    return say(
        "{title} {score}: {points} points worse than at baseline", title=score.title, score=score.total, points=points
    )


def _over_previous(score: Score, points: float) -> Sentence:
    return say(
        "{title} {score}: {points} points worse than the time before",
        title=score.title,
        score=score.total,
        points=points,
    )


def _is_newly_severe(score: Score, severe_from: float) -> bool:
    known = [each for each in (score.baseline, score.previous) if each is not None]

    def is_severe(total: float) -> bool:
        return total <= severe_from if score.higher_is_better else total >= severe_from

    return bool(known) and is_severe(score.total) and not any(is_severe(each) for each in known)


def _det(rule: str, score: Score, title: Sentence, worse: float) -> Reason:
    # In tenths, since some scales are means; the day is what makes a new report of the same height another one.
    value = round(10 * worse)
    return Reason(
        rule, value, title, say("Answered on {on}", on=score.on), score.felt_at, (f"{score.title} {score.on}",)
    )


def reason_in_mood(moods: Mapping[date, float], last: date, points: float, felt_at: datetime) -> Reason | None:
    """DET-3: the mean mood of the three days up to `last` lies `points` or more below that of the seven days before.

    moods: day -> 0 to 10, 10 is best; days without a log are absent, and nothing is put in their place. Both means need
    some days: two of the three, three of the seven (ours). The patient is compared with nobody else.
    """
    now = _of_days(moods, last, MOOD_DAYS)
    before = _of_days(moods, last - timedelta(days=MOOD_DAYS), MOOD_BEFORE)
    if len(now) < MOOD_LEAST or len(before) < MOOD_LEAST_BEFORE:
        return None
    fall = sum(before) / len(before) - sum(now) / len(now)
    if fall < points:
        return None
    title = say("Mood {points} points of 10 lower than the week before", points=round(fall, 1))
    return Reason("DET-3", round(10 * fall), title, say("Daily log up to {on}", on=last), felt_at, ("mood",))


def _of_days(moods: Mapping[date, float], last: date, days: int) -> list[float]:
    return [moods[on] for on in (last - timedelta(days=back) for back in range(days)) if on in moods]


def reason_in_progress(
    title: str, number: int, percent: float, least: float, *, responds: bool, falls: bool, felt_at: datetime
) -> Reason | None:
    """NOT-1, NOT-2 and NOT-3: information at sessions 10, 20 and 30, with a checklist. None at other sessions.

    percent: improvement since the baseline at that session; NOT-1 and NOT-2 are given below `least`. responds, falls:
    whether it is a response by then, and better than the score before: NOT-3 is given where it only falls.
    """
    if number in (10, 20) and percent < least:
        checklist = say(NOT_ON_TRACK)
        if number == 10:
            return Reason("NOT-1", number, _progress(title, number, percent), checklist, felt_at, ("session 10",))
        detail = say("{first} {more}", first=checklist, more=say(NOT_2_MORE))
        return Reason("NOT-2", number, _progress(title, number, percent), detail, felt_at, ("session 20",))
    if number == 30 and not responds and falls:
        said = say("{title}: no response at session 30, but still falling (information)", title=title)
        detail = say("{first} {more}", first=say(NOT_ON_TRACK), more=say(NOT_3_MORE))
        return Reason("NOT-3", number, said, detail, felt_at, ("session 30",))
    return None


def _progress(title: str, number: int, percent: float) -> Sentence:
    if percent <= 0:
        return say("{title} not better (information)", title=title)
    return say(
        "{title}: {percent} % better at session {number} (information)",
        title=title,
        percent=round(percent),
        number=number,
    )


def reason_in_relapse(title: str, on: date, total: float, end: float, felt_at: datetime) -> Reason:
    """REL: a follow-up score that is a relapse by the clinic's numbers. end: the score that closed the acute phase."""
    said = say(
        "{title} {score} at follow-up, {points} points worse than at the end of the acute phase",
        title=title,
        score=total,
        points=abs(total - end),
    )
    return Reason(
        "REL", round(10 * abs(total - end)), said, say("Answered on {on}", on=on), felt_at, (f"{title} {on}",)
    )
