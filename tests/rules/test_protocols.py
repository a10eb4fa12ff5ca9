"""Protocols and indications: data files that are checked, and the calendar of a course."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from server.courses import library
from server.courses.rules.protocol import course_days, planned_days, sessions_to_plan
from server.courses.rules.protocol_file import parse_indication, parse_protocol
from server.errors import Invalid, NotFound

MONDAY = date(2026, 9, 7)
FILES = Path(library.__file__).parent


def raw_protocol(key: str = "hf10_std") -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FILES / "protocols" / f"{key}.json").read_text())
    return read


def raw_indication(key: str = "mdd") -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FILES / "indications" / f"{key}.json").read_text())
    return read


@pytest.mark.parametrize(
    ("key", "pulses", "sessions"),
    [
        ("hf10_std", 3000, 36),
        ("hf10_dash", 3000, 36),
        ("itbs600", 600, 36),
        ("dtms_h1", 1980, 36),
        ("dtms_h7_ocd", 2000, 29),
        ("saint", 1800, 50),
    ],
)
def test_a_shipped_protocol_has_the_published_pulses_and_sessions(key: str, pulses: int, sessions: int) -> None:
    protocol = library.protocol(key)
    (stimulation,) = protocol.stimulations
    assert stimulation.trains is not None
    assert stimulation.pulses_per_train is not None
    assert stimulation.trains * stimulation.pulses_per_train == pulses
    assert stimulation.pulses == (pulses, pulses)
    assert protocol.sessions == sessions


def test_an_accelerated_course_gives_ninety_thousand_pulses_in_five_days() -> None:
    saint = library.protocol("saint")
    days = planned_days(saint, MONDAY, 50)
    assert [count for _, count in days] == [10] * 5
    assert days[-1][0] == MONDAY + timedelta(days=4)
    assert 50 * saint.stimulations[0].pulses[0] == 90_000


def test_every_protocol_is_offered_for_some_indication() -> None:
    assert [each.key for each in library.protocols() if not each.indications] == []


def test_what_is_off_label_says_so() -> None:
    assert "hf10_std" in library.indication("mdd").on_label
    assert library.indication("anxiety").on_label == ()
    assert "lf1_right" not in library.indication("mdd").on_label


def change_trains(raw: dict[str, Any]) -> None:
    raw["stimulations"][0]["trains"] = 74


def change_pulses_per_train(raw: dict[str, Any]) -> None:
    raw["stimulations"][0].update(pulses_per_train=50, pulses=3750)


def change_pause(raw: dict[str, Any]) -> None:
    raw["stimulations"][0]["pause_seconds"] = 11


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (change_trains, "74 trains of 40 pulses are 2960"),
        (change_pulses_per_train, "4 s at this frequency do not hold 50 pulses"),
        (change_pause, "minutes, not 37.5 to 37.5"),
        (lambda raw: raw.pop("source"), "“source” is missing"),
        (lambda raw: raw.update(colour="red"), "“colour” is no field that is known here"),
        (lambda raw: raw.update(key="hf10"), "the file must be named after its key, hf10.json"),
        (lambda raw: raw.update(sessions=[36, 20]), "the lower first"),
        (lambda raw: raw.update(sessions=6), "the taper takes all sessions"),
        (lambda raw: raw.update(sessions_per_day=10), "“minutes_between” is needed"),
        (lambda raw: raw.update(stimulations=[]), "a list with at least one entry"),
    ],
)
def test_a_protocol_that_contradicts_itself_is_refused(change: Callable[[dict[str, Any]], object], fault: str) -> None:
    raw = raw_protocol()
    change(raw)
    with pytest.raises(Invalid) as caught:
        parse_protocol(raw, "hf10_std.json")
    assert "hf10_std.json" in caught.value.message
    assert fault in caught.value.message


def repeat_plan(raw: dict[str, Any]) -> None:
    raw["schedule"].append(raw["schedule"][0])


def swap_follow_ups(raw: dict[str, Any]) -> None:
    raw["schedule"][0]["follow_up"].reverse()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda raw: raw.update(primary="pcl-5"), "the primary instrument pcl-5 is not in the schedule"),
        (lambda raw: raw.update(protocols=["hf11"]), "there is no protocol hf11"),
        (lambda raw: raw.update(on_label=["ptsd_itbs_r"]), "ptsd_itbs_r is on label, but not among the protocols"),
        (repeat_plan, "the schedule plans “phq-9” twice"),
        (lambda raw: raw["schedule"][0].update(every_days=7), "“every_days” or “every_sessions”, not both"),
        (lambda raw: raw["schedule"][0].update(at_sessions=[20, 10]), "“at_sessions” must rise"),
        (lambda raw: raw["schedule"][0].update(recall_overlaps=["week-1"]), "“recall_overlaps” names week-1"),
        (swap_follow_ups, "follow-ups must come in the order of time"),
    ],
)
def test_an_indication_with_a_fault_is_refused(change: Callable[[dict[str, Any]], object], fault: str) -> None:
    raw = raw_indication()
    change(raw)
    with pytest.raises(Invalid) as caught:
        parse_indication(raw, "mdd.json", {each.key: each for each in library.protocols()})
    assert "mdd.json" in caught.value.message
    assert fault in caught.value.message


def test_a_file_that_says_one_thing_twice_is_refused(tmp_path: Path) -> None:
    # Python's own reader takes the second in silence.
    (tmp_path / "x.json").write_text('{"key": "x", "key": "y"}')
    with pytest.raises(Invalid, match=r"x\.json: .*comes twice"):
        library.read_json(tmp_path / "x.json")


def test_an_unknown_protocol_or_indication_is_not_found() -> None:
    with pytest.raises(NotFound):
        library.protocol("hf11")
    with pytest.raises(NotFound):
        library.indication("flu")


def test_a_course_of_36_ends_its_acute_phase_before_the_taper() -> None:
    days = course_days(library.protocol("hf10_std"), MONDAY, None, 36, [])
    assert days.acute_ends_on == MONDAY + timedelta(days=39)  # the Friday of week 6, session 30
    assert days.ends_on == MONDAY + timedelta(days=58)  # the last session of the 3/2/1 taper


def test_a_taper_of_less_than_two_weeks_belongs_to_the_acute_phase() -> None:
    daily = [MONDAY + timedelta(days=each) for each in range(20)]
    days = course_days(library.protocol("hf10_std"), MONDAY, None, 20, daily)
    assert days.acute_ends_on == days.ends_on == MONDAY + timedelta(days=19)


@pytest.mark.parametrize("ended_after", [0, 10, 39, 45, 70])
def test_a_real_end_cuts_the_calendar_off(ended_after: int) -> None:
    ended_on = MONDAY + timedelta(days=ended_after)
    days = course_days(library.protocol("hf10_std"), MONDAY, ended_on, 36, [])
    assert days.ends_on == ended_on
    assert days.acute_ends_on == MONDAY + timedelta(days=min(ended_after, 39))


def test_where_practice_varies_the_clinician_must_say_how_many_sessions() -> None:
    pain = library.protocol("pain_m1")
    assert sessions_to_plan(pain, 10) == 10
    with pytest.raises(Invalid, match="how many"):
        sessions_to_plan(pain, None)
    assert sessions_to_plan(library.protocol("hf10_std"), None) == 36


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", "0 1 2 3 4 7"),  # as planned
        ("0 1", "0 1 2 3 4 7"),
        ("0 2", "0 2 3 4 7"),  # one was missed, and no day is planned for making it up
        ("3 0", "0 3 4 7"),  # in any order
        ("0 1 2 3 4 7", "0 1 2 3 4 7"),
        ("0 1 2 3 4 7 8", "0 1 2 3 4 7 8"),  # one more than planned
        ("0 1 2 3 4 5", "0 1 2 3 4 5"),  # all were given by Saturday: nothing is left for Monday
    ],
)
def test_the_day_of_a_session_is_the_recorded_one_else_the_planned_one(given: str, expected: str) -> None:
    planned = [MONDAY + timedelta(days=number) for number in (0, 1, 2, 3, 4, 7)]
    delivered = [MONDAY + timedelta(days=int(each)) for each in given.split()]
    days = course_days(library.protocol("hf10_std"), MONDAY, None, 6, planned, delivered)
    assert [(each - MONDAY).days for each in days.session_days] == [int(each) for each in expected.split()]


def test_of_several_sessions_a_day_the_rest_is_still_to_come_that_day() -> None:
    planned = [MONDAY, MONDAY, MONDAY, MONDAY + timedelta(days=1)]
    days = course_days(library.protocol("saint"), MONDAY, None, 4, planned, [MONDAY])
    assert days.session_days == tuple(planned)


def test_after_the_end_no_session_is_to_come() -> None:
    given, ended_on = [MONDAY, MONDAY + timedelta(days=1)], MONDAY + timedelta(days=2)
    days = course_days(library.protocol("hf10_std"), MONDAY, ended_on, 36, [], given)
    assert days.session_days == (*given, ended_on)


def test_sessions_after_the_planned_end_put_off_the_taper() -> None:
    """Three sessions were missed and made up after the last planned day: the last six are still the taper."""
    planned = [day for day, _ in planned_days(library.protocol("hf10_std"), MONDAY, 36)]
    given = [*planned[:9], *planned[12:], *(planned[-1] + timedelta(days=each) for each in (7, 9, 12))]
    days = course_days(library.protocol("hf10_std"), MONDAY, None, 36, planned, given)
    assert (days.acute_ends_on, days.ends_on) == (given[29], given[35])
