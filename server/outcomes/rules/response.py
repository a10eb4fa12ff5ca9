"""Response, partial response, remission, and the one word for an outcome, in either direction of a scale. Pure."""

from enum import StrEnum

from server.outcomes.rules.thresholds import Thresholds, exact, improvement, is_as_ill, reaches


class Outcome(StrEnum):
    """Best first; a total that meets several is called by the first of them."""

    REMISSION = "remission"
    RESPONSE = "response"
    PARTIAL_RESPONSE = "partial response"
    NO_RESPONSE = "no response"
    DETERIORATION = "deterioration"


def change_percent(baseline: float, latest: float, thresholds: Thresholds) -> float | None:
    """Improvement in per cent of the baseline: 50 is halved (on a symptom scale), below 0 is worse. None from 0.

    Not rounded: cut-offs are compared with the exact value. Source: clinical reference 1.3.
    """
    return None if baseline == 0 else float(100 * improvement(baseline, latest, thresholds) / exact(baseline))


def is_response(baseline: float, latest: float, thresholds: Thresholds) -> bool | None:
    """Whether the patient responded; None where the scale has no rule for it.

    By per cent: 100 x improvement >= per cent x baseline, in whole numbers, so that exactly half counts; nothing can
    respond from a baseline of 0 (Rush et al. 2006, Neuropsychopharmacology 31:1841: 50 %). By points: improvement >=
    points. By level (CGI-S 3 or less): below it now, and not so at the baseline, since who was there has not responded.
    """
    if (percent := thresholds.response_percent) is not None:
        return _has_improved_by(percent, baseline, latest, thresholds)
    if (points := thresholds.response_points) is not None:
        return improvement(baseline, latest, thresholds) >= points
    if (level := thresholds.response_below) is not None:
        return reaches(latest, level, thresholds) and not reaches(baseline, level, thresholds)
    return None


def is_partial_response(baseline: float, latest: float, thresholds: Thresholds) -> bool | None:
    """Whether at least a quarter but not all of what a response takes is reached: a label only, clinical reference 1.3
    (unverified). None where response does not go by per cent."""
    if thresholds.partial_percent is None or thresholds.response_percent is None:
        return None
    return _has_improved_by(thresholds.partial_percent, baseline, latest, thresholds) and not _has_improved_by(
        thresholds.response_percent, baseline, latest, thresholds
    )


def is_remission(baseline: float, latest: float, thresholds: Thresholds) -> bool | None:
    """Whether the total is in the range of the well. None where the scale has no such range, and from a baseline that
    was not ill enough for it to be reported (PHQ-9: 10; without such a number: outside the range of the well)."""
    if thresholds.remission_below is None or not may_remit(baseline, thresholds):
        return None
    return reaches(latest, thresholds.remission_below, thresholds)


def may_remit(baseline: float, thresholds: Thresholds) -> bool:
    """Whether remission is reported from that baseline."""
    if thresholds.remission_from is not None:
        return is_as_ill(baseline, thresholds.remission_from, thresholds)
    return thresholds.remission_below is not None and not reaches(baseline, thresholds.remission_below, thresholds)


def classify(baseline: float, latest: float, thresholds: Thresholds) -> Outcome | None:
    """The outcome at `latest`; None where the scale has no rule that could say it.

    With a PHQ-9 baseline of 8 or more, remission implies response: 8 to 4 is exactly half.
    """
    if is_remission(baseline, latest, thresholds):
        return Outcome.REMISSION
    if is_response(baseline, latest, thresholds):
        return Outcome.RESPONSE
    if thresholds.reliable is not None and improvement(baseline, latest, thresholds) <= -thresholds.reliable:
        return Outcome.DETERIORATION
    if is_partial_response(baseline, latest, thresholds):
        return Outcome.PARTIAL_RESPONSE
    return Outcome.NO_RESPONSE if thresholds.defines_response else None


def _has_improved_by(percent: float, baseline: float, latest: float, thresholds: Thresholds) -> bool:
    gain = improvement(baseline, latest, thresholds)
    return baseline > 0 and 100 * gain >= exact(percent) * exact(baseline)
