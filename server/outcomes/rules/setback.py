"""A turn for the worse within a course, before it is a deterioration. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from server.outcomes.rules.response import Thresholds, is_response
from server.outcomes.rules.trajectory import Reading, expected_total, find_baseline


class Turn(StrEnum):
    """Gravest first; a course that meets several is called by the first of them."""

    RESPONSE_LOST = "response lost"
    RISEN = "risen"
    OFF_THE_PATH = "above the expected path"


@dataclass(frozen=True, slots=True)
class Setback:
    """since: the day of the questionnaire that it was first seen in."""

    turn: Turn
    since: date


def find_setback(
    readings: Sequence[Reading], started_on: date, acute_ends_on: date, thresholds: Thresholds, *, once_daily: bool
) -> Setback | None:
    """The turn for the worse that still holds at the latest questionnaire, None if there is none.

    readings: complete ones of one instrument, in the order of time. Lower totals are better.
    """
    baseline = find_baseline(readings, started_on)
    after = [each for each in readings if each.on > started_on]
    if baseline is None or not after:
        return None
    before = baseline.reading.total
    if lost := _response_lost(before, after, thresholds):
        return Setback(Turn.RESPONSE_LOST, lost)
    previous = after[-2].total if len(after) > 1 else before
    if after[-1].total - min(previous, before) >= thresholds.minimal:
        return Setback(Turn.RISEN, after[-1].on)
    acute = [each for each in after if each.on <= acute_ends_on]
    if once_daily and acute == after and (since := _off_the_path(before, acute, started_on, thresholds)):
        return Setback(Turn.OFF_THE_PATH, since)
    return None


def _response_lost(before: int, after: Sequence[Reading], thresholds: Thresholds) -> date | None:
    """Since when a response is gone. A point or two above the cut-off is noise: it must also be a rise that a patient
    notices, from the lowest total that was reached."""

    def is_well(reading: Reading) -> bool:
        return is_response(before, reading.total, thresholds.response_percent)

    if is_well(after[-1]) or not any(is_well(each) for each in after):
        return None
    if after[-1].total - min(each.total for each in after) < thresholds.minimal:
        return None
    last_well = max(place for place, each in enumerate(after) if is_well(each))
    return after[last_well + 1].on


def _off_the_path(before: int, acute: Sequence[Reading], started_on: date, thresholds: Thresholds) -> date | None:
    """Since when the totals lie above the rule-of-thumb path by more than half the reliable change, if the last two do.

    Source: clinical reference 4.3 ("below path" there: below what was hoped for). It is information, no forecast: in
    7,215 courses of a registry slow early change did not reliably predict the end (clinical reference 0.4).
    """

    def is_off(reading: Reading) -> bool:
        expected = expected_total(before, (reading.on - started_on).days)
        return reading.total > expected + thresholds.reliable / 2

    since = None
    for earlier, later in pairwise(acute):
        if not (is_off(earlier) and is_off(later)):
            since = None
        elif since is None:
            since = later.on
    return since
