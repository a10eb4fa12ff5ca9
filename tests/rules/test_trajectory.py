"""Baselines, the expected path, and the median that does not bridge gaps."""

from datetime import date, timedelta

import pytest

from server.outcomes.rules.analysis_points import sessions_by
from server.outcomes.rules.baseline import Reading, find_baseline
from server.outcomes.rules.expected_path import Expected, expected_path
from server.outcomes.rules.trajectory import DayValue, median_of_days, missed_days, rolling_median

START = date(2026, 11, 2)


def days(*offsets: int) -> list[Reading]:
    return [Reading(START + timedelta(days=offset), 20 + place) for place, offset in enumerate(offsets)]


@pytest.mark.parametrize(
    ("offsets", "day", "stale"),
    [
        ((-7, -2, 0, 1), 0, False),  # the last one up to the first day
        ((-20, -7, 3), -7, False),  # a week before just counts
        ((-20, -8), -8, True),  # older: used, and flagged
        ((-30,), -30, True),
    ],
)
def test_the_baseline_is_the_last_score_before_treatment(offsets: tuple[int, ...], day: int, stale: bool) -> None:
    baseline = find_baseline(days(*offsets), START)
    assert baseline is not None
    assert (baseline.reading.on, baseline.stale) == (START + timedelta(days=day), stale)


@pytest.mark.parametrize("offsets", [(), (1, 8), (-31,)])
def test_there_may_be_no_baseline(offsets: tuple[int, ...]) -> None:
    assert find_baseline(days(*offsets), START) is None


def test_the_expected_path_is_halved_at_week_six_and_level_after() -> None:
    """B = 20: E(0) = 20, E(6) = 20 x (1 - 0.5) = 10."""
    assert expected_path(20, 56) == [Expected(0, 20), Expected(42, 10), Expected(56, 10)]
    assert expected_path(21, 30)[-1] == Expected(42, 10.5)


def test_the_median_looks_back_seven_days() -> None:
    values = {day: float(day) for day in range(10)}
    (run,) = rolling_median(values)
    assert run[0] == DayValue(0, 0)
    assert run[9] == DayValue(9, 6)  # of days 3 to 9


def test_the_median_is_not_drawn_across_a_gap_of_three_days() -> None:
    two_missing = rolling_median({0: 5.0, 3: 5.0})
    three_missing = rolling_median({0: 5.0, 4: 9.0})
    assert [len(run) for run in two_missing] == [2]
    assert three_missing == [[DayValue(0, 5)], [DayValue(4, 9)]]


def test_missed_days_are_those_without_an_entry() -> None:
    assert missed_days({0, 2}, 0, 3) == [1, 3]
    assert missed_days(set(), 0, -1) == []


def test_the_median_of_a_week_is_none_if_nothing_was_logged() -> None:
    assert median_of_days({0: 3.0, 6: 5.0, 7: 9.0}, 0, 6) == 4
    assert median_of_days({0: 3.0}, 7, 13) is None


def test_sessions_are_counted_with_the_day_itself() -> None:
    assert [sessions_by([START, START + timedelta(days=1)], START + timedelta(days=day)) for day in (-1, 0, 5)] == [
        0,
        1,
        2,
    ]
