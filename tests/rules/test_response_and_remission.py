"""Response, remission and reliable change, by hand and at the boundaries."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.outcomes.rules.reliable_change import Reliable, reliable_change, reliable_change_index
from server.outcomes.rules.response import (
    Outcome,
    Thresholds,
    change_percent,
    classify,
    is_remission,
    is_response,
)

PHQ9 = Thresholds(response_percent=50, remission_below=5, remission_from=10, reliable=6, minimal=5)
totals = st.integers(0, 27)


@pytest.mark.parametrize(
    ("baseline", "latest", "outcome"),
    [
        (20, 10, Outcome.RESPONSE),  # exactly half is a response
        (21, 11, Outcome.PARTIAL_RESPONSE),  # 47.6 % is not
        (20, 15, Outcome.PARTIAL_RESPONSE),  # exactly a quarter
        (20, 16, Outcome.NO_RESPONSE),  # 20 %
        (20, 4, Outcome.REMISSION),
        (20, 5, Outcome.RESPONSE),  # 5 is not below 5
        (9, 4, Outcome.RESPONSE),  # from a baseline under 10 remission is not reported
        (10, 4, Outcome.REMISSION),
        (14, 20, Outcome.DETERIORATION),  # 6 points
        (14, 19, Outcome.NO_RESPONSE),  # 5 points may be noise
        (0, 0, Outcome.NO_RESPONSE),  # nothing to fall from
        (0, 6, Outcome.DETERIORATION),
    ],
)
def test_outcome_at_the_boundaries(baseline: int, latest: int, outcome: Outcome) -> None:
    assert classify(baseline, latest, PHQ9) is outcome


def test_percent_change_by_hand() -> None:
    assert change_percent(21, 9) == pytest.approx(57.142857)  # 100 x 12 / 21
    assert change_percent(10, 15) == -50
    assert change_percent(0, 3) is None


@given(totals, totals)
def test_with_a_baseline_of_eight_or_more_remission_implies_response(baseline: int, latest: int) -> None:
    """8 to 4 is exactly half. Published tables that break this are wrong (clinical reference 4.2)."""
    assume(baseline >= 8)
    anywhere = Thresholds(response_percent=50, remission_below=5, remission_from=0, reliable=6, minimal=5)
    if is_remission(baseline, latest, anywhere):
        assert is_response(baseline, latest, 50)


@given(totals, totals)
def test_response_agrees_with_the_percent_change(baseline: int, latest: int) -> None:
    percent = change_percent(baseline, latest)
    assert is_response(baseline, latest, 50) == (percent is not None and percent >= 50)


def test_reliable_change_index_reproduces_the_published_thresholds() -> None:
    """PHQ-9: 1.96 x 5.5 x sqrt 2 x sqrt 0.16 = 6.1; PCL-5: 1.96 x 14 x sqrt 2 x sqrt 0.16 = 15.5."""
    assert reliable_change_index(5.5, 0.84) == pytest.approx(6.1, abs=0.01)
    assert reliable_change_index(14, 0.84) == pytest.approx(15.52, abs=0.01)


@pytest.mark.parametrize(
    ("baseline", "latest", "change"),
    [(20, 14, Reliable.IMPROVEMENT), (20, 15, None), (14, 20, Reliable.DETERIORATION), (14, 19, None), (9, 9, None)],
)
def test_reliable_change_reaches_its_points_in_either_direction(
    baseline: int, latest: int, change: Reliable | None
) -> None:
    assert reliable_change(baseline, latest, 6) is change


@pytest.mark.parametrize(("sd", "reliability"), [(0, 0.8), (5, 1), (5, -0.1)])
def test_no_index_without_a_spread_or_from_a_perfect_scale(sd: float, reliability: float) -> None:
    with pytest.raises(ValueError, match="sd must be positive"):
        reliable_change_index(sd, reliability)
