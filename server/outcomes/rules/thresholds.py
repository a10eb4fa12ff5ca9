"""What counts as an outcome on a scale, and where a clinic's own numbers take the place of the published ones. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What counts on one scale, in points of it. None: not known, and then it is not judged, never guessed.

    higher_is_better: False for symptoms, where a fall is an improvement; True for well-being such as the WHO-5.
    minimal: points that a patient notices; a change for the worse by so many is a clinical watch. reliable: change
    beyond measurement error. Response is one of response_percent (of the baseline, 50 means halved), response_points,
    and response_below (reached a total under it; above it where higher is better). partial_percent: a label short of
    response_percent. remission_below: totals under it (above it where higher is better), reported only from a baseline
    of remission_from points or worse. relapse_from, relapse_rise: a total that bad, and so many points worse than at
    the end of the acute phase.
    """

    minimal: float | None = None
    reliable: float | None = None
    response_percent: float | None = None
    response_points: float | None = None
    response_below: float | None = None
    partial_percent: float | None = 25  # a label only; clinical reference 1.3, unverified
    remission_below: float | None = None
    remission_from: float | None = None
    relapse_from: float | None = None
    relapse_rise: float | None = None
    higher_is_better: bool = False

    @property
    def defines_response(self) -> bool:
        return any(each is not None for each in (self.response_percent, self.response_points, self.response_below))


UNKNOWN = Thresholds()
NUMBERS = frozenset(each.name for each in fields(Thresholds) if each.name != "higher_is_better")
_RESPONSE = ("response_percent", "response_points", "response_below")


def with_own(published: Thresholds, own: Mapping[str, float | None]) -> Thresholds:
    """The thresholds with a clinic's own numbers (the setting `outcomes.thresholds`) in their places; None: not judged.

    A clinic that defines response in another way replaces the published way, so that only one of them holds.
    """
    changes: dict[str, float | None] = {name: value for name, value in own.items() if name in NUMBERS}
    if any(changes.get(name) is not None for name in _RESPONSE):
        changes = {**dict.fromkeys(_RESPONSE), **changes}
    return replace(published, **changes)  # type: ignore[arg-type] # higher_is_better is none of the numbers


@dataclass(frozen=True, slots=True)
class Windows:
    """How far from its point in the course an answer may lie. Defaults: clinical reference 4.1.

    baseline_days: before the first treatment day; stale_days: used where there is no other, flagged. end_before,
    end_after: days from the last acute session. within_sessions: from sessions 10, 20, 30, 36. half_year: first and
    last month after the baseline in which remission is looked for (HEDIS DRR-E, unverified).
    """

    baseline_days: int = 7
    stale_days: int = 30
    end_before: int = 7
    end_after: int = 14
    within_sessions: int = 2
    half_year: tuple[int, int] = (4, 8)


def exact(total: float) -> int | Fraction:
    """The total as the number that it is. A mean of three items is a third that floating point cannot hold, and would
    miss a cut-off that it meets."""
    return total if isinstance(total, int) else Fraction(total).limit_denominator(1000)


def improvement(before: float, after: float, thresholds: Thresholds) -> int | Fraction:
    """By how many points `after` is better than `before`; below 0: worse."""
    gain = exact(after) - exact(before)
    return gain if thresholds.higher_is_better else -gain


def reaches(total: float, bound: float, thresholds: Thresholds) -> bool:
    """Whether the total lies beyond the bound on the side of the well; the bound itself does not."""
    return total > bound if thresholds.higher_is_better else total < bound


def is_as_ill(total: float, bound: float, thresholds: Thresholds) -> bool:
    """Whether the total lies on the side of the ill; the bound itself does."""
    return total <= bound if thresholds.higher_is_better else total >= bound
