"""When an alert is raised, and when a repeat is news."""

from datetime import UTC, datetime, timedelta

import pytest

from server.alerts.rules import RULES, Level, due_at, is_worse, reason_in_safety_answer, reasons_in_effects
from server.checkins.rules import STAFF_LABELS

FELT = datetime(2026, 11, 20, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("effects", "rules"),
    [
        ({}, []),
        ({"headache": 2}, []),  # medium is for the next session
        ({"headache": 3}, ["AE-2"]),
        ({"seizure": 1}, ["AE-1"]),  # there is no mild seizure
        ({"seizure": 0}, []),
        ({"tinnitus": 1}, ["AE-2"]),  # ringing is looked at the same day, however mild
        ({"hearing": 1, "headache": 3}, ["AE-1", "AE-2"]),
        ({"other": 3}, ["AE-2"]),
        ({"vision": 1}, ["AE-2"]),  # so are lost sight and confusion
        ({"confusion": 1}, ["AE-2"]),
        ({"eye": 2, "cognition": 2}, []),
    ],
)
def test_which_side_effects_alert(effects: dict[str, int], rules: list[str]) -> None:
    assert [each.rule for each in reasons_in_effects(effects, STAFF_LABELS, FELT)] == rules


@pytest.mark.parametrize(("grade", "rules"), [(0, []), (1, ["AE-2"])])
def test_the_worst_headache_ever_alerts_whatever_its_grade(grade: int, rules: list[str]) -> None:
    found = reasons_in_effects({"headache": grade}, STAFF_LABELS, FELT, {"headache"})
    assert [each.rule for each in found] == rules
    assert all("the worst ever" in each.title for each in found)


@pytest.mark.parametrize(("value", "alerts"), [(0, False), (1, True), (3, True)])
def test_a_safety_answer_alerts_from_its_threshold_on(value: int, alerts: bool) -> None:
    reason = reason_in_safety_answer("PHQ-9", "9", value, 1, "Several days", FELT)
    assert (reason is not None) is alerts


def test_an_alert_is_due_from_receipt_however_late_it_came() -> None:
    received = FELT + timedelta(days=3)
    assert due_at("SI", received) == received + RULES["SI"].due_in
    assert RULES["SI"].level is Level.RED


def test_a_repeat_is_news_if_it_is_higher_or_another_symptom() -> None:
    assert is_worse(2, 1, "a", "a")
    assert is_worse(3, 3, "strong nausea", "strong headache")
    assert not is_worse(1, 1, "a", "a")
    assert not is_worse(1, 2, "b", "a")


def test_alerts_name_what_was_reported() -> None:
    reason = reasons_in_effects({"headache": 3}, STAFF_LABELS, FELT)[0]
    assert reason.title == "Strong side effect reported: headache (strong)"
