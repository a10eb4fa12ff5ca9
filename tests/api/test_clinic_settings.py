"""A clinic sets its own thresholds and times: checked, with a reason, and with what stood there before."""

from typing import Any

import pytest

from server.audit.models import Correction
from server.clinic_settings import CLINIC_SETTINGS, require_setting
from server.people.models import Clinic
from tests.builders import World


def post(world: World, changes: dict[str, Any], role: str = "admin") -> Any:
    body = {"changes": changes, "reason": "As agreed with the physicians"}
    return world.client_of(world.staff(role)).post("/api/clinic/settings", json=body)


def value(answer: Any, key: str) -> Any:
    return next(each["value"] for each in answer.json["settings"] if each["key"] == key)


def test_a_clinic_starts_with_every_default(world: World) -> None:
    answer = world.client_of(world.staff("technician")).get("/api/clinic/settings")
    assert [each["key"] for each in answer.json["settings"]] == [each.key for each in CLINIC_SETTINGS]
    assert all(each["value"] == each["default"] for each in answer.json["settings"])


def test_a_change_is_kept_with_what_stood_there_before_and_why(world: World) -> None:
    answer = post(world, {"clinic.holidays": ["2026-12-25"]})
    assert value(answer, "clinic.holidays") == ["2026-12-25"]
    (kept,) = world.rows(Correction)
    assert (kept.before, kept.after) == ({"clinic.holidays": []}, {"clinic.holidays": ["2026-12-25"]})
    assert kept.reason == "As agreed with the physicians"


def test_null_goes_back_to_the_default(world: World) -> None:
    post(world, {"clinic.holidays": ["2026-12-25"]})
    assert value(post(world, {"clinic.holidays": None}), "clinic.holidays") == []
    assert world.home.settings == {} == world.rows(Clinic)[0].settings


def test_saying_what_is_set_already_leaves_no_trace(world: World) -> None:
    post(world, {"clinic.holidays": []})
    assert world.count(Correction) == 0


def test_one_setting_that_cannot_be_leaves_all_as_they_were(world: World) -> None:
    answer = post(world, {"clinic.holidays": ["2026-12-25"], "clinic.hours": {"mon": ["18:00", "08:00"]}})
    assert (answer.status_code, answer.json["details"]["field"]) == (422, "clinic.hours")
    assert world.rows(Clinic)[0].settings == {}


def test_only_an_administrator_changes_them(world: World) -> None:
    assert post(world, {"clinic.holidays": []}, "clinician").status_code == 403


@pytest.mark.parametrize("setting", CLINIC_SETTINGS, ids=lambda each: each.key)
def test_every_default_is_a_value_that_the_setting_can_have(setting: Any) -> None:
    require_setting(setting.key, setting.default)


@pytest.mark.parametrize(
    ("key", "odd"),
    [
        ("clinic.hours", {"mon": ["08:00"]}),
        ("clinic.hours", {"monday": ["08:00", "18:00"]}),
        ("clinic.hours", {"mon": ["8", "18"]}),
        ("clinic.hours", {"mon": ["08:00", "24:00"]}),
        ("clinic.hours", []),
        ("clinic.holidays", ["2026-02-30"]),
        ("clinic.holidays", "2026-12-25"),
        ("clinic.holidays", ["2026-12-25"] * 401),
        ("no.such.setting", 1),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(world: World, key: str, odd: Any) -> None:
    answer = post(world, {key: odd})
    assert (answer.status_code, answer.json["details"]["field"]) == (422, key)
