"""Whom a figure is about: the samples of the literature, each with its denominator. Pure.

A rate without its sample says little: the same courses give 58 % in one and 83 % in another (clinical reference 4.2).
"""

from dataclasses import dataclass
from enum import StrEnum

from server.outcomes.rules.response import is_response
from server.outcomes.rules.thresholds import Thresholds, is_as_ill

COMPLETER_SESSIONS = 20  # acute ones; Sackeim 2020
PER_PROTOCOL_SESSIONS = 20  # NCT06699940
ADEQUATE_SESSIONS = 30  # Madore 2022


class Sample(StrEnum):
    """In the order in which they are printed: ITT always comes first."""

    ITT = "itt"
    COMPLETER = "completer"
    PER_PROTOCOL = "per-protocol"
    ADEQUATE = "adequate-dose"
    FULL = "full-cohort"


@dataclass(frozen=True, slots=True)
class Scores:
    """One course on one scale, after its acute phase.

    sessions: delivered; acute: those of the acute phase. baseline: None where there is none of the week before. end: at
    the end of the acute phase; carried: the last one before, for those without.
    """

    sessions: int
    acute: int
    baseline: float | None
    end: float | None
    carried: float | None

    @property
    def last(self) -> float | None:
        """The score at the end, else the last one carried forward (LOCF)."""
        return self.carried if self.end is None else self.end


def is_in(sample: Sample, scores: Scores, thresholds: Thresholds) -> bool:
    """Whether the course counts in the sample.

    ITT: at least one session, a baseline, and a later score; the last one counts (Sackeim 2020). Completer: a score at
    the end, and 20 acute sessions or a response: it depends on the outcome, which inflates its rates. Per protocol and
    adequate dose: ITT with 20 and 30 sessions. Full cohort: all who started; what is missing counts as no response.
    """
    started = scores.sessions > 0
    in_itt = started and scores.baseline is not None and scores.last is not None
    match sample:
        case Sample.ITT:
            return in_itt
        case Sample.COMPLETER:
            return started and _is_completer(scores, thresholds)
        case Sample.PER_PROTOCOL:
            return in_itt and scores.sessions >= PER_PROTOCOL_SESSIONS
        case Sample.ADEQUATE:
            return in_itt and scores.sessions >= ADEQUATE_SESSIONS
        case Sample.FULL:
            return started


def _is_completer(scores: Scores, thresholds: Thresholds) -> bool:
    if scores.baseline is None or scores.end is None:
        return False
    return scores.acute >= COMPLETER_SESSIONS or is_response(scores.baseline, scores.end, thresholds) is True


def is_ill_enough(scores: Scores, thresholds: Thresholds) -> bool:
    """Whether the baseline is as bad as remission asks for (PHQ-9: 10 or more): the filter of the registries."""
    if scores.baseline is None or thresholds.remission_from is None:
        return False
    return is_as_ill(scores.baseline, thresholds.remission_from, thresholds)
