"""What of an authorisation is used, and what somebody is warned of."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.courses.rules.authorisation import AuthorisationState, Authorised, standing_of

TODAY = date(2026, 11, 23)
APPROVED = AuthorisationState.APPROVED


def day(after: int) -> date:
    return TODAY + timedelta(days=after)


def line(units: int = 36, state: AuthorisationState = APPROVED, **other: Any) -> Authorised:
    values = {"covers_from": None, "covers_until": None, "appeal_until": None, "number": "A-1", **other}
    return Authorised(uuid4(), state, units, **values)


def warned(lines: list[Authorised], done: int = 0, to_come: int = 10, few: int = 6, expiry: int = 14) -> dict[str, Any]:
    delivered = [day(-1 - each) for each in range(done)]
    standing = standing_of(lines, delivered, [day(each) for each in range(to_come)], TODAY, few, expiry)
    return {each.code: dict(each.values) for each in standing.warnings}


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        (29, {}),  # seven left
        (30, {"few-left": {"left": 6, "authorised": 36, "to_come": 10}}),
        (35, {"few-left": {"left": 1, "authorised": 36, "to_come": 10}}),
        (36, {"none-left": {"left": 0, "authorised": 36, "to_come": 10}}),
        (38, {"none-left": {"left": 0, "authorised": 36, "to_come": 10}, "uncovered": {"sessions": 2}}),
    ],
)
def test_few_units_left_are_warned_of(done: int, expected: dict[str, Any]) -> None:
    assert warned([line()], done) == expected


def test_units_that_suffice_are_not_warned_of() -> None:
    assert warned([line(5)], to_come=5) == {}
    assert set(warned([line(5)], to_come=6)) == {"few-left"}


@pytest.mark.parametrize(
    ("until", "codes"),
    [
        (day(15), {}),
        (day(14), {"expires"}),
        (day(9), {"expires"}),  # the last planned day is covered
        (day(8), {"expires", "beyond"}),
        (day(-1), {"none-left"}),  # over: nothing is left of it
    ],
)
def test_the_end_of_an_authorisation_is_warned_of(until: date, codes: set[str]) -> None:
    assert set(warned([line(covers_until=until)])) == set(codes)


@pytest.mark.parametrize(("until", "is_warned"), [(day(0), True), (day(20), True), (day(-1), False)])
def test_a_denial_that_can_be_appealed_is_warned_of_to_the_last_day(until: date, is_warned: bool) -> None:
    denied = line(36, AuthorisationState.DENIED, appeal_until=until)
    assert ("appeal-until" in warned([denied], to_come=0)) is is_warned


def test_a_session_uses_the_line_that_ends_first_and_lapsed_units_are_no_longer_counted() -> None:
    old, new = line(20, covers_until=day(-2)), line(10, covers_from=day(-5), covers_until=day(60))
    delivered = [*[day(-9)] * 3, day(-3), day(-1)]
    standing = standing_of([new, old], delivered, [], TODAY, 6, 14)
    assert (standing.used[old.id], standing.used[new.id]) == (4, 1)
    assert (standing.authorised, standing.left, standing.uncovered) == (14, 9, 0)


def test_without_a_ledger_nothing_is_known() -> None:
    standing = standing_of([], [TODAY], [TODAY], TODAY, 6, 14)
    assert (standing.authorised, standing.left, standing.uncovered, standing.warnings) == (None, None, 0, ())


@given(
    st.lists(
        st.tuples(
            st.integers(0, 12),
            st.sampled_from(list(AuthorisationState)),
            st.none() | st.integers(-40, 40),
            st.none() | st.integers(-40, 40),
        ),
        min_size=1,
        max_size=5,
    ),
    st.lists(st.integers(-50, 0), max_size=40),
)
def test_every_session_is_counted_once_and_no_line_is_overdrawn(lines: list[Any], delivered: list[int]) -> None:
    ledger = [
        line(
            units,
            state,
            covers_from=None if since is None else day(since),
            covers_until=None if until is None else day(until),
        )
        for units, state, since, until in lines
    ]
    standing = standing_of(ledger, [day(each) for each in delivered], [], TODAY, 6, 14)
    assert sum(standing.used.values()) + standing.uncovered == len(delivered)
    assert all(standing.used[each.id] <= each.units for each in ledger)
    assert standing.left is not None
    assert 0 <= standing.left <= sum(each.units for each in ledger if each.is_valid(TODAY))
