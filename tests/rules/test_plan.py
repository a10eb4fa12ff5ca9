"""What becomes of treatment days when the start of a course moves."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.courses.library import protocol
from server.courses.rules import TreatmentPhase
from server.courses.rules.plan import PlannedDay, moved_plan, protocol_plan, sessions_in, with_phases

MONDAY = date(2026, 11, 2)
STANDARD, SAINT = protocol("hf10_std"), protocol("saint")


def on(days: int) -> date:
    return MONDAY + timedelta(days=days)


def test_the_protocols_days_are_planned_anew_from_the_new_start_and_keep_their_times() -> None:
    days = [PlannedDay(each.on, 1, ("09:30",)) for each in protocol_plan(STANDARD, MONDAY, 36)]
    moved = moved_plan(days, {on(2): 1}, STANDARD, MONDAY, on(2))
    assert [each.on for each in moved] == [each.on for each in protocol_plan(STANDARD, on(2), 36)]
    assert {each.times for each in moved} == {("09:30",)}


def test_days_that_a_clinic_chose_are_appointments_and_stay() -> None:
    own = [PlannedDay(on(7 * week + day), times=("08:00",)) for week in range(4) for day in (0, 2, 4)]
    moved = moved_plan(own, {on(2): 1}, STANDARD, MONDAY, on(2))
    assert moved == [*own[1:], PlannedDay(on(28), times=("08:00",))]  # the Monday that was lost comes at the end


@pytest.mark.parametrize("to", [-9, -2, -1, 1, 3, 5, 8])  # -2, -1 and 5 are days of a weekend
def test_the_day_of_the_first_session_is_in_the_plan_and_no_session_is_lost(to: int) -> None:
    days = protocol_plan(STANDARD, MONDAY, 36)
    moved = moved_plan(days, {on(to): 1}, STANDARD, MONDAY, on(to))
    assert moved[0].on == on(to)
    assert sessions_in(moved) == 36


@given(
    st.lists(st.dates(MONDAY, on(120)), min_size=1, max_size=40, unique=True),
    st.integers(-30, 60),
    st.sets(st.dates(on(-30), on(200)), max_size=20),
    st.booleans(),
)
def test_whatever_the_plan_as_many_sessions_are_left_and_days_come_once(
    chosen: list[date], shift: int, closed: set[date], is_given: bool
) -> None:
    days = [PlannedDay(each) for each in sorted(chosen)]
    first = days[0].on
    to = first + timedelta(days=shift)
    moved = moved_plan(days, {to: 1} if is_given else {}, STANDARD, first, to, closed)
    assert sessions_in(moved) == len(days)
    assert [each.on for each in moved] == sorted({each.on for each in moved})
    assert all(each.on >= to for each in moved)
    assert all(each.on not in closed or each.on in chosen or each.on == to for each in moved)


def test_a_clinic_that_is_closed_treats_on_the_next_day_that_it_is_open() -> None:
    plain = [each.on for each in protocol_plan(STANDARD, MONDAY, 36)]
    acute, taper = plain[10], plain[30]  # Mondays
    days = [each.on for each in protocol_plan(STANDARD, MONDAY, 36, {acute})]
    assert (days[10], len(days)) == (acute + timedelta(days=1), 36)
    days = [each.on for each in protocol_plan(STANDARD, MONDAY, 36, {taper})]
    assert days == [*plain[:30], taper + timedelta(days=1), *plain[31:]]


def test_ten_sessions_a_day_stay_ten_a_day() -> None:
    days = protocol_plan(SAINT, MONDAY, 50)
    assert [each.sessions for each in moved_plan(days, {on(1): 1}, SAINT, MONDAY, on(1))] == [10] * 5


def test_the_taper_is_what_the_protocol_tapers_over_unless_the_clinic_says_otherwise() -> None:
    days = [PlannedDay(each.on) for each in protocol_plan(STANDARD, MONDAY, 36)]
    phases = [each.phase for each in with_phases(days, STANDARD)]
    assert phases == [TreatmentPhase.ACUTE] * 30 + [TreatmentPhase.TAPER] * 6
    longer = [*days, PlannedDay(on(80), phase=TreatmentPhase.MAINTENANCE)]
    assert [each.phase for each in with_phases(longer, STANDARD)] == [*phases, TreatmentPhase.MAINTENANCE]
