"""The summary of a course from its facts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.courses.rules.protocol import CourseDays
from server.outcomes.rules.baseline import Reading
from server.outcomes.rules.response import Outcome
from server.outcomes.rules.summary import Facts, Scored, count_sessions, measure, summarise
from server.outcomes.rules.thresholds import Thresholds

START = date(2026, 11, 2)
PHQ9 = Thresholds(response_percent=50, remission_below=5, remission_from=10, reliable=6, minimal=5)
CALENDAR = CourseDays(START, START + timedelta(days=39), START + timedelta(days=58))


def on(day: int) -> date:
    return START + timedelta(days=day)


def facts(*responses: Scored) -> Facts:
    days = [on(day) for day in range(19) if on(day).weekday() < 5][:12]
    return Facts(CALENDAR, (), False, True, "phq-9", responses, days, 1, 9, on(17), {"phq-9": PHQ9})


def test_the_figures_of_the_course_page_by_hand() -> None:
    """21 before, then 17, 12, 9: a fall of 12 of 21 points is 57.1 %, a response but no remission."""
    found = summarise(
        facts(*(Scored("phq-9", on(day), total) for day, total in ((-2, 21), (7, 17), (14, 12), (21, 9))))
    )
    phq9 = found.measures["phq-9"]
    assert (phq9.baseline, phq9.latest, phq9.latest_on, phq9.outcome) == (21, 9, on(21), Outcome.RESPONSE)
    assert phq9.change_percent == pytest.approx(57.142857)


def test_an_incomplete_form_counts_as_answered_but_has_no_say() -> None:
    found = summarise(facts(Scored("phq-9", on(0), 20), Scored("phq-9", on(7), None)))
    assert found.answered == {"phq-9": [on(0).isoformat(), on(7).isoformat()]}
    assert (found.measures["phq-9"].latest, found.measures["phq-9"].outcome) == (None, None)


def test_without_a_baseline_there_is_no_outcome() -> None:
    none = count_sessions([], 0, on(39), has_ended=False)
    only = measure([Reading(on(7), 12)], START, [], none, PHQ9)
    assert (only.baseline, only.latest, only.outcome) == (None, 12, None)


def test_without_any_answer_there_is_no_measure() -> None:
    assert summarise(facts()).measures == {}


@given(st.lists(st.tuples(st.integers(-30, 90), st.integers(0, 27)), max_size=12))
def test_the_latest_score_is_never_before_the_baseline(given_scores: list[tuple[int, int]]) -> None:
    responses = [Scored("phq-9", on(day), total) for day, total in sorted(given_scores)]
    for found in summarise(facts(*responses)).measures.values():
        if found.baseline_on and found.latest_on:
            assert found.baseline_on <= START < found.latest_on
        if found.outcome is not None:
            assert found.baseline is not None
            assert found.latest is not None
