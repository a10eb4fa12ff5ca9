"""Why a course needs somebody, and what comes first."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from server.alerts.rules import Level
from server.courses.rules import CourseState
from server.courses.rules.hold import HoldKind
from server.desk.rules import (
    Awaited,
    CourseNow,
    OpenAlert,
    Place,
    Rank,
    attention_of,
    next_session_day,
    place_of,
    read_cursor,
    write_cursor,
)
from server.errors import Invalid

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)

CALM = CourseNow(
    state=CourseState.ACTIVE,
    started_on=TODAY - timedelta(days=20),
    ended_on=None,
    has_facts=True,
    has_figures=True,
    primary="PHQ-9",
    baseline=20,
    latest=14,
    latest_on=TODAY - timedelta(days=2),
    reliable="improvement",
    setback=None,
    setback_on=None,
    last_log_on=TODAY,
    sessions_done=9,
    milestone_on=None,
    reviewed_at=None,
    alerts=(),
    awaited=(),
    today=TODAY,
)


def day(before: int) -> date:
    return TODAY - timedelta(days=before)


def reasons(**other: Any) -> list[tuple[str, str]]:
    return [(each.level.value, each.reason) for each in attention_of(replace(CALM, **other))]


def test_a_course_that_goes_well_needs_nobody() -> None:
    assert attention_of(CALM) == []


HELD = {"holds": (HoldKind.SEIZURE, HoldKind.OTHER), "held_since": day(2)}
WORSE = {"latest": 27, "latest_on": day(1), "reliable": "deterioration"}
MILESTONE = {"sessions_done": 23, "milestone_on": date(2026, 11, 20)}
BEFORE = datetime(2026, 11, 19, 23, 59, tzinfo=UTC)
LOST = {"setback": "response lost", "setback_on": day(3)}
RISEN = {"setback": "risen", "setback_on": day(3)}
SLOW = {"setback": "above the expected path", "setback_on": day(3)}


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (HELD | {"state": CourseState.PAUSED}, [("red", "On hold: Seizure, Other reason")]),
        (WORSE, [("amber", "PHQ-9 7 points above baseline")]),
        (LOST, [("amber", "Response lost")]),
        (RISEN, [("amber", "PHQ-9 risen")]),
        (RISEN | WORSE, [("amber", "PHQ-9 7 points above baseline")]),  # one reason for one rise
        # A mean is a fraction; where higher is better, worse is lower.
        (WORSE | {"primary": "PEG", "baseline": 4, "latest": 20 / 3}, [("amber", "PEG 2.7 points above baseline")]),
        (WORSE | {"primary": "WHO-5", "baseline": 60, "latest": 32}, [("amber", "WHO-5 28 points below baseline")]),
        (LOST | {"state": CourseState.COMPLETED}, [("amber", "Response lost")]),
        (SLOW, [("blue", "PHQ-9 above the expected path")]),
        (SLOW | {"state": CourseState.COMPLETED}, []),  # nothing can be changed any more
        ({"awaited": [Awaited("PHQ-9", day(2), TODAY)]}, [("amber", "PHQ-9 overdue")]),
        ({"awaited": [Awaited("PHQ-9", day(1), TODAY + timedelta(days=1))]}, []),  # due, but not late
        ({"last_log_on": day(3)}, []),  # two whole days without an entry
        ({"last_log_on": day(4)}, [("blue", "No log on the last 3 days")]),
        ({"last_log_on": day(4), "state": CourseState.PAUSED}, []),
        ({"last_log_on": None, "started_on": day(2)}, []),
        ({"last_log_on": None, "started_on": day(3)}, [("blue", "No log on the last 3 days")]),
        ({"last_log_on": day(9), "started_on": day(2)}, []),  # silence before the start is no silence
        (MILESTONE, [("blue", "Not reviewed since session 20")]),
        (MILESTONE | {"reviewed_at": BEFORE}, [("blue", "Not reviewed since session 20")]),
        (MILESTONE | {"reviewed_at": datetime(2026, 11, 20, tzinfo=UTC)}, []),
        ({"state": CourseState.PLANNED, "started_on": TODAY}, []),
        (
            {"state": CourseState.PLANNED, "started_on": day(1)},
            [("blue", "The planned start has passed without a session")],
        ),
        ({"has_figures": False, "last_log_on": None}, [("blue", "Figures are not computed yet")]),
        ({"has_figures": False, "has_facts": False, "last_log_on": None}, []),  # a new course has none to compute
    ],
)
def test_each_reason_at_its_boundary(other: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert reasons(**other) == expected


LATE = {"awaited": [Awaited("PHQ-9", day(9), day(7))]}


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"state": CourseState.PAUSED}, []),
        ({"state": CourseState.HOSPITALISED}, []),
        ({"state": CourseState.COMPLETED, "ended_on": day(5), "died": True}, []),
        ({"state": CourseState.COMPLETED, "ended_on": day(100)}, [("amber", "PHQ-9 overdue")]),
        ({"state": CourseState.COMPLETED, "ended_on": day(425)}, [("amber", "PHQ-9 overdue")]),
        ({"state": CourseState.COMPLETED, "ended_on": day(426)}, []),  # its follow-up is over
    ],
)
def test_whether_a_questionnaire_can_be_late(other: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert reasons(**LATE, **other) == expected


def test_an_ended_course_is_not_asked_for_logs_and_reviews() -> None:
    assert reasons(state=CourseState.DISCONTINUED, ended_on=day(5), last_log_on=day(30), **MILESTONE) == []


def alert(level: Level, title: str, due_in: float) -> OpenAlert:
    return OpenAlert(level, title, NOW, NOW + timedelta(hours=due_in))


def test_the_worst_reason_comes_first() -> None:
    alerts = [alert(Level.AMBER, "amber", 1), alert(Level.RED, "red, later", 2), alert(Level.RED, "red, overdue", -1)]
    late = [Awaited("GAD-7", day(6), day(4)), Awaited("PHQ-9", day(9), day(7))]
    found = reasons(alerts=alerts, last_log_on=day(5), awaited=late, **WORSE, **MILESTONE)
    assert [reason for _, reason in found] == [
        "red, overdue",
        "red, later",
        "amber",
        "PHQ-9 7 points above baseline",
        "PHQ-9 overdue",
        "GAD-7 overdue",
        "No log on the last 4 days",
        "Not reviewed since session 20",
    ]


def placed(name: str, **other: Any) -> Place:
    course = replace(CALM, **other)
    return place_of(name, course.started_on, attention_of(course))


def test_courses_stand_by_their_worst_reason_and_the_calm_ones_by_their_start() -> None:
    places = [
        placed("old and calm", started_on=day(40)),
        placed("silent for long", last_log_on=day(9)),
        placed("young and calm", started_on=day(3)),
        placed("silent", last_log_on=day(4)),
        placed("worse and silent", **WORSE, last_log_on=day(9)),
        placed("alert", alerts=[alert(Level.AMBER, "amber", 3)]),
        placed("overdue alert", alerts=[alert(Level.AMBER, "amber", -3)]),
    ]
    assert [each.course_id for each in sorted(places)] == [
        "overdue alert",
        "alert",
        "worse and silent",
        "silent for long",
        "silent",
        "young and calm",
        "old and calm",
    ]


@pytest.mark.parametrize(
    "place",
    [
        Place(Rank.RED_ALERT, 1_795_255_200, -739_891, "0f" * 16),
        Place(Rank.QUIET, 739_900, -739_891, "a0" * 16),
        Place(Rank.CALM, 0, -1, "00" * 16),
    ],
)
def test_a_place_is_read_back_as_written(place: Place) -> None:
    assert read_cursor(write_cursor(place)) == place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9-0-1",
        "9-0-1-" + "g" * 32,
        "9-0-1-" + "0" * 31,
        "9-0-0-" + "0" * 32,  # there is no day 0
        "9-0-9999999-" + "0" * 32,
        "3-9999999999-1-" + "0" * 32,  # seconds are for alerts only
        "13-0-1-" + "0" * 32,
        "-1-0-1-" + "0" * 32,
        "٣-0-1-" + "0" * 32,
    ],
)
def test_another_text_is_no_place(text: str) -> None:
    with pytest.raises(Invalid):
        read_cursor(text)


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ([], TODAY),
        ([TODAY], TODAY),  # the second session of the day is open
        ([TODAY, TODAY], TODAY + timedelta(days=2)),
        ([TODAY, TODAY, TODAY + timedelta(days=2)], None),
    ],
)
def test_the_next_session_is_on_the_first_day_with_room(recorded: list[date], expected: date | None) -> None:
    planned = [(day(3), 1), (TODAY, 2), (TODAY + timedelta(days=2), 1)]
    assert next_session_day(planned, recorded, TODAY) == expected
