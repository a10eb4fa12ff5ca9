"""Figures of many courses: shares, means, rates and quartiles, with their intervals. Pure.

None is rounded: a cut-off is compared with the exact value, and `half_up` prints.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from server.outcomes.rules.intervals import Interval, exact_poisson, wilson

LEAST_FOR_PERCENT = 10  # below it, n/N says more than a percentage would (clinical reference 4.4)


@dataclass(frozen=True, slots=True)
class Share:
    """n of N. percent and interval (0-100): None where N is below 10."""

    n: int
    of: int
    percent: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Spread:
    """mean: None without a value; sd: of the sample (n - 1), None with fewer than two."""

    mean: float | None
    sd: float | None


@dataclass(frozen=True, slots=True)
class Rate:
    """events per `per` patients or sessions, with the exact Poisson interval; value None without any exposure."""

    events: int
    exposure: int
    per: int
    value: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Quartiles:
    """Of the sessions, by linear interpolation (type 7, as R and NumPy have it); None without a course."""

    low: float | None
    median: float | None
    high: float | None


def share(n: int, of: int) -> Share:
    """n of N with its percentage and Wilson interval; without both below 10."""
    if of < LEAST_FOR_PERCENT:
        return Share(n, of, None, None)
    found = wilson(n, of)
    return Share(n, of, 100 * n / of, Interval(100 * found.low, 100 * found.high))


def rate(events: int, exposure: int, per: int) -> Rate:
    """Events per so many, with the exact Poisson interval."""
    if not exposure:
        return Rate(events, exposure, per, None, None)
    found = exact_poisson(events, exposure)
    return Rate(events, exposure, per, per * events / exposure, Interval(per * found.low, per * found.high))


def quartiles(counts: Mapping[int, int]) -> Quartiles:
    """counts: value -> how often. Position p x (n - 1) between the sorted values, as R's type 7."""
    if not counts:
        return Quartiles(None, None, None)
    ordered = sorted(Counter(counts).elements())
    low, median, high = (_quantile(ordered, quarter) for quarter in (1, 2, 3))
    return Quartiles(low, median, high)


def _quantile(ordered: Sequence[int], quarters: int) -> float:
    place, rest = divmod(quarters * (len(ordered) - 1), 4)
    following = ordered[min(place + 1, len(ordered) - 1)]
    return ordered[place] + (following - ordered[place]) * rest / 4


@dataclass(slots=True)
class Sum:
    """Of numbers that come one by one."""

    n: int = 0
    total: int | Fraction = 0
    squares: int | Fraction = 0

    def add(self, value: int | Fraction) -> None:
        self.n += 1
        self.total += value
        self.squares += value * value

    def spread(self) -> Spread:
        if not self.n:
            return Spread(None, None)
        mean = self.total / self.n
        if self.n < 2:
            return Spread(float(mean), None)
        # In fractions: the difference of two large floating numbers would lose what is left of it.
        variance = (Fraction(self.squares) - Fraction(self.total) ** 2 / self.n) / (self.n - 1)
        return Spread(float(mean), math.sqrt(variance))


@dataclass(slots=True)
class Count:
    """Of how many something holds, asked one by one; None counts as no."""

    n: int = 0
    of: int = 0

    def add(self, met: bool | None) -> None:
        self.n += met is True
        self.of += 1

    def share(self) -> Share:
        return share(self.n, self.of)


def half_up(value: float, digits: int = 1) -> str:
    """The number as it is printed: 2.25 as 2.3, where Python would print 2.2 (clinical reference 4.4)."""
    return str(Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))
