"""Change beyond what measurement error explains, and the smaller change for the worse that is watched. Pure."""

import math
from enum import StrEnum

from server.outcomes.rules.thresholds import Thresholds, improvement

Z_95 = 1.96


class Reliable(StrEnum):
    IMPROVEMENT = "improvement"
    DETERIORATION = "deterioration"


def reliable_change_index(sd: float, reliability: float) -> float:
    """The change, in points, that measurement error alone exceeds in one of twenty cases.

    sd: of the scale in the reference population, > 0. reliability: test-retest, 0 <= r < 1.
    Source: Jacobson & Truax 1991, J Consult Clin Psychol 59:12: 1.96 x SD x sqrt(2) x sqrt(1 - r).
    """
    if sd <= 0 or not 0 <= reliability < 1:
        raise ValueError("sd must be positive and reliability from 0 to below 1")
    return Z_95 * sd * math.sqrt(2) * math.sqrt(1 - reliability)


def reliable_change(baseline: float, latest: float, thresholds: Thresholds) -> Reliable | None:
    """Whether the change reaches the scale's reliable points, and in which direction. None: it does not, or the scale
    has no such number. Source of the PHQ-9's 6 points: NHS Talking Therapies (clinical reference 1.1)."""
    if thresholds.reliable is None:
        return None
    gain = improvement(baseline, latest, thresholds)
    if gain >= thresholds.reliable:
        return Reliable.IMPROVEMENT
    return Reliable.DETERIORATION if -gain >= thresholds.reliable else None


def is_clinical_watch(baseline: float, latest: float, thresholds: Thresholds) -> bool | None:
    """Whether the total is worse than the baseline by points that a patient notices (PHQ-9: 5), which may still be
    measurement error. None where the scale has no such number. Source: clinical reference 1.3."""
    if thresholds.minimal is None:
        return None
    return -improvement(baseline, latest, thresholds) >= thresholds.minimal
