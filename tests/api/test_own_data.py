"""What a patient can take along."""

import io
import json
from datetime import date

from pypdf import PdfReader

from server.access import Role
from server.audit.models import AuditEntry
from tests.api.examples import furnish
from tests.builders import World


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def rows_of(document: dict, table: str) -> list[dict]:
    return next(each["rows"] for each in document["sections"] if each["table"] == table)


def test_own_data_has_what_was_said_derived_and_decided_and_who_looked(world: World) -> None:
    clinician = world.staff("clinician", name="Dr. Kim")
    patient = world.patient(name="Ada Example")
    course = world.course(patient)
    world.check_in(course, date(2026, 11, 20), 4, effects={"headache": 2}, note="Slept badly.")
    world.response(course, date(2026, 11, 20), total=14)
    for reader in (clinician, world.staff("technician", name="Sam")):
        assert world.client_of(reader).get(f"/api/courses/{course.id}").status_code == 200
    said = world.client_of(patient).post("/api/me/data", json={}).json
    assert (said["format"], said["version"], said["patient"]) == ("lodestone-own-data", 1, "Ada Example")
    (entry,) = rows_of(said, "check_in")
    assert (entry["felt_on"], entry["mood_raw"], entry["note"]) == ("2026-11-20", 4, "Slept badly.")
    assert rows_of(said, "side_effect")[0]["grade"] == 2
    (answered,) = said["questionnaires"]
    assert (answered["title"], answered["total"]) == ("PHQ-9", 14)
    assert answered["answers"][0]["answer"] == "Nearly every day"
    assert {each["actor_id"] for each in rows_of(said, "audit_entry") if each["deed"].startswith("read:")} == {
        "Dr. Kim (clinician)",
        "Sam (technician)",
    }


def test_the_pdf_says_the_same_to_a_person(world: World) -> None:
    patient = world.patient(name="Ada Example")
    course = world.course(patient)
    world.check_in(course, date(2026, 11, 20), 4, note="Slept badly.")
    world.response(course, date(2026, 11, 20), total=14)
    answer = world.client_of(patient).post("/api/me/data.pdf", json={})
    assert (answer.mimetype, answer.content_type) == ("application/pdf", "application/pdf")
    said = pdf_text(answer.data)
    for words in ("Ada Example", "Slept badly.", "PHQ-9, 20 Nov 2026: total 14", "Nearly every day"):
        assert words in said
    assert "Ada" not in answer.headers["Content-Disposition"]


def test_a_file_to_take_along_has_a_name_of_ours(world: World) -> None:
    """On a shared computer a name of a file tells who was there; and nobody's words become one."""
    patient = world.client_of(world.patient(name="Ada Example", number="../../A-7"))
    taken = patient.post("/api/me/data.pdf", json={})
    figures = world.client_of(world.staff("admin")).get("/api/outcomes/file?scale=phq-9")
    names = [each.headers["Content-Disposition"] for each in (taken, figures)]
    assert names == ["attachment; filename=my-data-2026-11-23.pdf", 'attachment; filename="outcomes-phq-9.csv"']


def test_the_pdf_is_in_the_patients_language_and_the_document_for_programs_is_not(world: World) -> None:
    patient = world.patient(language="de")
    world.response(world.course(patient), date(2026, 11, 20), answers={"1": "declined"})
    phone = world.client_of(patient)
    said = pdf_text(phone.post("/api/me/data.pdf", json={}).data)
    assert "Ihre täglichen Einträge" in said
    assert "möchte nicht antworten" in said
    document = json.dumps(phone.post("/api/me/data", json={}).json, ensure_ascii=False)
    assert "Your daily entries" in document
    assert "möchte nicht antworten" not in document


def test_taking_ones_data_is_noted_and_needs_a_fresh_proof(world: World) -> None:
    patient = world.patient()
    for path in ("/api/me/data", "/api/me/data.pdf"):
        stale = world.client_of(patient, fresh=False).post(path, json={})
        assert (stale.status_code, stale.json["code"]) == (403, "verify-first")
        assert world.client_of(patient).post(path, json={}).status_code == 200
    assert {each.deed for each in world.rows(AuditEntry) if each.deed.startswith("took")} == {
        "took their own data as JSON",
        "took their own data as PDF",
    }


def test_own_data_holds_no_proof_of_a_way_in_and_nobody_elses(world: World) -> None:
    house = furnish(world, world.clinic())
    patient = house.people[Role.PATIENT]
    neighbour = world.patient(name="Neighbour Next")
    world.check_in(world.course(neighbour), date(2026, 11, 20), 3, note="Not for you.")
    document = world.client_of(patient).post("/api/me/data", json={}).json
    said = json.dumps(document)
    assert not [each for each in ("Neighbour", "Not for you", str(neighbour.id)) if each in said]
    sessions = rows_of(document, "sign_in_session")
    assert sessions
    assert not [row for row in sessions if {"token_hash", "device_key"} & set(row)]
    assert list(document["withheld"]["invitation"].values()) == [
        ["token_hash", "code_key", "code_hash", "pin_hash"],
        ["account_id"],
    ]
