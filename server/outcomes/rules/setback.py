"""A turn for the worse within a course, before it is a deterioration. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from server.outcomes.rules.baseline import WINDOWS, Reading, after_start, find_baseline
from server.outcomes.rules.expected_path import expected_total, has_path
from server.outcomes.rules.response import is_response
from server.outcomes.rules.thresholds import Thresholds, Windows, improvement


class Turn(StrEnum):
    """Gravest first; a course that meets several is called by the first of them."""

    RESPONSE_LOST = "response lost"
    RISEN = "risen"  # worse: on a scale where higher is better, fallen
    OFF_THE_PATH = "above the expected path"


@dataclass(frozen=True, slots=True)
class Setback:
    """since: the day of the questionnaire that it was first seen in."""

    turn: Turn
    since: date


def find_setback(
    readings: Sequence[Reading],
    started_on: date,
    acute_ends_on: date,
    thresholds: Thresholds,
    *,
    once_daily: bool,
    windows: Windows = WINDOWS,
) -> Setback | None:
    """The turn for the worse that still holds at the latest questionnaire, None if there is none.

    readings: complete ones of one instrument, in the order of time. A turn that the scale has no number for is not
    looked for.
    """
    baseline = find_baseline(readings, started_on, windows)
    after = after_start(readings, started_on)
    if baseline is None or not after:
        return None
    before = baseline.reading.total
    if (minimal := thresholds.minimal) is not None:
        if lost := _response_lost(before, after, thresholds, minimal):
            return Setback(Turn.RESPONSE_LOST, lost)
        since = (before, after[-2].total) if len(after) > 1 else (before,)
        if any(improvement(each, after[-1].total, thresholds) <= -minimal for each in since):
            return Setback(Turn.RISEN, after[-1].on)
    acute = [each for each in after if each.on <= acute_ends_on]
    if once_daily and acute == after and (off := _off_the_path(before, acute, started_on, thresholds)):
        return Setback(Turn.OFF_THE_PATH, off)
    return None


def _response_lost(before: float, after: Sequence[Reading], thresholds: Thresholds, minimal: float) -> date | None:
    """Since when a response is gone. A point or two above the cut-off is noise: it must also be a change that a patient
    notices, from the best total that was reached."""

    def is_well(reading: Reading) -> bool:
        return is_response(before, reading.total, thresholds) is True

    if is_well(after[-1]) or not any(is_well(each) for each in after):
        return None
    if all(improvement(each.total, after[-1].total, thresholds) > -minimal for each in after):
        return None
    last_well = max(place for place, each in enumerate(after) if is_well(each))
    return after[last_well + 1].on


def _off_the_path(before: float, acute: Sequence[Reading], started_on: date, thresholds: Thresholds) -> date | None:
    """Since when the totals lie above the rule-of-thumb path by more than half the reliable change, if the last two do.

    Source: clinical reference 4.3 ("below path" there: below what was hoped for). It is information, no forecast.
    """
    reliable = thresholds.reliable
    if reliable is None or not has_path(thresholds):
        return None

    def is_off(reading: Reading) -> bool:
        return reading.total > expected_total(before, (reading.on - started_on).days) + reliable / 2

    since = None
    for earlier, later in pairwise(acute):
        if not (is_off(earlier) and is_off(later)):
            since = None
        elif since is None:
            since = later.on
    return since
