"""The demo shows what keeps patients safe: screens, thresholds, checks and holds."""

from datetime import UTC, datetime
from typing import Any

import pytest

from server.audit.models import AuditEntry
from server.courses.models.hold import Hold
from server.courses.models.screen import ReCheck, SafetyScreen
from server.courses.models.session import StimulationBlock, TreatmentSession
from server.courses.models.threshold import MotorThreshold
from server.demo.clinic import DemoClinic, generate

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)  # a Tuesday morning in the clinic


@pytest.fixture(scope="module")
def demo() -> DemoClinic:
    return generate(1, NOW)


def test_each_treated_patient_was_screened_and_measured(demo: DemoClinic) -> None:
    treated = {each["course_id"] for each in demo.rows.of(TreatmentSession)}
    screened = {each["course_id"] for each in demo.rows.of(SafetyScreen) if each["cleared_at"] or not _asks(each)}
    assert treated <= screened
    assert treated == {each["course_id"] for each in demo.rows.of(MotorThreshold)}
    for block in demo.rows.of(StimulationBlock):
        assert block["intensity_percent_mso"] <= 80


def test_one_course_is_on_hold_one_was_and_one_waits_for_its_physician(demo: DemoClinic) -> None:
    assert sorted(each["cleared_at"] is None for each in demo.rows.of(Hold)) == [False, True]
    assert [each for each in demo.rows.of(SafetyScreen) if _asks(each) and each["cleared_at"] is None]


def test_none_of_it_lies_in_the_future_and_all_of_it_left_its_audit_entry(demo: DemoClinic) -> None:
    noted = {each["record_id"] for each in demo.rows.of(AuditEntry)}
    moments = {SafetyScreen: "filled_in_at", ReCheck: "recorded_at", Hold: "placed_at", MotorThreshold: "recorded_at"}
    for record, moment in moments.items():
        assert all(each[moment] <= NOW and each["id"] in noted for each in demo.rows.of(record))


def _asks(screen: Any) -> bool:
    return any(each["answer"] != "no" for each in screen["answers"].values())
