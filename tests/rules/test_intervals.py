"""Intervals and rates, against published figures and by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.outcomes.rules.figures import half_up, quartiles, rate, share
from server.outcomes.rules.intervals import exact_poisson, of_mean, wilson


def printed(events: int, exposure: int, per: int) -> str:
    found = rate(events, exposure, per)
    assert found.value is not None
    assert found.interval is not None
    return f"{half_up(found.value, 2)} ({half_up(found.interval.low, 2)}-{half_up(found.interval.high, 2)})"


def test_poisson_rates_reproduce_taylor_2021_to_the_printed_digit() -> None:
    """18 seizures in 586,656 sessions (clinical reference 3.1 [S40]): 18 / 58.6656 = 0.3068 per 10,000; half the
    chi-squared quantiles of 36 and 38 degrees of freedom are 10.668 and 28.448, over 58.6656 0.1818 and 0.4849."""
    assert printed(18, 586_656, 10_000) == "0.31 (0.18-0.48)"


@pytest.mark.parametrize(
    ("events", "patients", "published"),
    [
        # Our source prints no number of patients. Those that give its rate give its interval as well.
        (18, 25_520, "0.71 (0.42-1.11)"),  # all coils
        (11, 1_979, "5.56 (2.77-9.95)"),  # H-coils
    ],
)
def test_poisson_rates_per_thousand_patients_fit_taylor_2021(events: int, patients: int, published: str) -> None:
    assert printed(events, patients, 1_000) == published


def test_no_event_has_an_upper_bound_by_the_rule_of_three_and_a_half() -> None:
    """0 of 100: -ln(0.025) = 3.689 events at most, two-sided."""
    found = exact_poisson(0, 100)
    assert (found.low, found.high) == (0, pytest.approx(0.036889, abs=1e-6))


@pytest.mark.parametrize(
    ("n", "of", "low", "high"),
    [
        # Newcombe 1998, Stat Med 17:857, table I, method 3 (Wilson without continuity correction).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_reproduces_published_intervals(n: int, of: int, low: float, high: float) -> None:
    found = wilson(n, of)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_wilson_by_hand() -> None:
    """10 of 20: z^2 = 3.8415; centre 0.5; half-width 1.96 x sqrt(0.25/20 + 3.8415/1600) / 1.19207 = 0.2007."""
    found = wilson(10, 20)
    assert (found.low, found.high) == (pytest.approx(0.2993, abs=1e-4), pytest.approx(0.7007, abs=1e-4))


@given(st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_holds_its_figure_and_mirrors(counted: tuple[int, int]) -> None:
    n, of = counted
    found, mirrored = wilson(n, of), wilson(of - n, of)
    assert 0 <= found.low <= n / of <= found.high <= 1
    assert found.low == pytest.approx(1 - mirrored.high)


def test_the_paired_interval_by_hand() -> None:
    """Changes -12, -8, -10, -6: mean -9, SD sqrt(20/3) = 2.582; t(3) = 3.1824; half 3.1824 x 2.582 / 2 = 4.108."""
    found = of_mean(-9, (20 / 3) ** 0.5, 4)
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(-13.108, abs=1e-3), pytest.approx(-4.892, abs=1e-3))
    assert of_mean(-9, 0, 1) is None


@pytest.mark.parametrize(("of", "has_percent"), [(9, False), (10, True)])
def test_a_percentage_needs_ten(of: int, has_percent: bool) -> None:
    found = share(3, of)
    assert (found.percent is not None, found.interval is not None) == (has_percent, has_percent)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({36: 1}, (36, 36, 36)),
        ({20: 1, 30: 1, 36: 1}, (25, 30, 33)),  # positions 0.5, 1 and 1.5
        ({30: 2, 36: 2}, (30, 33, 36)),  # positions 0.75, 1.5 and 2.25 of 30 30 36 36
        ({}, (None, None, None)),
    ],
)
def test_quartiles_by_hand(counts: dict[int, int], expected: tuple[float | None, ...]) -> None:
    found = quartiles(counts)
    assert (found.low, found.median, found.high) == expected


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [(2.25, 1, "2.3"), (2.35, 1, "2.4"), (62.45, 1, "62.5"), (-0.05, 1, "-0.1"), (0.305, 2, "0.31")],
)
def test_print_rounds_half_up(value: float, digits: int, shown: str) -> None:
    """Python's round gives 2.2 for 2.25, and 2.4 for 2.35, which floating point holds as a hair more."""
    assert half_up(value, digits) == shown
