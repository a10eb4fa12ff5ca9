"""Working hours across weekends, holidays and changes of the clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.clinic_settings import WEEKDAYS
from server.people.rules.hours import add_working_time, is_open, next_opening

BERLIN = "Europe/Berlin"
CHRISTMAS = {"clinic.holidays": ["2026-12-25"]}
NIGHT = {"clinic.hours": {"sun": ["00:00", "06:00"]}}  # over both changes of the clocks
ALWAYS = {"clinic.hours": {day: ["00:00", "23:59"] for day in WEEKDAYS}}


def at(local: str, zone: str = BERLIN) -> datetime:
    """An instant by the clock on the clinic's wall."""
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("settings", "local", "expected"),
    [
        ({}, "2026-11-23T08:00", True),  # a Monday; the moment of opening
        ({}, "2026-11-23T07:59", False),
        ({}, "2026-11-23T17:59", True),
        ({}, "2026-11-23T18:00", False),  # the moment of closing
        ({}, "2026-11-28T12:00", False),  # a Saturday
        (CHRISTMAS, "2026-12-25T12:00", False),  # a Friday
        (CHRISTMAS, "2026-12-24T12:00", True),
        (ALWAYS, "2026-11-28T23:59", True),  # closing at 23:59 means midnight
        ({"clinic.hours": {}}, "2026-11-23T12:00", False),
    ],
)
def test_a_clinic_is_open_in_its_hours(settings: dict[str, object], local: str, expected: bool) -> None:
    assert is_open(settings, BERLIN, at(local)) is expected


def test_hours_are_those_of_the_clinics_own_zone() -> None:
    noon_in_berlin = at("2026-11-23T12:00")
    assert is_open({}, BERLIN, noon_in_berlin)
    assert not is_open({}, "America/New_York", noon_in_berlin)  # there it is six


@pytest.mark.parametrize(
    ("settings", "start", "hours", "expected"),
    [
        ({}, "2026-11-23T09:00", 4, "2026-11-23T13:00"),
        ({}, "2026-11-23T14:00", 4, "2026-11-23T18:00"),  # over at closing, not at the next opening
        ({}, "2026-11-23T16:00", 4, "2026-11-24T10:00"),
        ({}, "2026-11-27T16:00", 4, "2026-11-30T10:00"),  # over the weekend
        ({}, "2026-11-28T12:00", 4, "2026-11-30T12:00"),  # from within it
        ({}, "2026-11-28T12:00", 0, "2026-11-30T08:00"),
        ({}, "2026-11-23T03:00", 0, "2026-11-23T08:00"),
        (CHRISTMAS, "2026-12-24T16:00", 4, "2026-12-28T10:00"),  # Christmas on a Friday
        ({}, "2026-10-23T17:00", 2, "2026-10-26T09:00"),  # the clocks go back in between, on a closed day
        (NIGHT, "2026-10-25T00:00", 6, "2026-10-25T05:00"),  # an hour comes twice: six hours end by five
        (NIGHT, "2026-03-29T00:00", 4, "2026-03-29T05:00"),  # an hour is missing
        ({"clinic.hours": {}}, "2026-11-28T12:00", 4, "2026-11-28T16:00"),  # never open: around the clock
    ],
)
def test_working_time_passes_only_while_the_clinic_is_open(
    settings: dict[str, object], start: str, hours: int, expected: str
) -> None:
    assert add_working_time(settings, BERLIN, at(start), timedelta(hours=hours)) == at(expected)


def test_midnight_is_still_the_end_of_the_day_before() -> None:
    """Or nothing, added to the end of a day that is open until midnight, would lead to the next opening."""
    sundays = {"clinic.hours": {"sun": ["00:00", "23:59"]}}
    end = at("2026-11-23T00:00")
    assert add_working_time(sundays, BERLIN, at("2026-11-22T20:00"), timedelta(hours=4)) == end
    assert add_working_time(sundays, BERLIN, end, timedelta()) == end
    assert not is_open(sundays, BERLIN, end)


def test_the_next_opening_is_now_while_it_is_open() -> None:
    assert next_opening({}, BERLIN, at("2026-11-23T12:00")) == at("2026-11-23T12:00")
    assert next_opening({}, BERLIN, at("2026-11-27T18:00")) == at("2026-11-30T08:00")
    assert next_opening({"clinic.hours": {}}, BERLIN, at("2026-11-27T18:00")) is None


clinics = st.fixed_dictionaries(
    {
        "clinic.hours": st.dictionaries(
            st.sampled_from(WEEKDAYS),
            st.sampled_from([["08:00", "18:00"], ["00:00", "23:59"], ["01:30", "02:45"], ["12:00", "12:30"]]),
            min_size=1,
        ),
        "clinic.holidays": st.lists(st.dates(date(2026, 1, 1), date(2027, 1, 1)).map(str), max_size=9),
    }
)
zones = st.sampled_from([BERLIN, "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"])
instants = st.timedeltas(timedelta(), timedelta(days=365)).map(lambda later: datetime(2026, 1, 1, tzinfo=UTC) + later)
amounts = st.timedeltas(timedelta(), timedelta(hours=40))


@given(clinics, zones, instants, amounts, amounts)
def test_adding_in_two_steps_is_adding_at_once(
    settings: dict[str, object], zone: str, start: datetime, first: timedelta, second: timedelta
) -> None:
    in_steps = add_working_time(settings, zone, add_working_time(settings, zone, start, first), second)
    assert in_steps == add_working_time(settings, zone, start, first + second)


@given(clinics, zones, instants, amounts)
def test_working_time_never_ends_in_a_closed_hour(
    settings: dict[str, object], zone: str, start: datetime, amount: timedelta
) -> None:
    end = add_working_time(settings, zone, start, amount)
    just_before = end - timedelta(microseconds=1)
    assert end >= start
    assert is_open(settings, zone, end) or is_open(settings, zone, just_before)
    assert add_working_time(settings, zone, end, timedelta()) == end


@given(clinics, zones, instants)
def test_adding_nothing_in_open_hours_changes_nothing(settings: dict[str, object], zone: str, start: datetime) -> None:
    if is_open(settings, zone, start):
        assert add_working_time(settings, zone, start, timedelta()) == start


@given(clinics, zones, instants, amounts, amounts)
def test_more_time_never_ends_sooner(
    settings: dict[str, object], zone: str, start: datetime, less: timedelta, more: timedelta
) -> None:
    ends = [add_working_time(settings, zone, start, each) for each in sorted((less, more))]
    assert ends == sorted(ends)
