"""What of a session cannot be, what somebody must confirm, and what is proposed for the coming one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from server.courses.library import protocol
from server.courses.rules import CourseState, SessionState
from server.courses.rules.session import Block, Known, SoFar, Visit, code_of, phase_of, proposed_blocks
from server.courses.rules.session_checks import Limits, doubts_about, require_possible
from server.courses.rules.threshold import Threshold, ThresholdUnit
from server.errors import Conflict, Invalid
from server.wording import kept

MONDAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)  # ten o'clock in Berlin
LIMITS = Limits(high_intensity=120, mso_tolerance=3)
BLOCK = Block(
    target="L DLPFC",
    intensity_percent_mt=120,
    pulses=3000,
    frequency_hz=10,
    intensity_percent_mso=60,
    pulses_planned=3000,
    trains=75,
    pulses_per_train=40,
    iti_seconds=26,
)
VISIT = Visit(3, MONDAY, SessionState.FULL, AT, AT + timedelta(minutes=40), [BLOCK])


def known(number: int, on: date = MONDAY - timedelta(days=3), **other: Any) -> Known:
    values = {"state": SessionState.FULL, "started_at": None, "ended_at": None, **other}
    return Known(number, on, **values)


COURSE = SoFar(
    state=CourseState.ACTIVE,
    earliest=MONDAY - timedelta(days=4),
    ended=False,
    now=AT + timedelta(minutes=50),
    today=MONDAY,
    zone="Europe/Berlin",
    protocol=protocol("hf10_std"),
    planned={MONDAY: 1},
    planned_sessions=36,
    authorised=36,
    sessions=[known(1, MONDAY - timedelta(days=4)), known(2)],
    threshold=Threshold(50, ThresholdUnit.OUTPUT),
    checked=True,
)
SAINT = replace(COURSE, protocol=protocol("saint"), planned={MONDAY: 10}, planned_sessions=50, authorised=None)
SHORT = replace(BLOCK, pulses=1800, pulses_planned=1800, trains=60, pulses_per_train=30, intensity_percent_mso=None)


def doubts(visit: Visit = VISIT, course: SoFar = COURSE, **other: Any) -> list[str]:
    return [each.code for each in doubts_about(replace(visit, **other), course, LIMITS)]


def test_an_ordinary_session_is_asked_nothing() -> None:
    require_possible(VISIT, COURSE)
    assert doubts() == []


def test_a_doubt_is_written_in_english_and_names_its_values_for_other_languages() -> None:
    blocks = [SHORT, replace(SHORT, pulses_planned=1750)]
    found = {each.code: each.sentence for each in doubts_about(replace(VISIT, blocks=blocks), COURSE, LIMITS)}
    assert found["pulses-differ"].startswith("3,600 pulses were given; the protocol “")
    assert found["trains-differ-2"] == "Block 2: 60 trains of 30 pulses are 1,800, not 1,750."
    assert kept(found["trains-differ-2"]) == [
        {
            "key": "Block-place-sentence",
            "values": {
                "place": 2,
                "sentence": {
                    "said": [
                        {
                            "key": "trains-trains-of-pulses-pulses-are-made-not-planned",
                            "values": {"trains": 60, "pulses": 30, "made": 1800, "planned": 1750},
                        }
                    ]
                },
            },
        }
    ]


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"on": MONDAY - timedelta(days=5)}, "on"),  # before the course
        ({"on": MONDAY + timedelta(days=1)}, "on"),  # tomorrow
        ({"ended_at": AT - timedelta(seconds=1)}, "ended_at"),
        ({"ended_at": AT + timedelta(hours=6, seconds=1)}, "ended_at"),
        ({"started_at": None}, "started_at"),  # an end without a beginning
        ({"started_at": AT - timedelta(days=1)}, "started_at"),
        ({"started_at": AT.replace(hour=23, minute=30), "ended_at": None}, "started_at"),  # Tuesday in Berlin
        ({"started_at": datetime(1, 1, 1, tzinfo=UTC), "ended_at": None}, "started_at"),
        ({"started_at": AT + timedelta(minutes=60, seconds=1), "ended_at": None}, "started_at"),  # later today
        ({"blocks": []}, "blocks"),
        ({"state": SessionState.MISSED}, "blocks"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(other: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        require_possible(replace(VISIT, **other), COURSE)
    assert refused.value.details["field"] == field
    assert refused.value.message.endswith((".", "?"))


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("target", " ", "R DLPFC"),
        ("intensity_percent_mt", 0, 1),
        ("intensity_percent_mt", 151, 150),
        ("intensity_percent_mt", 300, 120),
        ("intensity_percent_mso", 101, 100),
        ("intensity_percent_mso", 0, 1),
        ("pulses", 0, 1),
        ("pulses", 6001, 6000),  # twice what was planned
        ("pulses_planned", 20_001, 20_000),
        ("trains", 2001, 2000),
        ("frequency_hz", 0.05, 0.1),
        ("frequency_hz", 101, 100),
        ("iti_seconds", -1, 0),
        ("ap_mm", 251, -250),
        ("angle_degrees", 181, 180),
    ],
)
def test_a_stimulation_that_no_device_gives_is_refused(name: str, wrong: Any, right: Any) -> None:
    with pytest.raises(Invalid) as refused:
        require_possible(replace(VISIT, blocks=[BLOCK, replace(BLOCK, **{name: wrong})]), COURSE)
    assert refused.value.details["field"] == f"blocks.1.{name}"
    require_possible(replace(VISIT, blocks=[BLOCK, replace(BLOCK, **{name: right})]), COURSE)


def test_forty_thousand_pulses_are_refused_whatever_was_planned() -> None:
    with pytest.raises(Invalid, match="1 to 20,000"):
        require_possible(replace(VISIT, blocks=[replace(BLOCK, pulses=40_000, pulses_planned=None)]), COURSE)


def test_a_session_that_was_broken_off_may_have_given_no_pulse() -> None:
    require_possible(replace(VISIT, state=SessionState.ABORTED, blocks=[replace(BLOCK, pulses=0)]), COURSE)


def test_a_number_is_given_once_and_an_ended_course_is_closed() -> None:
    with pytest.raises(Conflict, match="already recorded"):
        require_possible(replace(VISIT, number=2), COURSE)
    with pytest.raises(Conflict, match="ended"):
        require_possible(VISIT, replace(COURSE, ended=True))
    require_possible(VISIT, replace(COURSE, ended=True), correcting=True)


SATURDAY = MONDAY - timedelta(days=2)


@pytest.mark.parametrize(
    ("other", "course", "expected"),
    [
        ({"number": 4}, {}, ["number-ahead"]),
        ({"number": 1}, {"sessions": [known(2)]}, []),  # an earlier one, entered late
        ({}, {"state": CourseState.PAUSED}, ["not-running"]),
        ({}, {"state": CourseState.HOSPITALISED}, ["not-running"]),
        ({"on": SATURDAY}, {}, ["weekend"]),
        ({"on": SATURDAY}, {"planned": {SATURDAY: 1}}, []),
        ({}, {"sessions": [known(1), known(2, MONDAY)]}, ["many-in-a-day"]),
        ({}, {"sessions": [known(1), known(2, MONDAY)], "planned": {MONDAY: 2}}, []),
        ({}, {"sessions": [known(1), known(2, MONDAY, state=SessionState.MISSED)]}, []),
        ({}, {"planned_sessions": 3}, []),
        ({}, {"planned_sessions": 2}, ["more-than-planned"]),
        ({}, {"authorised": 3}, []),
        ({}, {"authorised": 2}, ["more-than-authorised"]),
        ({}, {"authorised": None}, []),
        ({}, {"checked": False}, ["no-re-check"]),
        ({"on": MONDAY - timedelta(days=3)}, {"checked": False, "sessions": []}, ["number-ahead"]),  # not today's
        ({"on": MONDAY - timedelta(days=5)}, {}, ["before-start"]),
        # What did not take place is asked about its number alone.
        ({"state": SessionState.MISSED, "blocks": []}, {"state": CourseState.PAUSED, "checked": False}, []),
        # One that was broken off is no dose.
        ({"state": SessionState.ABORTED}, {"planned_sessions": 2}, []),
    ],
)
def test_the_unusual_is_asked_about(other: dict[str, Any], course: dict[str, Any], expected: list[str]) -> None:
    assert doubts(VISIT, replace(COURSE, **course), **other) == expected


@pytest.mark.parametrize(
    ("block", "threshold", "expected"),
    [
        ({"intensity_percent_mt": 121, "intensity_percent_mso": None}, 50, ["high-intensity-1"]),
        ({"intensity_percent_mso": 63}, 50, []),  # 60 by threshold and intensity
        ({"intensity_percent_mso": 64}, 50, ["output-differs-1"]),
        ({"intensity_percent_mso": 56}, 50, ["output-differs-1"]),
        ({"intensity_percent_mso": 56}, None, []),
        ({"intensity_percent_mso": None}, 50, []),
        ({"trains": 74}, 50, ["trains-differ-1"]),
        ({"pulses": 2999}, 50, ["pulses-differ"]),
        ({"pulses": 3001}, 50, ["pulses-differ"]),
    ],
)
def test_a_stimulation_out_of_the_ordinary_is_asked_about(
    block: dict[str, Any], threshold: int | None, expected: list[str]
) -> None:
    course = replace(COURSE, threshold=None if threshold is None else Threshold(threshold, ThresholdUnit.OUTPUT))
    assert doubts(VISIT, course, blocks=[replace(BLOCK, **block)]) == expected


def test_the_pulses_of_both_sides_are_held_against_the_preset_together() -> None:
    course = replace(COURSE, protocol=protocol("bilat_seq"), threshold=None)
    right = replace(BLOCK, target="R DLPFC", pulses=600, pulses_planned=600, trains=None)
    left = replace(BLOCK, pulses=1500, pulses_planned=1500, trains=None)
    assert doubts(VISIT, course, blocks=[right, left]) == []
    assert doubts(VISIT, course, blocks=[left]) == ["pulses-differ"]
    assert doubts(VISIT, course, blocks=[left], state=SessionState.PARTIAL) == []


@pytest.mark.parametrize(
    ("minutes", "ended", "expected"),
    [(60, 10, []), (59, 10, ["short-gap"]), (50, None, []), (49, None, ["short-gap"])],
)
def test_two_sessions_of_an_accelerated_day_keep_apart(minutes: int, ended: int | None, expected: list[str]) -> None:
    """The protocol's 50 minutes run from end to start; where no end is recorded, from start to start."""
    before = AT - timedelta(minutes=minutes)
    end = None if ended is None else before + timedelta(minutes=ended)
    course = replace(SAINT, threshold=None, sessions=[known(1), known(2, MONDAY, started_at=before, ended_at=end)])
    assert doubts(VISIT, course, blocks=[SHORT]) == expected


