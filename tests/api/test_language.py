"""In which language a person reads: chosen by each, set for patients by the clinic, and kept in the history."""

import pytest

from server.audit.models import Correction
from server.people.models import Account, Patient
from tests.builders import World


def test_a_patients_choice_is_known_to_the_clinic_and_in_the_history(world: World) -> None:
    patient = world.patient()
    phone = world.client_of(patient)
    assert phone.get("/api/me").json["language"] == "en"

    answer = phone.post("/api/me/language", json={"language": "de"})

    assert (answer.status_code, answer.json["language"]) == (200, "de")
    assert world.rows(Patient, id=patient.id)[0].language == "de"
    (kept,) = world.rows(Correction, record_id=patient.id)
    assert (kept.before["language"], kept.after["language"]) == ("en", "de")
    assert kept.reason == "Chosen by the patient."


def test_choosing_the_same_again_is_no_change(world: World) -> None:
    patient = world.patient()
    world.client_of(patient).post("/api/me/language", json={"language": "en"})
    assert not world.rows(Correction, record_id=patient.id)


def test_staff_read_the_browsers_language_until_they_choose(world: World) -> None:
    staff, other = world.staff("technician"), world.client_of(world.staff("technician"))
    browser = world.client_of(staff)
    assert browser.get("/api/me").json["language"] is None
    assert browser.post("/api/me/language", json={"language": "es"}).json["language"] == "es"
    assert world.rows(Account, id=staff.id)[0].language == "es"
    assert other.get("/api/me").json["language"] is None


@pytest.mark.parametrize("tag", ["", "German", "de_DE", "de-de", "../en", "d" * 200])
def test_a_language_is_a_tag(world: World, tag: str) -> None:
    answer = world.client_of(world.patient()).post("/api/me/language", json={"language": tag})
    assert answer.json["code"] == "invalid"
