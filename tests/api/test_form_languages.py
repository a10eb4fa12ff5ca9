"""A questionnaire is asked on a phone only in words that its authors or owners gave, and that the patient reads."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from server.people.models import Patient
from server.questionnaires import library
from server.questionnaires.models import Response
from tests.api.examples.forms import BODIES
from tests.builders import World
from tests.conftest import TODAY
from tests.own_instruments import put, raw_of, translation

ON = TODAY.date()
PLAN = {"indication": "mdd", "protocol": "hf10_std"}


@pytest.fixture(autouse=True)
def _only_what_ships_afterwards() -> Iterator[None]:
    yield
    library.use_folder(None)


@pytest.mark.parametrize(
    ("language", "form_language", "asked"),
    [
        ("en", None, True),
        ("en-GB", None, True),
        ("de", None, False),  # never silently in English
        ("de", "en", True),  # staff know that the patient reads it
        ("fr", "es", False),
    ],
)
def test_a_phone_asks_only_in_a_language_that_the_patient_reads(
    world: World, language: str, form_language: str | None, asked: bool
) -> None:
    patient = world.patient(language=language, form_language=form_language)
    course = world.course(patient, ON - timedelta(days=21))
    today = world.client_of(patient).get(f"/api/today?on={ON}").json
    staff = world.client_of(world.staff("clinician")).get(f"/api/courses/{course.id}/forms").json
    assert ("phq-9" in today["instruments"]) == asked
    assert ("phq-9" in [each["instrument"] for each in today["due"]]) == asked
    (due,) = [each for each in staff["due"] if each["instrument"] == "phq-9"]
    assert (due["on_phones"], due["language_missing"]) == (asked, not asked)


def test_a_wording_in_the_patients_language_is_what_the_phone_gets(world: World, tmp_path: Path) -> None:
    library.use_folder(put(tmp_path, "phq-9.de.wording.json", translation(raw_of("phq-9"))))
    patient = world.patient(language="de-AT")
    world.course(patient, ON - timedelta(days=21))
    asked = world.client_of(patient).get(f"/api/today?on={ON}").json["instruments"]["phq-9"]
    assert (asked["language"], asked["items"][8]["text"]) == ("de", "Erfundene Frage 9")


def test_staff_read_it_aloud_in_the_patients_language_and_read_the_answers_in_the_original(
    world: World, tmp_path: Path
) -> None:
    library.use_folder(put(tmp_path, "phq-9.de.wording.json", translation(raw_of("phq-9"))))
    course = world.course(world.patient(language="de-AT"), ON - timedelta(days=21))
    desk = world.client_of(world.staff("technician"))
    page = desk.get(f"/api/courses/{course.id}/forms").json
    spoken = {each["key"]: each["language"] for each in page["spoken"]}
    assert spoken["phq-9"] == "de"
    assert "gad-7" not in spoken, "it has no German words here"
    assert {each["language"] for each in page["instruments"]} == {"en"}
    body = BODIES["/api/courses/<uuid:course_id>/responses"] | {"language": spoken["phq-9"]}
    assert desk.post(f"/api/courses/{course.id}/responses", json=body).status_code == 201
    (shown,) = desk.get(f"/api/courses/{course.id}/forms").json["responses"]
    assert (shown["mode"], shown["language"]) == ("read-aloud", "de")


@pytest.mark.parametrize("language", ["de", None])
def test_a_response_keeps_the_language_that_it_was_asked_in(world: World, language: str | None) -> None:
    patient = world.patient()
    world.course(patient, ON - timedelta(days=21))
    content = {
        "instrument": "phq-9",
        "version": "1",
        "mode": "phone",
        "zone": "Europe/Berlin",
        "answers": {"1": 1},
        "started_at": TODAY.isoformat(),
        "finished_at": TODAY.isoformat(),
        "answered_on": ON.isoformat(),
        **({} if language is None else {"language": language}),  # older phones say nothing of it
    }
    item = {"kind": "response", "id": str(uuid4()), "seq": 1, "base": None, "deleted": False, "content": content}
    items = [item | {"recorded_at": TODAY.isoformat()}]
    body = {"schema": 1, "device": str(uuid4()), "sent_at": TODAY.isoformat(), "items": items}
    assert world.client_of(patient).post("/api/sync", json=body).json["items"][0]["outcome"] == "stored"
    (stored,) = world.rows(Response)
    assert stored.language == language


def test_staff_learn_at_enrolment_what_is_lacking_in_a_language(world: World) -> None:
    staff = world.client_of(world.staff("technician"))
    german = staff.get("/api/questionnaire-languages", query_string={**PLAN, "language": "de"}).json
    assert ("phq-9", ["en"]) in [(each["instrument"], each["languages"]) for each in german["missing"]]
    assert len(german["missing"]) == german["asked"]
    both = staff.get("/api/questionnaire-languages", query_string={**PLAN, "language": "de", "form_language": "en"})
    assert both.json["missing"] == []
    assert staff.get("/api/questionnaire-languages", query_string={**PLAN, "language": "en"}).json["missing"] == []


def test_choosing_another_language_takes_no_questionnaire_away(world: World) -> None:
    patient = world.patient()
    world.course(patient, ON - timedelta(days=21))
    phone = world.client_of(patient)
    phone.post("/api/me/language", json={"language": "de"})
    assert "phq-9" in phone.get(f"/api/today?on={ON}").json["instruments"]
    (kept,) = world.rows(Patient, id=patient.id)
    assert (kept.language, kept.form_language) == ("de", "en")
