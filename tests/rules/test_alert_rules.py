"""When an alert is raised, and when a repeat is news."""

from datetime import UTC, datetime, timedelta

import pytest

from server.access import Role
from server.alerts.rules import (
    RULES,
    Level,
    Reason,
    due_at,
    is_worse,
    level_of,
    owner_of,
    reason_in_safety_answer,
    reasons_in_effects,
    worst_of_families,
)
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
    reason = reason_in_safety_answer(
        "PHQ-9", "9", value, 1, "Several days", FELT, urgent_from=2, emergency=False, title="Thoughts of self-harm"
    )
    assert (reason is not None) is alerts


def test_an_alert_is_due_from_receipt_however_late_it_came() -> None:
    received = FELT + timedelta(days=3)
    assert due_at("SI-2", received, {}, "Europe/Berlin") == received + timedelta(hours=1)
    assert RULES["SI-2"].level is Level.RED


def test_a_repeat_is_news_if_it_is_higher_or_another_symptom() -> None:
    def reason(value: int, *symptoms: str, rule: str = "AE-2") -> Reason:
        return Reason(rule, value, "", "", FELT, symptoms)

    assert is_worse(reason(2, "a"), "AE-2", 1, ["a"])
    assert is_worse(reason(3, "nausea"), "AE-2", 3, ["headache"])
    assert not is_worse(reason(1, "a"), "AE-2", 1, ["a"])
    assert not is_worse(reason(1, "b"), "AE-2", 2, ["a"])
    assert not is_worse(reason(3, "a"), "AE-2", 3, ["a", "b"])  # one of two that are known
    assert is_worse(reason(1, "a", rule="SI-2"), "SI-1", 1, ["a"])  # a graver rule of the family
    assert not is_worse(reason(3, "a", rule="SI-5"), "SI-1", 1, [])


def test_of_the_suicidality_rules_only_the_highest_fires() -> None:
    found = [Reason(rule, value, "", "", FELT) for rule, value in (("SI-1", 1), ("AE-2", 3), ("SI-3", 1), ("SI-2", 3))]
    assert [each.rule for each in worst_of_families(found)] == ["SI-3", "AE-2"]


@pytest.mark.parametrize(
    ("value", "urgent_from", "emergency", "previous", "rule"),
    [
        (0, 2, True, [0], None),
        (1, 2, False, [], "SI-1"),  # the first answer there is: nothing to rise from
        (1, 2, False, [1], "SI-1"),
        (1, 2, False, [0], "SI-2"),
        (1, 2, False, [1, 0], "SI-2"),  # the form said 0 before it was changed
        (1, 2, False, [3], "SI-1"),
        (2, 2, False, [2], "SI-2"),
        (2, None, False, [2], "SI-1"),
        (1, None, True, [1], "SI-3"),
    ],
)
def test_which_of_the_suicidality_rules_a_safety_answer_meets(
    value: int, urgent_from: int | None, emergency: bool, previous: list[int], rule: str | None
) -> None:
    reason = reason_in_safety_answer(
        "PHQ-9",
        "9",
        value,
        1,
        "Several days",
        FELT,
        urgent_from=urgent_from,
        emergency=emergency,
        previous=previous,
        title="Thoughts of self-harm",
    )
    assert (None if reason is None else reason.rule) == rule


def test_every_rule_has_its_level_owner_and_due_time_among_the_settings() -> None:
    for rule in RULES:
        assert level_of(rule, {f"alerts.{rule.lower()}.level": "blue"}) is Level.BLUE
        assert owner_of(rule, {f"alerts.{rule.lower()}.owner": "admin"}) is Role.ADMIN
        later = {f"alerts.{rule.lower()}.due_hours": 100}
        assert due_at(rule, FELT, later, "Europe/Berlin") > due_at(rule, FELT, {}, "Europe/Berlin")


def test_alerts_name_what_was_reported() -> None:
    reason = reasons_in_effects({"headache": 3}, STAFF_LABELS, FELT)[0]
    assert reason.title == "Strong side effect reported: headache (strong)"
