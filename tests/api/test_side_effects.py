"""What patients say of a side effect beyond its grade, and what becomes of entries from older phones."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from server.alerts.models import Alert
from server.checkins.models import SideEffect
from server.checkins.rules import EFFECTS
from tests.builders import World

ON = date(2026, 11, 23)
OF_AN_OLD_PHONE = {"effect": "headache", "grade": 1, "text": None}


def send(phone: Any, *effects: dict[str, Any], id: str | None = None, seq: int = 1) -> str:
    content = {
        "felt_at": "2026-11-23T08:00:00Z",
        "felt_on": ON.isoformat(),
        "zone": "Europe/Berlin",
        "mood": {"scale": "eleven", "raw": 5},
        "any_side_effects": True,
        "side_effects": list(effects),
    }
    item = {"kind": "check-in", "id": id or str(uuid4()), "seq": seq, "recorded_at": content["felt_at"]}
    body = {"schema": 1, "device": str(uuid4()), "sent_at": "2026-11-23T09:00:00Z"}
    answer = phone.post("/api/sync", json=body | {"items": [item | {"content": content}]})
    outcome: str = answer.json["items"][0]["outcome"]
    return outcome


@pytest.fixture
def phone(world: World) -> Any:
    patient = world.patient()
    world.course(patient)
    return world.client_of(patient)


def test_timing_hindrance_and_the_worst_ever_come_back_as_they_were_said(world: World, phone: Any) -> None:
    said = {**OF_AN_OLD_PHONE, "timing": "within-hour", "hindrance": "a-bit", "worst_ever": True}
    assert send(phone, said) == "stored"
    assert phone.get(f"/api/today?on={ON}").json["log"][0]["side_effects"] == [said]


def test_what_an_older_phone_sends_is_taken_as_not_asked(world: World, phone: Any) -> None:
    assert send(phone, OF_AN_OLD_PHONE) == "stored"
    stored = world.rows(SideEffect)[0]
    assert (stored.timing, stored.hindrance, stored.worst_ever) == (None, None, None)


@pytest.mark.parametrize("effect", ["face_pain", "anxiety"])
def test_effects_that_are_no_longer_asked_stay_accepted_and_keep_their_words(
    world: World, phone: Any, effect: str
) -> None:
    assert send(phone, {"effect": effect, "grade": 3, "text": None}) == "stored"
    today = phone.get(f"/api/today?on={ON}").json
    known = {each["key"]: each for each in today["effects"]}
    assert today["log"][0]["side_effects"][0]["effect"] == effect
    assert (known[effect]["label"], known[effect]["offered"]) == (EFFECTS[effect].label, False)
    assert EFFECTS[effect].staff_label in world.rows(Alert)[0].title


def test_the_worst_headache_ever_reaches_the_clinic_the_same_day(world: World, phone: Any) -> None:
    send(phone, {**OF_AN_OLD_PHONE, "worst_ever": True})
    alert = world.rows(Alert)[0]
    assert alert.rule == "AE-2"
    assert "headache (mild, the worst ever)" in alert.title


def test_an_effect_named_twice_counts_once_with_its_stronger_word(world: World, phone: Any) -> None:
    send(phone, {**OF_AN_OLD_PHONE, "timing": "later"}, {"effect": "headache", "grade": 2, "timing": "during"})
    assert [(each.grade, each.timing) for each in world.rows(SideEffect)] == [(2, "during")]
