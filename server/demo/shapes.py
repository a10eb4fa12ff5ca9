"""How ill an invented patient is, day by day: the shapes of improvement that were published, and item answers. Pure."""

import math
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Shape(StrEnum):
    NON_RESPONSE = "nonresponse"
    RAPID = "rapid"
    HIGH_LINEAR = "linear from a high baseline"
    LOW_LINEAR = "linear from a low baseline"


# Patients of 388. Source: Kaster 2019, clinical reference 4.3.
SHARES = {Shape.NON_RESPONSE: 43, Shape.RAPID: 73, Shape.HIGH_LINEAR: 118, Shape.LOW_LINEAR: 154}

# Mean and spread of the PHQ-9 at baseline, and of the share of it that is gone after six weeks. Chosen so that the mean
# of all falls from 19-20 to 9-10 (clinical reference 4.2, typical slope), over half respond and a fifth to a quarter
# remit (Carpenter 2012: 56 % and 29 %).
_BASELINE = {
    Shape.NON_RESPONSE: (20.0, 2.5),
    Shape.RAPID: (19.0, 2.5),
    Shape.HIGH_LINEAR: (22.5, 1.3),
    Shape.LOW_LINEAR: (17.5, 1.8),
}
_FALL = {
    Shape.NON_RESPONSE: (0.08, 0.06),
    Shape.RAPID: (0.82, 0.07),
    Shape.HIGH_LINEAR: (0.52, 0.15),
    Shape.LOW_LINEAR: (0.53, 0.17),
}
ACUTE_WEEKS = 6
BEND = 0.85  # below 1: improvement is somewhat steeper in the first two weeks (clinical reference 4.2)
RAPID_WEEKS = 1.2  # a rapid responder has two thirds of the improvement behind after this time


@dataclass(frozen=True)
class Curve:
    """The severity of one patient over the course, in PHQ-9 points without the noise of a single form.

    fall: share of the baseline that is gone after six weeks. pace: weeks of a once-daily course that pass in one week;
    above 1 for accelerated courses. relapse_week: from then on half of the improvement is lost; None: it lasts.
    """

    shape: Shape
    baseline: float
    fall: float
    pace: float = 1.0
    relapse_week: float | None = None

    def severity(self, day: float) -> float:
        """Severity on that day since the first session; before it, the baseline."""
        week = max(day, 0.0) / 7 * self.pace
        if self.shape is Shape.RAPID:
            done = 1 - math.exp(-week / RAPID_WEEKS)
        else:
            done = (min(week, ACUTE_WEEKS) / ACUTE_WEEKS) ** BEND
        if self.relapse_week is not None and week > self.relapse_week:
            done *= 1 - min((week - self.relapse_week) / 4, 0.5)
        return self.baseline * (1 - self.fall * done)


def draw_curve(rng: Random, shape: Shape, *, pace: float = 1.0, relapse_week: float | None = None) -> Curve:
    """One patient's curve. The baseline is at least 10: below that nobody is treated for depression."""
    baseline = min(max(rng.gauss(*_BASELINE[shape]), 10.0), 26.0)
    fall = min(max(rng.gauss(*_FALL[shape]), -0.05), 0.95)
    return Curve(shape, baseline, fall, pace, relapse_week)


def shapes_of(count: int, rng: Random) -> list[Shape]:
    """`count` shapes in random order, in the published shares: rounded, the largest remainders first."""
    total = sum(SHARES.values())
    exact = {shape: count * share / total for shape, share in SHARES.items()}
    shapes = [shape for shape, share in exact.items() for _ in range(int(share))]
    by_remainder = sorted(SHARES, key=lambda shape: exact[shape] - int(exact[shape]), reverse=True)
    shapes += by_remainder[: count - len(shapes)]
    rng.shuffle(shapes)
    return shapes


# How readily each item is endorsed: sleep and tiredness first, slowness last; item 9 is drawn by itself.
_PHQ_9_WEIGHTS = {"1": 1.1, "2": 1.15, "3": 1.2, "4": 1.3, "5": 0.8, "6": 1.05, "7": 1.0, "8": 0.55}
_GAD_7_WEIGHTS = {"1": 1.2, "2": 1.1, "3": 1.15, "4": 1.1, "5": 0.7, "6": 1.0, "7": 0.75}
HIGHEST = 3  # of one item


def phq_9_answers(rng: Random, severity: float, item_9: int | None = None) -> dict[str, int]:
    """Answers to items 1-10 of one form given at that severity. item_9: its answer; None: drawn, mostly 0."""
    total = min(max(round(severity + rng.gauss(0, 1.2)), 0), 27)
    if item_9 is None:
        item_9 = _draw_item_9(rng, total)
    answers = _spread(rng, min(max(total - item_9, 0), 24), _PHQ_9_WEIGHTS)
    difficulty = min(HIGHEST, max(0, round(total / 8 + rng.gauss(0, 0.4))))
    return {**answers, "9": item_9, "10": difficulty}


def _draw_item_9(rng: Random, total: int) -> int:
    likely = 0.12 if total >= 20 else 0.05 if total >= 15 else 0.01
    if rng.random() >= likely:
        return 0
    return 1 if rng.random() < 0.85 else 2


def gad_7_answers(rng: Random, severity: float) -> dict[str, int]:
    """Answers to items 1-7. Anxiety goes with depression: two thirds of its points, and some of its own."""
    total = min(max(round(severity * 0.62 + rng.gauss(0.5, 1.5)), 0), 21)
    return _spread(rng, total, _GAD_7_WEIGHTS)


def cgi_s_answers(severity: float) -> dict[str, int]:
    """The clinician's impression, 1-7: 5 at a PHQ-9 of about 18, 2 at about 5."""
    return {"1": min(max(1 + round(severity / 4.5), 1), 7)}


def _spread(rng: Random, total: int, weights: dict[str, float]) -> dict[str, int]:
    """The total over the items, point by point, the likelier items first; none gets more than HIGHEST."""
    answers = dict.fromkeys(weights, 0)
    for _ in range(total):
        room = [weight * (HIGHEST - answers[item]) for item, weight in weights.items()]
        answers[rng.choices(list(weights), room)[0]] += 1
    return answers


def mood_at(severity: float) -> float:
    """The usual mood, 0 (worst) to 10, of somebody that ill: about 2.5 at a PHQ-9 of 20 and 7 at 6."""
    return min(max(9.0 - 0.33 * severity, 0.0), 10.0)
