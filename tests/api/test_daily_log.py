"""What the daily form asks, the advice after a side effect, and symptoms that are sent ahead of their entry."""

import re
from typing import Any
from uuid import uuid4

import pytest

from server.alerts.models import Alert
from server.audit.models import Correction
from server.checkins.library import our_advice
from server.courses.actions.hold import clear_hold
from server.courses.models.course import Course
from server.courses.models.hold import Hold
from server.phone.models import Unplaced
from tests.api.examples.advice import TEXTS
from tests.builders import World

PHONE, TABLET = "0198c5b2-0000-7000-8000-00000000000a", "0198c5b2-0000-7000-8000-00000000000b"
DAY = {"felt_at": "2026-11-23T08:00:00Z", "felt_on": "2026-11-23", "zone": "Europe/Berlin"}
BREAKS_OFF = re.compile(r"\b(stop|start|begin|skip|quit|come off|take (a|your|the|two|\d))\b", re.IGNORECASE)


def report(effect: str, grade: int = 1, **more: Any) -> dict[str, Any]:
    return _item("effect-report", {"effect": effect, "grade": grade, **DAY, **more})


def entry(grades: dict[str, int], *, worst: str = "", id: str | None = None, **more: Any) -> dict[str, Any]:
    effects = [{"effect": key, "grade": grade, "worst_ever": key == worst or None} for key, grade in grades.items()]
    mood = {"scale": "eleven", "raw": 5}
    return _item("check-in", {**DAY, "mood": mood, "side_effects": effects, **more}, id)


def _item(kind: str, content: dict[str, Any], id: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "id": id or str(uuid4()), "recorded_at": "2026-11-23T08:00:00Z", "content": content}


def send(phone: Any, *items: dict[str, Any], device: str = PHONE, seq: int = 1) -> list[str]:
    numbered = [{**item, "seq": seq + place} for place, item in enumerate(items)]
    body = {"schema": 1, "device": device, "sent_at": "2026-11-23T09:00:00Z", "items": numbered}
    return [each["outcome"] for each in phone.post("/api/sync", json=body).json["items"]]


def open_alerts(world: World) -> list[tuple[str, int, int]]:
    """(rule, value, times) of each."""
    return sorted((each.rule, each.value, each.times) for each in world.rows(Alert) if each.closed_at is None)


# -- Symptoms sent ahead


@pytest.mark.parametrize(
    ("said", "rule", "hold"),
    [
        (report("seizure"), "AE-1", "seizure"),
        (report("syncope"), "AE-1", "fainting"),
        (report("hearing"), "AE-1", "hearing"),
        (report("headache", 2, worst_ever=True), "AE-2", None),
    ],
)
def test_a_symptom_that_is_sent_ahead_alerts_without_its_entry(
    world: World, phone: Any, said: dict[str, Any], rule: str, hold: str | None
) -> None:
    assert send(phone, said) == ["stored"]
    assert [each.rule for each in world.rows(Alert)] == [rule]
    assert [each.kind for each in world.rows(Hold)] == ([hold] if hold else [])


def test_the_entry_that_follows_tells_nobody_a_second_time(world: World, phone: Any) -> None:
    send(phone, report("seizure"), report("headache", 2, worst_ever=True))
    before = open_alerts(world)
    assert send(phone, entry({"seizure": 1, "headache": 2}, worst="headache"), seq=5) == ["stored"]
    assert open_alerts(world) == before == [("AE-1", 1, 1), ("AE-2", 2, 1)]
    assert len(world.rows(Hold)) == 1


def test_a_hold_that_a_physician_cleared_is_not_placed_again_by_the_entry(
    world: World, phone: Any, course: Course
) -> None:
    send(phone, report("syncope"))
    (hold,) = world.rows(Hold)
    physician = world.staff("clinician").actor
    world.run(clear_hold, physician, hold.id, "Called: stood up too fast.", world.clock.now)
    send(phone, entry({"syncope": 1}), seq=5)
    assert [each.cleared_at is None for each in world.rows(Hold)] == [False]


@pytest.mark.parametrize(
    ("told", "then", "device", "expected"),
    [
        (report("seizure", 1), entry({"seizure": 3}), PHONE, 2),  # worse than was told
        (report("seizure", 3), entry({"seizure": 1}), PHONE, 1),
        (report("seizure", 1), entry({"seizure": 1}), TABLET, 2),  # another device knows nothing of it
        (report("seizure", 1), entry({"seizure": 1}, felt_on="2026-11-22"), PHONE, 2),  # another day
        (report("hearing", 1), entry({"seizure": 1, "hearing": 1}), PHONE, 2),  # another symptom
        (report("headache", 2, worst_ever=True), entry({"headache": 3}, worst="headache"), PHONE, 2),
    ],
)
def test_what_the_entry_says_beyond_the_report_alerts(
    world: World, phone: Any, told: dict[str, Any], then: dict[str, Any], device: str, expected: int
) -> None:
    send(phone, told)
    send(phone, then, device=device, seq=5)
    assert world.rows(Alert)[0].times == expected


