"""Turns for the worse: a lost response, a rise, and totals that stay above the expected path."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.outcomes.rules.baseline import Reading
from server.outcomes.rules.expected_path import expected_total
from server.outcomes.rules.response import is_response
from server.outcomes.rules.setback import Setback, Turn, find_setback
from server.outcomes.rules.thresholds import Thresholds

START = date(2026, 11, 2)
ACUTE_ENDS = START + timedelta(days=39)
PHQ9 = Thresholds(response_percent=50, remission_below=5, remission_from=10, reliable=6, minimal=5)


def on(day: int) -> date:
    return START + timedelta(days=day)


def found(totals: Mapping[int, int], *, once_daily: bool = True) -> Setback | None:
    """The setback of a course with these totals: day -> PHQ-9."""
    readings = [Reading(on(day), total) for day, total in totals.items()]
    return find_setback(readings, START, ACUTE_ENDS, PHQ9, once_daily=once_daily)


@pytest.mark.parametrize(
    ("totals", "setback"),
    [
        ({0: 20, 7: 18, 14: 15, 21: 12, 28: 10}, None),  # a course as hoped for
        ({0: 20, 21: 10, 28: 12, 35: 15}, Setback(Turn.RESPONSE_LOST, on(28))),  # 5 above the lowest
        ({0: 20, 21: 10, 28: 14}, None),  # 4 points may be a bad week
        ({0: 20, 21: 4, 28: 9}, Setback(Turn.RISEN, on(28))),  # up by 5, but still a response
        ({0: 20, 21: 10, 28: 15, 35: 9}, None),  # and found again
        ({0: 20, 7: 16, 14: 21}, Setback(Turn.RISEN, on(14))),  # 5 above the one before
        ({0: 20, 7: 25}, Setback(Turn.RISEN, on(7))),  # 5 above the baseline
        ({0: 20, 7: 24}, None),
        ({0: 20, 200: 4, 230: 12}, Setback(Turn.RESPONSE_LOST, on(230))),  # a relapse in the follow-up
        # Expected at day 21: 15, at day 28: 13.3; half a reliable change above is more than 18 and 16.3.
        ({0: 20, 21: 19, 28: 17}, Setback(Turn.OFF_THE_PATH, on(28))),
        ({0: 20, 21: 18, 28: 17}, None),  # 3 above is not more than 3
        ({0: 20, 21: 19, 28: 17, 35: 17}, Setback(Turn.OFF_THE_PATH, on(28))),  # since when it was first clear
        ({0: 20, 21: 19, 28: 16, 35: 17}, None),  # not twice in a row
        ({0: 20, 21: 19, 28: 17, 70: 17}, None),  # the path is about the acute phase
        ({7: 20, 14: 20}, None),  # no baseline, nothing to compare with
        ({0: 20}, None),
    ],
)
def test_a_setback_is_what_still_holds_at_the_latest_form(totals: dict[int, int], setback: Setback | None) -> None:
    assert found(totals) == setback


def test_several_sessions_a_day_have_no_expected_path() -> None:
    assert found({0: 20, 21: 19, 28: 17}, once_daily=False) is None


def test_the_expected_path_by_hand() -> None:
    """20 at the start, 20 x (1 - 0.5 x 3/6) = 15 in week 3, 10 in week 6 and after."""
    assert [expected_total(20, day) for day in (0, 21, 42, 70)] == [20, 15, 10, 10]


@given(st.dictionaries(st.integers(-7, 120), st.integers(0, 27), min_size=1, max_size=12))
def test_a_course_in_response_has_not_lost_it(totals: dict[int, int]) -> None:
    ordered = dict(sorted(totals.items()))
    setback = found(ordered)
    baseline = next((ordered[day] for day in sorted(ordered, reverse=True) if day <= 0), None)
    if setback is not None:
        assert baseline is not None
        assert START < setback.since <= on(max(ordered))
        if is_response(baseline, ordered[max(ordered)], PHQ9):
            assert setback.turn is Turn.RISEN