@pytest.mark.parametrize(
    ("number", "planned", "phase"),
    [
        (1, 36, "acute"),
        (30, 36, "acute"),
        (31, 36, "taper"),
        (36, 36, "taper"),
        (37, 36, "extension"),
        (9, 9, "acute"),
    ],
)
def test_the_phase_follows_from_the_plan(number: int, planned: int, phase: str) -> None:
    """36 sessions: 30 acute, then 3, 2 and 1 a week (clinical reference 2.1)."""
    assert phase_of(number, planned, protocol("hf10_std")) == phase


def test_the_first_session_is_billed_as_such_and_a_new_threshold_apart() -> None:
    codes = [code_of(0, threshold_today=True), code_of(1, threshold_today=False), code_of(1, threshold_today=True)]
    assert codes == ["90867", "90868", "90869"]


def test_the_first_session_is_proposed_from_the_protocol_and_the_next_from_the_last() -> None:
    threshold = Threshold(48, ThresholdUnit.OUTPUT)
    (first,) = proposed_blocks(protocol("hf10_std"), (), threshold)
    assert (first.pulses, first.trains, first.intensity_percent_mt) == (3000, 75, 120)
    assert first.intensity_percent_mso == 58  # 48 x 1.2 = 57.6
    cut_short = replace(BLOCK, pulses=900, intensity_percent_mt=110, localisation="Beam-F3")
    (second,) = proposed_blocks(protocol("hf10_std"), [cut_short], Threshold(50, ThresholdUnit.OUTPUT))
    assert (second.pulses, second.intensity_percent_mso, second.localisation) == (3000, 55, "Beam-F3")
    (unknown,) = proposed_blocks(protocol("hf10_std"), [cut_short], None)
    assert unknown.intensity_percent_mso == cut_short.intensity_percent_mso
    assert Threshold(1.2, ThresholdUnit.SMT).output_at(120) is None
