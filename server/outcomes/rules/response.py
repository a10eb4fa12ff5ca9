"""Response, remission and deterioration on a symptom scale where lower is better. Pure."""

from dataclasses import dataclass
from enum import StrEnum

PARTIAL_PERCENT = 25  # a label only; clinical reference 1.3, unverified


class Outcome(StrEnum):
    """Best first; a total that meets several is called by the first of them."""

    REMISSION = "remission"
    RESPONSE = "response"
    PARTIAL_RESPONSE = "partial response"
    NO_RESPONSE = "no response"
    DETERIORATION = "deterioration"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What counts on one scale, in points of it.

    response_percent: fall from the baseline, 50 means halved. remission_below: totals under it. remission_from: the
    lowest baseline from which remission is reported. reliable: change beyond measurement error. minimal: points that a
    patient notices.
    """

    response_percent: int
    remission_below: int
    remission_from: int
    reliable: float
    minimal: float


def change_percent(baseline: int, latest: int) -> float | None:
    """Fall from the baseline in per cent of it: 50 is halved, below 0 is worse. None if the baseline is 0.

    Not rounded: cut-offs are compared with the exact value. Source: clinical reference 1.3.
    """
    return None if baseline == 0 else 100 * (baseline - latest) / baseline


def is_response(baseline: int, latest: int, percent: int) -> bool:
    """Whether the total fell by at least `percent` of the baseline; in whole numbers, so that exactly half counts.

    Source: Rush et al. 2006, Neuropsychopharmacology 31:1841 (50 %). Nothing can respond from a baseline of 0.
    """
    return baseline > 0 and 100 * latest <= (100 - percent) * baseline


def is_remission(baseline: int, latest: int, thresholds: Thresholds) -> bool:
    """Whether the total is in the range of the well, reported only from a baseline that was ill enough."""
    return baseline >= thresholds.remission_from and latest < thresholds.remission_below


def classify(baseline: int, latest: int, thresholds: Thresholds) -> Outcome:
    """The outcome at `latest`. With a baseline of twice the remission cut-off or more, remission implies response."""
    if is_remission(baseline, latest, thresholds):
        return Outcome.REMISSION
    if is_response(baseline, latest, thresholds.response_percent):
        return Outcome.RESPONSE
    if latest - baseline >= thresholds.reliable:
        return Outcome.DETERIORATION
    if is_response(baseline, latest, PARTIAL_PERCENT):
        return Outcome.PARTIAL_RESPONSE
    return Outcome.NO_RESPONSE
