"""Which state of a course may follow which."""

from datetime import date

import pytest

from server.courses.rules import ENDED, RUNNING, CourseState
from server.courses.rules.states import NEXT, deeds_in, require_next, state_when_going_on
from server.errors import Conflict

S = CourseState


def test_every_state_has_a_place_in_the_table_and_none_follows_itself() -> None:
    assert set(NEXT) == set(CourseState)
    assert all(state not in NEXT[state] for state in CourseState)


def test_an_ended_course_only_goes_back_to_running() -> None:
    for state in ENDED:
        assert NEXT[state] == set(RUNNING)


def test_death_may_come_in_every_running_state() -> None:
    assert all(S.DECEASED in NEXT[state] for state in RUNNING)


@pytest.mark.parametrize(
    ("was", "to", "code"),
    [
        (S.PLANNED, S.COMPLETED, "course-state"),  # nothing took place
        (S.PAUSED, S.PAUSED, "course-state"),
        (S.COMPLETED, S.DISCONTINUED, "course-ended"),
        (S.DECEASED, S.COMPLETED, "course-ended"),
    ],
)
def test_what_may_not_follow_is_refused_with_a_sentence(was: CourseState, to: CourseState, code: str) -> None:
    with pytest.raises(Conflict, match="cannot become") as caught:
        require_next(was, to)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("state", "deeds"),
    [
        (S.PLANNED, {"end", "pause", "hospitalise"}),
        (S.ACTIVE, {"end", "pause", "hospitalise"}),
        (S.PAUSED, {"end", "hospitalise", "resume"}),
        (S.HOSPITALISED, {"end", "pause", "resume"}),
        (S.COMPLETED, {"reopen"}),
        (S.DECEASED, {"reopen"}),
    ],
)
def test_what_may_be_done_in_a_state(state: CourseState, deeds: set[str]) -> None:
    assert set(deeds_in(state, died=False)) == deeds
    assert deeds_in(state, died=True) == []


@pytest.mark.parametrize(
    ("has_begun", "start", "expected"),
    [(False, date(2026, 12, 1), S.PLANNED), (False, date(2026, 11, 23), S.ACTIVE), (True, date(2026, 12, 1), S.ACTIVE)],
)
def test_what_a_course_is_when_it_goes_on(has_begun: bool, start: date, expected: CourseState) -> None:
    assert state_when_going_on(start, date(2026, 11, 23), has_begun=has_begun) is expected
