"""Scores from raw answers. Pure; the only place that computes them."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.questionnaires.rules.instrument import Formula, Instrument, Scale

RULE_VERSION = 1  # raise it with every change of what `score` returns, so that stored summaries become stale

DECLINED = "declined"  # "prefer not to answer": not the same as an item that was never answered

RawAnswers = Mapping[str, int | str | None]  # item -> value, DECLINED, or None; an absent item counts as None


@dataclass(frozen=True, slots=True)
class Score:
    """The main scale of one response.

    total: strict, None unless every item of the scale was answered; the value for outcomes, alerts and exports.
    prorated: the stand-in where few items are missing, None otherwise and for a complete response.
    answered, declined: items of the scale; items: how many it has. band: of total, else of prorated.
    version: of the instrument. rule_version: of this module.
    """

    total: int | None
    prorated: int | None
    answered: int
    declined: int
    items: int
    band: str | None
    version: str
    rule_version: int

    @property
    def is_complete(self) -> bool:
        return self.total is not None


def score(instrument: Instrument, answers: RawAnswers) -> Score:
    """The score of the instrument's main scale."""
    scale = instrument.main
    given = [answers.get(key) for key in scale.items]
    values = [each for each in given if isinstance(each, int)]
    total = _total(scale, values)
    prorated = None if total is not None else _prorated(scale, values)
    return Score(
        total=total,
        prorated=prorated,
        answered=len(values),
        declined=given.count(DECLINED),
        items=len(given),
        band=band_of(instrument, total if total is not None else prorated),
        version=instrument.version,
        rule_version=RULE_VERSION,
    )


def best(found: Score) -> int | None:
    """The strict total, else the prorated one: for showing, never for a primary analysis or an alert."""
    return found.total if found.total is not None else found.prorated


def band_of(instrument: Instrument, total: int | None) -> str | None:
    """The severity band of a total of the main scale; None for None."""
    if total is None:
        return None
    return next((band.label for band in instrument.main.bands if band.low <= total <= band.high), None)


def _total(scale: Scale, values: list[int]) -> int | None:
    if len(values) < len(scale.items):
        return None
    match scale.formula:
        case Formula.SUM:
            return sum(values)


def _prorated(scale: Scale, values: list[int]) -> int | None:
    """The mean of the answered items in place of the missing ones, rounded half up (clinical reference 1.3)."""
    if len(scale.items) - len(values) > scale.missing.prorate_up_to:
        return None
    match scale.formula:
        case Formula.SUM:
            # In whole numbers: 2.5 in floating point may be a hair less.
            return (2 * sum(values) * len(scale.items) + len(values)) // (2 * len(values))
