"""Motor thresholds. Pure.

The lowest intensity that gives a response to half of the pulses (clinical reference 2.2). Sessions state their
intensity relative to it, so that each value is kept with its day and what it was determined for.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from server.errors import Invalid
from server.wording import say

OLDEST_DAYS = 365


class ThresholdType(StrEnum):
    RESTING_HAND = "rMT hand"
    RESTING_FOOT = "rMT foot"
    ACTIVE = "aMT"


class ThresholdMethod(StrEnum):
    VISUAL = "visual"
    EMG = "EMG"
    ESTIMATE = "estimate"


class ThresholdUnit(StrEnum):
    """What the value counts in: per cent of the stimulator's output, or the maker's own units."""

    OUTPUT = "% MSO"
    SMT = "SMT"


_BOUNDS = {ThresholdUnit.OUTPUT: (10, 100), ThresholdUnit.SMT: (0.2, 3.0)}


@dataclass(frozen=True)
class Threshold:
    """One motor threshold, as far as an intensity follows from it."""

    value: float
    unit: ThresholdUnit

    def output_at(self, percent: int) -> float | None:
        """Per cent of the stimulator's output at that percentage of the threshold; None in the maker's own units."""
        return self.value * percent / 100 if self.unit is ThresholdUnit.OUTPUT else None


def require_plausible_threshold(value: float, unit: ThresholdUnit, measured_on: date, today: date) -> None:
    """Raise Invalid for a threshold that nobody has, or a day that cannot be. today: the clinic's."""
    least, most = _BOUNDS[unit]
    if not least <= value <= most:
        raise Invalid(
            say(
                "A motor threshold in {unit} is a number from {least} to {most}.",
                unit=unit.value,
                least=least,
                most=most,
            ),
            field="value",
        )
    if not 0 <= (today - measured_on).days <= OLDEST_DAYS:
        raise Invalid("A motor threshold is measured today or within the last year.", field="measured_on")
