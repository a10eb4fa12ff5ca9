"""Which statements about one adverse event contradict each other, and what is asked about."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.checkins.rules.adverse_event import (
    Action,
    Assessment,
    Criterion,
    DeviceReport,
    EventOutcome,
    EventStatus,
    Relation,
    Told,
    doubts_in_assessment,
    doubts_in_closing,
    doubts_in_told,
    order,
    require_assessment_makes_sense,
    require_told_makes_sense,
)
from server.errors import Invalid

TODAY = date(2026, 11, 23)
TOLD = Told("headache", None, date(2026, 11, 20), None, None, None, None, None, None)
ASSESSED = Assessment(2, False, (), Relation.POSSIBLE, True, Action.NONE, EventOutcome.UNKNOWN, DeviceReport.NOT_NEEDED)
DEADLY: dict[str, Any] = {
    "grade": 5, "outcome": EventOutcome.FATAL, "criteria": (Criterion.DEATH,), "serious": True
}  # fmt: skip


def field_refused(told: Told, assessed: Assessment | None = None) -> Any:
    """The field that is objected to, None if it makes sense."""
    try:
        require_told_makes_sense(told, TODAY)
        if assessed is not None:
            require_assessment_makes_sense(told, assessed)
    except Invalid as refusal:
        return refusal.details["field"]
    return None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"onset_on": TODAY}, None),
        ({"onset_on": date(2026, 11, 24)}, "onset_on"),
        ({"resolved_on": date(2026, 11, 20)}, None),  # over on the day it began
        ({"resolved_on": date(2026, 11, 19)}, "resolved_on"),
        ({"resolved_on": date(2026, 11, 24)}, "resolved_on"),
        ({"resolved_on": date(2026, 11, 21), "ongoing": True}, "ongoing"),
        ({"resolved_on": date(2026, 11, 21), "ongoing": False}, None),
        ({"ongoing": False}, None),  # over, nobody knows since when
        ({"effect": "other"}, "term"),
        ({"effect": "other", "term": "xx"}, "term"),
        ({"effect": "other", "term": "Burn of the scalp"}, None),
    ],
)
def test_what_is_told_makes_sense(changes: dict[str, Any], field: str | None) -> None:
    assert field_refused(replace(TOLD, **changes)) == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"serious": True}, "criteria"),
        ({"criteria": (Criterion.HOSPITAL,)}, "serious"),
        ({"serious": True, "criteria": (Criterion.HOSPITAL,)}, None),
        (DEADLY, None),
        (DEADLY | {"grade": 4}, "grade"),
        (DEADLY | {"outcome": EventOutcome.SEQUELAE}, "grade"),
        (DEADLY | {"criteria": (Criterion.HOSPITAL,)}, "grade"),
        (DEADLY | {"criteria": (Criterion.HOSPITAL, Criterion.DEATH)}, None),
    ],
)
def test_seriousness_grade_and_outcome_agree(changes: dict[str, Any], field: str | None) -> None:
    assert field_refused(TOLD, replace(ASSESSED, **changes)) == field


@pytest.mark.parametrize(
    ("told", "outcome", "agrees"),
    [
        ({"ongoing": True}, EventOutcome.RECOVERING, True),
        ({"ongoing": True}, EventOutcome.NOT_RECOVERED, True),
        ({"ongoing": True}, EventOutcome.UNKNOWN, True),
        ({"ongoing": True}, EventOutcome.RECOVERED, False),
        ({"ongoing": True}, EventOutcome.SEQUELAE, False),
        ({"ongoing": False}, EventOutcome.RECOVERED, True),
        ({"ongoing": False}, EventOutcome.RECOVERING, False),
        ({"resolved_on": TODAY}, EventOutcome.NOT_RECOVERED, False),
        ({"resolved_on": TODAY}, EventOutcome.RECOVERED, True),
        ({}, EventOutcome.RECOVERED, True),  # nobody said whether it lasts
    ],
)
def test_the_outcome_agrees_with_whether_it_lasts(told: dict[str, Any], outcome: EventOutcome, agrees: bool) -> None:
    refused = field_refused(replace(TOLD, **told), replace(ASSESSED, outcome=outcome))
    assert refused == (None if agrees else "outcome")


@pytest.mark.parametrize(
    ("effect", "changes", "codes"),
    [
        ("headache", {}, []),
        ("headache", {"grade": 3}, ["not-serious"]),
        ("headache", {"grade": 4}, ["not-serious"]),
        ("seizure", {"grade": 1}, ["not-serious"]),
        ("seizure", {"grade": 3}, ["not-serious"]),
        ("headache", {"grade": 3, "serious": True, "criteria": (Criterion.HOSPITAL,)}, []),
        ("headache", {"serious": True, "criteria": (Criterion.HOSPITAL,), "device_report": None}, ["not-reported"]),
        ("headache", {"device_report": None}, []),
    ],
)
def test_what_is_asked_about_before_it_is_signed(effect: str, changes: dict[str, Any], codes: list[str]) -> None:
    assert [each.code for each in doubts_in_assessment(effect, replace(ASSESSED, **changes))] == codes


@pytest.mark.parametrize(("onset", "asked"), [(19, True), (20, False)])
def test_an_event_from_before_the_course_is_asked_about(onset: int, asked: bool) -> None:
    told = replace(TOLD, onset_on=date(2026, 11, onset))
    assert bool(doubts_in_told(told, started_on=date(2026, 11, 20))) is asked


def test_closing_what_lasts_is_asked_about() -> None:
    assert doubts_in_closing(True, None)
    assert doubts_in_closing(None, EventOutcome.RECOVERING)
    assert not doubts_in_closing(False, EventOutcome.RECOVERED)


@given(st.sampled_from([True, False]), st.integers(1, 5), st.sets(st.sampled_from(list(Criterion))))
def test_nothing_deadly_passes_as_less(serious: bool, grade: int, criteria: set[Criterion]) -> None:
    """Whatever is combined: what passes says of a death that it is serious, of grade 5, and fatal."""
    for outcome in EventOutcome:
        assessed = replace(ASSESSED, serious=serious, grade=grade, criteria=tuple(criteria), outcome=outcome)
        if field_refused(TOLD, assessed) is None:
            assert serious == bool(criteria)
            assert len({grade == 5, outcome is EventOutcome.FATAL, Criterion.DEATH in criteria}) == 1


def test_what_waits_comes_first_and_then_the_gravest() -> None:
    day = date(2026, 11, 20)
    events = {
        "withdrawn": (EventStatus.WITHDRAWN, 4, True, day),
        "mild": (EventStatus.OPEN, 1, False, day),
        "severe": (EventStatus.CLOSED, 3, False, day),
        "serious": (EventStatus.OPEN, 2, True, day),
        "newer mild": (EventStatus.CLOSED, 1, False, TODAY),
        "reported": (EventStatus.REPORTED, None, None, day),
    }
    assert sorted(events, key=lambda name: order(*events[name])) == [
        "reported", "serious", "severe", "newer mild", "mild", "withdrawn",
    ]  # fmt: skip
