"""Change beyond what measurement error explains. Pure."""

import math
from enum import StrEnum

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


def reliable_change(baseline: int, latest: int, points: float) -> Reliable | None:
    """Whether the change from baseline to latest reaches `points`, and in which direction; lower totals are better."""
    if baseline - latest >= points:
        return Reliable.IMPROVEMENT
    if latest - baseline >= points:
        return Reliable.DETERIORATION
    return None
