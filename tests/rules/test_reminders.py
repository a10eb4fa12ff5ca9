"""When a patient is reminded, by the patient's clock, and when not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.reminders.rules import Skip, Step, Way
from server.reminders.rules.address import is_email, is_push_service
from server.reminders.rules.policy import House, Planned, Today, Wishes, plan, silent_until
from server.reminders.rules.timing import Quiet, minute_in

NIGHT = Quiet(minute_in("21:00"), minute_in("08:00"))
HOUSE = House(minute_in("18:00"), NIGHT, timedelta(hours=3), minute_in("20:00"), misses=3, silent_days=4)
DAY = date(2026, 11, 23)
WISHES = Wishes(Way.PUSH)
TODAY = Today(DAY, "UTC", owes=True)


def at(time: str, on: date = DAY) -> datetime:
    return datetime.fromisoformat(f"{on}T{time}:00+00:00")


@pytest.mark.parametrize(
    ("wishes", "today", "now", "expected"),
    [
        # ... at the hour, and not before it
        ({}, {}, "17:59", None),
        ({}, {}, "18:00", (Step.FIRST, None)),
        ({"minute": minute_in("09:30")}, {}, "09:30", (Step.FIRST, None)),
        ({"way": Way.NONE}, {}, "18:00", None),
        # ... caught up within the day, but not into the night
        ({}, {}, "20:59", (Step.FIRST, None)),
        ({}, {}, "21:00", (Step.FIRST, Skip.TOO_LATE)),
        # ... nothing owed, paused, held, silent
        ({}, {"owes": False}, "18:00", (Step.FIRST, Skip.NOTHING_DUE)),
        ({"paused_until": DAY}, {}, "18:00", (Step.FIRST, Skip.PAUSED)),
        ({"paused_until": DAY - timedelta(days=1)}, {}, "18:00", (Step.FIRST, None)),
        ({"held_until": DAY}, {}, "18:00", (Step.FIRST, Skip.HELD)),
        ({}, {"course_paused": True}, "18:00", (Step.FIRST, Skip.COURSE_PAUSED)),
        ({}, {"unanswered": [DAY - timedelta(days=n) for n in (3, 2)]}, "18:00", (Step.FIRST, None)),
        ({}, {"unanswered": [DAY - timedelta(days=n) for n in (3, 2, 1)]}, "18:00", (Step.FIRST, Skip.SILENT)),
        ({}, {"unanswered": [DAY - timedelta(days=n) for n in (6, 5, 4)]}, "18:00", (Step.FIRST, Skip.SILENT)),
        ({}, {"unanswered": [DAY - timedelta(days=n) for n in (7, 6, 5)]}, "18:00", (Step.FIRST, None)),
        # ... within quiet hours it comes when they end, or just before they begin
        ({"minute": minute_in("06:00")}, {}, "07:59", None),
        ({"minute": minute_in("06:00")}, {}, "08:00", (Step.FIRST, None)),
        ({"minute": minute_in("23:00")}, {}, "20:45", (Step.FIRST, None)),
        ({"quiet": Quiet(0, 0), "minute": minute_in("23:00")}, {}, "23:00", (Step.FIRST, None)),
        # ... an hour that was over when it was chosen counts from tomorrow on
        ({"minute": minute_in("09:00"), "since": at("12:00")}, {}, "12:01", None),
        ({"minute": minute_in("13:00"), "since": at("12:00")}, {}, "13:00", (Step.FIRST, None)),
        # ... one repeat, three hours after the first one was sent, if it is still owed
        ({"minute": 600}, {"has_first": True, "first": at("10:00")}, "12:59", None),
        ({"minute": 600}, {"has_first": True, "first": at("10:00")}, "13:00", (Step.REPEAT, None)),
        ({"minute": 600}, {"has_first": True, "first": at("10:00"), "owes": False}, "13:00", None),
        ({"minute": 600}, {"has_first": True, "first": at("10:00"), "has_repeat": True}, "13:00", None),
        ({"minute": 600, "held_until": DAY}, {"has_first": True, "first": at("10:00")}, "13:00", None),
        ({}, {"has_first": True, "first": at("18:30")}, "21:30", None),  # quiet hours
        ({}, {"has_first": True}, "21:00", None),  # the first was not sent
        ({"minute": minute_in("09:00")}, {"has_first": True}, "18:00", None),  # whatever hour is chosen now
        # ... several sessions a day: once, at the end of the day
        ({"minute": minute_in("09:00")}, {"is_accelerated": True}, "19:59", None),
        ({"minute": minute_in("09:00")}, {"is_accelerated": True}, "20:00", (Step.FIRST, None)),
        ({"quiet": Quiet(0, 0)}, {"is_accelerated": True, "has_first": True, "first": at("20:00")}, "23:30", None),
        # ... another day than today's
        ({}, {"on": DAY - timedelta(days=1)}, "18:00", None),
    ],
)
def test_who_is_reminded_when(
    wishes: dict[str, object], today: dict[str, object], now: str, expected: tuple[Step, Skip | None] | None
) -> None:
    found = plan(replace(WISHES, **wishes), HOUSE, replace(TODAY, **today), at(now))  # type: ignore[arg-type]
    assert (None if found is None else (found.step, found.skip)) == expected


def test_three_unanswered_days_bring_four_silent_ones_again_and_again() -> None:
    reminded: list[date] = []
    for number in range(21):
        on = DAY + timedelta(days=number)
        until = silent_until(reminded, 3, 4)
        if until is None or on > until:
            reminded.append(on)
    assert [(on - DAY).days for on in reminded] == [0, 1, 2, 7, 8, 9, 14, 15, 16]


# Half an hour of daylight saving; a zone that goes back for Ramadan; one that changes at midnight.
ZONES = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca", "America/Havana", "UTC"]


def ticks(zone: str, start: date, days: int, minutes: int, wishes: Wishes, house: House) -> Iterator[Planned]:
    """What a job finds that ticks for so many days, for somebody who never answers and is never silenced."""
    sent: dict[date, datetime | None] = {}
    repeated: set[date] = set()
    now = datetime(start.year, start.month, start.day, tzinfo=UTC)
    for _ in range(days * 24 * 60 // minutes):
        on = now.astimezone(ZoneInfo(zone)).date()
        today = Today(on, zone, owes=True, has_first=on in sent, first=sent.get(on), has_repeat=on in repeated)
        found = plan(wishes, house, today, now)
        if found is not None:
            assert found.skip is Skip.TOO_LATE or not house.quiet.has(_minute(now, zone))
            if found.step is Step.FIRST:
                sent[on] = None if found.skip else now
            else:
                repeated.add(on)
            yield found
        now += timedelta(minutes=minutes)


def _minute(now: datetime, zone: str) -> int:
    local = now.astimezone(ZoneInfo(zone))
    return local.hour * 60 + local.minute


@pytest.mark.parametrize("zone", ZONES)
def test_one_a_day_for_two_years_through_every_fold_and_gap(zone: str) -> None:
    found = list(ticks(zone, date(2026, 1, 1), 730, 30, Wishes(Way.EMAIL, minute=600), HOUSE))
    for step in Step:
        days = [each.due_at.astimezone(ZoneInfo(zone)).date() for each in found if each.step is step]
        assert len(days) == len(set(days))
        assert all((b - a).days == 1 for a, b in pairwise(days))
        assert len(days) >= 729


@given(
    zone=st.sampled_from(ZONES),
    start=st.dates(date(2026, 1, 1), date(2028, 12, 1)),
    minute=st.integers(0, 1439),
    since=st.integers(0, 23),
    until=st.integers(0, 23),
)
def test_whatever_the_hour_and_the_quiet_hours_nobody_is_woken_or_reminded_twice(
    zone: str, start: date, minute: int, since: int, until: int
) -> None:
    house = replace(HOUSE, quiet=Quiet(since * 60, until * 60))
    found = list(
        ticks(zone, start, 4, 15, Wishes(Way.PUSH, minute=minute), house)
    )  # ticks asserts that it is not quiet
    firsts = [each.due_at.astimezone(ZoneInfo(zone)).date() for each in found if each.step is Step.FIRST]
    assert len(firsts) == len(set(firsts))


@pytest.mark.parametrize(
    ("zone", "on", "minute", "utc"),
    [
        ("Europe/Berlin", date(2026, 3, 29), "02:30", "01:30"),  # does not exist: as if the clocks had not changed
        ("Europe/Berlin", date(2026, 10, 25), "02:30", "00:30"),  # comes twice: the first
        ("Australia/Lord_Howe", date(2026, 4, 5), "01:45", "14:45"),  # half an hour comes twice
    ],
)
def test_a_time_that_comes_twice_or_never_comes_once(zone: str, on: date, minute: str, utc: str) -> None:
    wishes = Wishes(Way.PUSH, minute=minute_in(minute), quiet=Quiet(0, 0))
    due = at(utc, on if utc < "12:00" else on - timedelta(days=1))
    today = Today(on, zone, owes=True)
    assert plan(wishes, HOUSE, today, due - timedelta(minutes=1)) is None
    assert plan(wishes, HOUSE, today, due) == Planned(Step.FIRST, due, None)


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("pat@example.org", True),
        ("p.a+t@sub.example.org", True),
        ("pat@localhost", False),
        ("pat", False),
        ("a@b@example.org", False),
        ("pat@example.org\r\nBcc: x@example.org", False),
        ("pat <pat@example.org>", False),
        ("a" * 250 + "@example.org", False),
    ],
)
def test_what_an_address_is(address: str, good: bool) -> None:
    assert is_email(address) is good


HOSTS = ["fcm.googleapis.com:443", "*.push.apple.com:443", "localhost:8443"]


@pytest.mark.parametrize(
    ("endpoint", "good"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://web.push.apple.com/abc", True),
        ("https://localhost:8443/abc", True),
        ("https://push.apple.com/abc", False),
        ("https://evilpush.apple.com.example.org/abc", False),
        ("https://xpush.apple.com/abc", False),
        ("http://fcm.googleapis.com/abc", False),
        ("https://fcm.googleapis.com:444/abc", False),
        ("https://user@fcm.googleapis.com/abc", False),
        ("https://fcm.googleapis.com@evil.example/abc", False),
        ("https://169.254.169.254/latest", False),
        ("https://fcm.googleapis.com/a b", False),
        ("https://[::1/", False),
        ("", False),
    ],
)
def test_a_phone_names_no_host_but_the_push_services(endpoint: str, good: bool) -> None:
    assert is_push_service(endpoint, HOSTS) is good
