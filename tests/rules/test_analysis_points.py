"""Baseline, end of the acute phase, sessions 10, 20, 30 and 36, relapse and what lasts: by hand, on one calendar.

The course: 36 sessions from Monday, day 0: five a week for six weeks (day 39 is the 30th), then a taper of 3, 2, 1
(days 42, 44, 46, 50, 52, 58). Session 10 is day 11, session 20 day 25, session 36 day 58. Clinical reference 4.1.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.courses.rules import weekdays_plan
from server.outcomes.rules.analysis_points import (
    FIXED_POINTS,
    find_end_of_acute,
    find_fixed_point,
    last_acute_session,
    last_in_acute,
)
from server.outcomes.rules.baseline import Reading, after_start, find_baseline
from server.outcomes.rules.durability import is_durable, total_after_a_year, total_after_months, visits_after
from server.outcomes.rules.relapse import relapsed_on
from server.outcomes.rules.thresholds import Thresholds, Windows

START = date(2026, 11, 2)
DAYS = weekdays_plan(START, 36)
ACUTE_ENDS = DAYS[29]
PHQ9 = Thresholds(response_percent=50, remission_below=5, remission_from=10, relapse_from=10, relapse_rise=5)


def on(day: int) -> date:
    return START + timedelta(days=day)


def forms(totals: Mapping[int, int]) -> list[Reading]:
    """Readings of these totals: day -> PHQ-9."""
    return [Reading(on(day), total) for day, total in totals.items()]


def test_the_calendar_is_the_one_described() -> None:
    assert [(each - START).days for each in (DAYS[9], DAYS[19], DAYS[29], *DAYS[30:])] == [
        11,
        25,
        39,
        *(42, 44, 46, 50, 52, 58),
    ]


@pytest.mark.parametrize(
    ("days", "after_session_1", "baseline", "stale"),
    [
        ((-7, -2, 0, 1), False, 0, False),  # the last one up to the first day
        ((-7, -2, 0, 1), True, -2, False),  # answered on that day, but after the stimulation had begun
        ((0,), True, None, False),
        ((-7, 3), False, -7, False),  # a week before just counts
        ((-20, -8), False, -8, True),  # older: used, and marked
        ((-30, 3), False, -30, True),
        ((-31, 3), False, None, False),
        ((1, 8), False, None, False),
    ],
)
def test_the_baseline_is_the_last_score_before_the_first_stimulation(
    days: tuple[int, ...], after_session_1: bool, baseline: int | None, stale: bool
) -> None:
    readings = [Reading(on(day), 20, after_start=after_session_1 and day == 0) for day in days]
    found = find_baseline(readings, START)
    assert (None, False) if found is None else ((found.reading.on - START).days, found.stale) == (baseline, stale)
    assert (found is None) == (baseline is None)


def test_an_answer_of_the_first_day_is_before_or_after_and_never_both() -> None:
    before, after = Reading(START, 20), Reading(START, 18, after_start=True)
    assert after_start([before, after], START) == [after]
    baseline = find_baseline([before, after], START)
    assert baseline is not None
    assert baseline.reading == before


@pytest.mark.parametrize(
    ("delivered", "has_ended", "last"),
    [
        (29, False, None),  # the thirtieth is still to come
        (30, False, 39),
        (33, False, 39),  # in the taper
        (36, True, 39),
        (18, True, 23),  # stopped early: the last there was
        (18, False, None),
        (0, True, None),
    ],
)
def test_the_acute_phase_ends_with_its_last_delivered_session(delivered: int, has_ended: bool, last: int) -> None:
    found = last_acute_session(DAYS[:delivered], ACUTE_ENDS, has_ended=has_ended)
    assert found == (None if last is None else on(last))


@pytest.mark.parametrize(
    ("days", "end"),
    [
        ((35, 42), 42),  # 4 before and 3 after day 39
        ((36, 42), 42),  # as close: the later one
        ((32,), 32),  # 7 days before just counts
        ((31,), None),
        ((53,), 53),  # 14 days after just counts
        ((54,), None),
        ((39, 40, 58), 39),
        ((), None),
    ],
)
def test_the_end_of_acute_is_the_answer_closest_to_the_last_acute_session(
    days: tuple[int, ...], end: int | None
) -> None:
    found = find_end_of_acute(forms(dict.fromkeys(days, 9)), ACUTE_ENDS)
    assert (None if found is None else (found.on - START).days) == end


def test_while_the_acute_phase_goes_on_it_has_no_end() -> None:
    assert find_end_of_acute(forms({39: 9}), None) is None
    assert last_in_acute(forms({39: 9}), None) is None


def test_what_is_carried_forward_is_the_last_answer_of_the_acute_phase() -> None:
    """Answers of days 7, 21 and 60, last acute session on day 39: day 21, since day 60 belongs to the follow-up."""
    found = last_in_acute(forms({7: 18, 21: 12, 60: 20}), ACUTE_ENDS)
    assert found is not None
    assert found.total == 12


@pytest.mark.parametrize(
    ("number", "days", "chosen"),
    [
        (10, (7, 11, 14), 11),  # the day itself
        (10, (7, 14), 14),  # day 7 is session 6, four away; day 14 session 11
        (10, (9, 15), 9),  # sessions 8 and 12 are both two away; day 9 is two days away and day 15 four
        (8, (8, 10), 10),  # as near in sessions and days: the later
        (10, (8,), None),  # session 7 is three away
        (10, (15,), 15),  # session 12
        (10, (16,), None),  # session 13
        (10, (12, 13), 12),  # a weekend later it is still session 10: the nearer day
        (20, (22, 29), 29),  # day 22 is session 17, three away; day 29 session 22
        (36, (55, 60), 60),  # day 55 is session 35, day 60 session 36
        (36, (72,), 72),  # 14 days after the last session
        (36, (73,), None),  # a follow-up
        (30, (44,), 44),  # session 32, in the taper
    ],
)
def test_a_fixed_point_takes_the_answer_within_two_sessions(
    number: int, days: tuple[int, ...], chosen: int | None
) -> None:
    found = find_fixed_point(forms(dict.fromkeys(days, 9)), DAYS, number)
    assert (None if found is None else (found.on - START).days) == chosen


def test_a_fixed_point_is_reached_when_its_session_was_delivered() -> None:
    readings = forms({10: 15})
    assert find_fixed_point(readings, DAYS[:9], 10) is None
    assert find_fixed_point(readings, DAYS[:10], 10) is not None


def test_two_points_may_share_one_answer() -> None:
    """Day 41 is both the end of the acute phase (day 39) and the nearest to session 30."""
    readings = forms({41: 8})
    assert find_end_of_acute(readings, ACUTE_ENDS) is find_fixed_point(readings, DAYS, 30) is readings[0]


@given(
    st.lists(st.integers(1, 400), max_size=12, unique=True),
    st.integers(0, 36),
    st.integers(0, 4),
    st.integers(0, 14),
    st.booleans(),
)
def test_a_chosen_answer_lies_in_its_window_and_none_is_nearer(
    days: list[int], delivered: int, sessions: int, before: int, has_ended: bool
) -> None:
    windows = Windows(end_before=before, within_sessions=sessions)
    readings = forms(dict.fromkeys(sorted(days), 9))
    last = last_acute_session(DAYS[:delivered], ACUTE_ENDS, has_ended=has_ended)
    end = find_end_of_acute(readings, last, windows)
    if last is not None:
        near = [each for each in readings if -before <= (each.on - last).days <= windows.end_after]
        assert (end is None) == (not near)
        assert end is None or all(abs(end.on - last) <= abs(each.on - last) for each in near)
    for number in FIXED_POINTS:
        if (found := find_fixed_point(readings, DAYS[:delivered], number, windows)) is not None:
            assert delivered >= number
            assert found.on <= DAYS[delivered - 1] + timedelta(days=windows.end_after)


@pytest.mark.parametrize(
    ("at_end", "later", "relapse"),
    [
        (5, {100: 10}, 100),  # 10, and 5 above
        (6, {100: 10}, None),  # 4 above
        (4, {100: 9}, None),  # 5 above, but 9
        (5, {60: 8, 100: 12, 160: 15}, 100),  # the first one
        (5, {60: 12, 100: 4}, 60),  # it was one, though it passed
        (None, {100: 20}, None),  # nothing to compare with
    ],
)
def test_relapse_by_score(at_end: int | None, later: dict[int, int], relapse: int | None) -> None:
    """PHQ-9 of 10 or more, and at least 5 above the end of the acute phase."""
    end = None if at_end is None else Reading(on(39), at_end)
    readings = [*([] if end is None else [end]), *forms(later)]
    assert relapsed_on(readings, end, PHQ9) == (None if relapse is None else on(relapse))


def test_a_scale_without_a_published_relapse_has_none() -> None:
    assert relapsed_on(forms({100: 27}), Reading(on(39), 1), Thresholds(response_percent=50)) is None


# Months after the last session, 30 December 2026: 3 -> 30 March, 6 -> 30 June, 9 -> 30 September, 12 -> 30 December.
@pytest.mark.parametrize(
    ("visits", "lasts"),
    [
        ({3: 9, 6: 10, 9: 8, 12: 10}, True),  # 10 of 20 is still half
        ({3: 9, 6: 11, 9: 8, 12: 7}, False),  # lost at month 6, though found again
        ({3: 9, 12: 10}, True),  # a visit that was missed is passed over ...
        ({3: 9, 6: 9, 9: 9}, None),  # ... but not the one at 12 months
        ({3: 11}, False),  # lost is lost, whoever comes later
        ({}, None),
    ],
)
def test_a_response_lasts_if_it_holds_at_every_visit(visits: dict[int, float], lasts: bool | None) -> None:
    assert is_durable(20, 9, visits, PHQ9) is lasts


def test_who_did_not_respond_has_nothing_that_could_last() -> None:
    assert is_durable(20, 11, {12: 5}, PHQ9) is None


def test_visits_are_the_answers_nearest_to_their_month() -> None:
    """Last session 30 December 2026. 20 March: month 3; 2 July: month 6; 1 January 2028: month 12; 40 days: none."""
    last = on(58)
    assert last == date(2026, 12, 30)
    days = {date(2027, 2, 8): 7, date(2027, 3, 20): 8, date(2027, 7, 2): 9, date(2028, 1, 1): 10}
    assert visits_after([Reading(day, total) for day, total in days.items()], last) == {3: 8, 6: 9, 12: 10}


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2027, 10, 31), False),  # 61 days before 31 December 2027
        (date(2027, 11, 1), True),  # 60
        (date(2028, 2, 29), True),  # 60 days after
        (date(2028, 3, 1), False),
    ],
)
def test_the_quality_measure_looks_twelve_months_after_the_baseline(day: date, found: bool) -> None:
    assert (total_after_a_year([Reading(day, 4)], date(2026, 12, 31)) is not None) is found


def test_the_measure_of_four_to_eight_months_takes_the_last_answer_of_them() -> None:
    """Baseline 31 October: four months later is 28 February, eight months later 30 June."""
    days = [date(2027, 2, 27), date(2027, 2, 28), date(2027, 6, 30), date(2027, 7, 1)]
    readings = [Reading(day, place) for place, day in enumerate(days)]
    assert total_after_months(readings, date(2026, 10, 31), 4, 8) == 2
    assert total_after_months(readings[:1], date(2026, 10, 31), 4, 8) is None
