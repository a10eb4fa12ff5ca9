"""What the daily form asks, the advice after a side effect, and symptoms that are sent ahead of their entry."""

import re
from typing import Any
from uuid import uuid4

import pytest

from server.alerts.models import Alert
from server.audit.models import Correction
from server.checkins.library import our_advice
from server.checkins.rules.advice import advice_of
from server.courses.actions.hold import clear_hold
from server.courses.models.course import Course
from server.courses.models.hold import Hold
from server.phone.models import Unplaced
from server.sentences import LOCALES, languages_of
from server.shell import STATIC
from tests.api.examples.advice import TEXTS
from tests.builders import World

PHONE, TABLET = "0198c5b2-0000-7000-8000-00000000000a", "0198c5b2-0000-7000-8000-00000000000b"
DAY = {"felt_at": "2026-11-23T08:00:00Z", "felt_on": "2026-11-23", "zone": "Europe/Berlin"}
SENTENCES = STATIC / LOCALES
EMERGENCY = {"en": "the emergency number", "de": "den Notruf", "es": "número de emergencias"}
BREAKS_OFF = {
    "en": r"\b(stop|start|begin|skip|quit|come off|take (a|your|the|two|\d))\b",
    "de": r"\b(absetzen|setzen Sie .*ab|brechen|abbrechen|beenden|beginnen|hören Sie|nehmen Sie|lassen Sie .*aus)\b",
    "es": r"\b(deje|suspenda|abandone|interrumpa|empiece|comience|pare|tome|sáltese)\b",
}


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


def test_what_another_patient_told_ahead_on_a_copied_phone_hushes_no_alert(world: World, phone: Any) -> None:
    other = world.patient()
    world.course(other)
    send(world.client_of(other), report("seizure"))
    send(phone, entry({"seizure": 1}), seq=5)
    assert [each.times for each in world.rows(Alert)] == [1, 1]


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
    assert advice == {"texts": our_advice()["en"], "confirmed_on": None, "language": "en"}
    admin = world.client_of(world.staff("admin"))
    for language, texts in our_advice().items():
        body = {"language": language, "texts": texts}
        assert admin.post("/api/clinic/advice", json=body).status_code == 200, "it can be saved as it is"


def test_our_advice_is_about_the_same_in_every_language() -> None:
    about = {language: [(each["effect"], each["grade"]) for each in texts] for language, texts in our_advice().items()}
    assert set(about) == set(languages_of(f"{LOCALES}{each.name}" for each in SENTENCES.glob("*.json"))), (
        "where we have sentences"
    )
    assert all(each == about["en"] for each in about.values())
    calls = {
        language: [EMERGENCY[language] in each["call"] for each in texts] for language, texts in our_advice().items()
    }
    assert all(each == calls["en"] for each in calls.values()), "the emergency number is named in the same places"


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_our_advice_informs_and_tells_nobody_to_begin_or_end_anything(language: str) -> None:
    said = [each[part] for each in our_advice()[language] for part in ("usual", "help", "call")]
    assert [each for each in said if re.search(BREAKS_OFF[language], each, re.IGNORECASE)] == []
    assert all(len(sentence.split()) <= 22 for each in said for sentence in re.split(r"[.:]", each)), "plain words"


def test_the_clinics_own_words_reach_the_phone_and_are_confirmed_by_somebody(world: World, phone: Any) -> None:
    admin = world.client_of(world.staff("admin"))
    assert saved(admin, {"texts": TEXTS})["confirmed_on"] is None
    confirmed = saved(admin, {"name": "Kim Head"}, "/confirm")
    assert (confirmed["confirmed_on"], confirmed["confirmed_by"]) == ("2026-11-23", "Kim Head")
    assert phone.get("/api/today?on=2026-11-23").json["advice"] == {
        "texts": TEXTS,
        "confirmed_on": "2026-11-23",
        "language": "en",
    }
    same = saved(admin, {"texts": TEXTS})
    other = saved(admin, {"texts": [TEXTS[0] | {"help": "Rest."}]})
    assert (same["confirmed_on"], other["confirmed_on"]) == ("2026-11-23", None), "new words are confirmed anew"
    assert [each.reason for each in world.rows(Correction, kind="advice")].count("edited on the clinic's page") == 2


def test_a_phone_shows_the_clinics_words_in_the_patients_language_or_ours(world: World, phone: Any) -> None:
    admin = world.client_of(world.staff("admin"))
    saved(admin, {"texts": TEXTS})
    assert phone.post("/api/me/language", json={"language": "de"}).status_code == 200
    read = phone.get("/api/today?on=2026-11-23").json["advice"]
    assert read == {"texts": our_advice()["de"], "confirmed_on": None, "language": "de"}, (
        "never English words for German"
    )
    german = [TEXTS[0] | {"call": "Rufen Sie uns an."}]
    assert saved(admin, {"language": "de", "texts": german})["is_own"]
    saved(admin, {"language": "de", "name": "Kim Head"}, "/confirm")
    read = phone.get("/api/today?on=2026-11-23").json["advice"]
    assert read == {"texts": german, "confirmed_on": "2026-11-23", "language": "de"}
    page = admin.get("/api/clinic/advice").json["advice"]
    assert {each["language"]: (each["is_own"], each["confirmed_by"]) for each in page} == {
        "en": (True, None),
        "de": (True, "Kim Head"),
        "es": (False, None),
    }


@pytest.mark.parametrize(
    ("language", "spoken", "texts"), [("de-AT", "de", "ours"), ("fr", "en", TEXTS), ("en", "en", TEXTS)]
)
def test_advice_from_before_there_were_languages_is_english(language: str, spoken: str, texts: Any) -> None:
    kept = {"texts": TEXTS, "confirmed_on": "2026-11-01", "confirmed_by": "Kim Head"}
    found = advice_of(kept, our_advice(), language)
    assert (found["language"], found["texts"]) == (spoken, our_advice()["de"] if texts == "ours" else texts)


def saved(admin: Any, body: dict[str, Any], way: str = "") -> dict[str, Any]:
    """The advice in the language of the body, as the page shows it after saving or confirming."""
    shown = admin.post(f"/api/clinic/advice{way}", json=body).json["advice"]
    return next(each for each in shown if each["language"] == body.get("language", "en"))


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