def test_a_later_change_of_the_entry_is_judged_as_ever(world: World, phone: Any) -> None:
    saved = str(uuid4())
    send(phone, report("seizure"), entry({"seizure": 1}, id=saved))
    send(phone, entry({"seizure": 1}, id=saved, note="It happened again."), seq=7)
    assert world.rows(Alert)[0].times == 2


def test_a_repeat_of_a_report_does_nothing(world: World, phone: Any) -> None:
    said = report("seizure")
    send(phone, said)
    assert send(phone, said) == ["stored"]
    assert open_alerts(world) == [("AE-1", 1, 1)]


def test_a_report_that_cannot_be_read_is_kept_and_alerts(world: World, phone: Any) -> None:
    assert send(phone, _item("effect-report", {"effect": "seizure", "grade": 2})) == ["refused"]
    assert world.count(Unplaced) == 1
    assert {each.rule for each in world.rows(Alert)} == {"AE-1", "UNPLACED"}


# -- What the form asks


def test_the_form_asks_for_what_the_clinic_wants(world: World, phone: Any) -> None:
    asked = phone.get("/api/today?on=2026-11-23").json["questions"]
    assert asked == {"mood_scale": "eleven", "energy": False, "anxiety": False, "sleep": False}
    body = {"changes": {"log.energy": True, "log.sleep": True}, "reason": "Asked for by the team"}
    assert world.client_of(world.staff("admin")).post("/api/clinic/settings", json=body).status_code == 200
    asked = phone.get("/api/today?on=2026-11-23").json["questions"]
    assert asked == {"mood_scale": "eleven", "energy": True, "anxiety": False, "sleep": True}


# -- Advice


def test_a_clinic_starts_with_our_advice_which_nobody_has_confirmed(world: World, phone: Any) -> None:
    advice = phone.get("/api/today?on=2026-11-23").json["advice"]
    assert advice == {"texts": our_advice(), "confirmed_on": None}
    admin = world.client_of(world.staff("admin"))
    assert admin.post("/api/clinic/advice", json={"texts": our_advice()}).status_code == 200, "it can be saved as it is"


def test_our_advice_informs_and_tells_nobody_to_begin_or_end_anything() -> None:
    said = [each[part] for each in our_advice() for part in ("usual", "help", "call")]
    assert [each for each in said if BREAKS_OFF.search(each)] == []
    assert all(len(sentence.split()) <= 22 for each in said for sentence in re.split(r"[.:]", each)), "plain words"


def test_the_clinics_own_words_reach_the_phone_and_are_confirmed_by_somebody(world: World, phone: Any) -> None:
    admin = world.client_of(world.staff("admin"))
    assert admin.post("/api/clinic/advice", json={"texts": TEXTS}).json["confirmed_on"] is None
    confirmed = admin.post("/api/clinic/advice/confirm", json={"name": "Kim Head"}).json
    assert (confirmed["confirmed_on"], confirmed["confirmed_by"]) == ("2026-11-23", "Kim Head")
    assert phone.get("/api/today?on=2026-11-23").json["advice"] == {"texts": TEXTS, "confirmed_on": "2026-11-23"}
    same = admin.post("/api/clinic/advice", json={"texts": TEXTS}).json
    other = admin.post("/api/clinic/advice", json={"texts": [TEXTS[0] | {"help": "Rest."}]}).json
    assert (same["confirmed_on"], other["confirmed_on"]) == ("2026-11-23", None), "new words are confirmed anew"
    assert [each.reason for each in world.rows(Correction, kind="advice")].count("edited on the clinic's page") == 2


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ([TEXTS[1]], "texts"),  # nothing for all others
        ([TEXTS[0], TEXTS[0]], "texts.1.effect"),
        ([TEXTS[0], TEXTS[1] | {"effect": "seizure"}], "texts.1.effect"),  # there is the emergency number
    ],
)
def test_advice_that_leaves_a_gap_is_refused(world: World, texts: list[dict[str, Any]], field: str) -> None:
    refused = world.client_of(world.staff("admin")).post("/api/clinic/advice", json={"texts": texts})
    assert (refused.status_code, refused.json["details"]["field"]) == (422, field)
