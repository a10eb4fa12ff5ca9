"""Studies over HTTP: who may do what, and who sees whom."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from server.access import STAFF, Role
from server.audit.models import AuditEntry
from server.studies.models import Consent, Export, Pseudonym, Study
from server.studies.rules.pseudonym import is_pseudonym
from tests.builders import World
from tests.exports.taking import StudyDesk, opened

EMPTY: dict[str, Any] = {}


@pytest.mark.parametrize(
    ("method", "path", "body", "allowed"),
    [
        ("GET", "/api/studies", None, {Role.COORDINATOR, Role.RESEARCHER}),
        ("POST", "/api/studies", {"key": "new-study", "title": "New"}, {Role.COORDINATOR}),
        ("GET", "{study}", None, {Role.COORDINATOR, Role.RESEARCHER}),
        ("POST", "{study}/consents", "consent", {Role.COORDINATOR}),
        ("POST", "{study}/withdrawals", "withdrawal", {Role.COORDINATOR}),
        ("POST", "{study}/exports", EMPTY, {Role.COORDINATOR, Role.RESEARCHER}),
        ("GET", "{export}", None, {Role.COORDINATOR, Role.RESEARCHER}),
    ],
)
@pytest.mark.parametrize("role", [Role.PATIENT, *STAFF])
def test_only_those_who_may_get_in(
    world: World, method: str, path: str, body: Any, allowed: set[Role], role: Role
) -> None:
    desk, patient = StudyDesk(world), world.patient()
    desk.consent(patient)
    export = desk.browser.post(f"{desk.url}/exports", json=EMPTY).json["id"]
    person = patient if role is Role.PATIENT else world.staff(role)
    said = {
        "consent": {"patient_id": str(patient.id), "version": "v2", "given_on": "2026-11-20"},
        "withdrawal": {"patient_id": str(patient.id), "withdrawn_on": "2026-11-20"},
    }.get(body, body) if isinstance(body, str) else body  # fmt: skip
    address = path.format(study=desk.url, export=f"/api/exports/{export}/file")
    answer = world.client_of(person).open(address, method=method, json=said, buffered=True)
    assert (answer.status_code < 400) is (role in allowed), answer.json
    if role not in allowed:
        assert answer.status_code == 403


def test_a_study_of_another_clinic_does_not_exist(world: World) -> None:
    desk, patient = StudyDesk(world), world.patient()
    desk.consent(patient)
    export = desk.take()
    elsewhere = world.clinic("Elsewhere")
    stranger = world.client_of(world.staff(Role.COORDINATOR, elsewhere))
    theirs = world.patient(elsewhere)
    consent = {"patient_id": str(theirs.id), "version": "v1", "given_on": "2026-11-01"}
    withdrawal = {"patient_id": str(patient.id), "withdrawn_on": "2026-11-01"}
    for method, rest, body in (
        ("GET", "", None),
        ("POST", "/consents", consent),
        ("POST", "/withdrawals", withdrawal),
        ("POST", "/exports", EMPTY),
    ):
        real = stranger.open(desk.url + rest, method=method, json=body)
        unknown = stranger.open(f"/api/studies/{uuid4()}{rest}", method=method, json=body)
        assert (real.status_code, real.data) == (unknown.status_code, unknown.data) == (404, unknown.data)
    real = stranger.get(f"/api/exports/{export.row['id']}/file")
    unknown = stranger.get(f"/api/exports/{uuid4()}/file")
    assert (real.status_code, real.data) == (unknown.status_code, unknown.data) == (404, unknown.data)
    assert stranger.get("/api/studies").json == {"studies": []}


def test_a_patient_of_another_clinic_cannot_be_added(world: World) -> None:
    desk = StudyDesk(world)
    theirs = world.patient(world.clinic("Elsewhere"))
    said = {"patient_id": str(theirs.id), "version": "v1", "given_on": "2026-11-01"}
    assert desk.browser.post(f"{desk.url}/consents", json=said).status_code == 404
    assert (world.count(Consent), world.count(Pseudonym)) == (0, 0)


def test_a_coordinator_sees_who_consented_and_who_could(world: World) -> None:
    desk = StudyDesk(world)
    ann, ben = world.patient(name="Ann"), world.patient(name="Ben")
    desk.consent(ann, given_on=date(2026, 11, 1))
    page = desk.page()
    [subject] = page["subjects"]
    assert is_pseudonym(subject.pop("pseudonym"))
    assert subject == {
        "patient_id": str(ann.id), "name": "Ann", "consented_on": "2026-11-01", "withdrawn_on": None, "version": "v1",
    }  # fmt: skip
    assert page["candidates"] == [{"patient_id": str(ben.id), "name": "Ben"}]
    assert {each.patient_id for each in world.rows(AuditEntry) if each.deed.startswith("read:")} == {ann.id, ben.id}


def test_a_researcher_sees_pseudonyms_only(world: World) -> None:
    desk = StudyDesk(world)
    ann, ben = world.patient(name="Ann", number="17-4711"), world.patient(name="Ben")
    desk.consent(ann)
    taken = desk.take()
    browser = world.client_of(world.staff(Role.RESEARCHER))
    answer = browser.get(desk.url)
    assert answer.json["candidates"] == []
    assert [(each["patient_id"], each["name"]) for each in answer.json["subjects"]] == [(None, None)]
    for word in ("Ann", "Ben", "17-4711", str(ann.id), ann.id.hex, str(ben.id)):
        assert word.encode() not in answer.data
    assert opened(browser, answer.json["exports"][0]).files == taken.files


def test_a_key_names_one_study_of_a_clinic(world: World) -> None:
    desk = StudyDesk(world, "depr-1")
    again = desk.browser.post("/api/studies", json={"key": "depr-1", "title": "Other"})
    assert (again.status_code, again.json["code"]) == (409, "conflict")
    elsewhere = world.staff(Role.COORDINATOR, world.clinic("Elsewhere"))
    StudyDesk(world, "depr-1", elsewhere)
    assert world.count(Study) == 2


@pytest.mark.parametrize("key", ["", "a", "Depr", "../../x", "x" * 40, "a b", "-ab", "ab-", "ab\n", "=1+1"])
def test_a_key_can_stand_in_the_name_of_a_file(world: World, key: str) -> None:
    browser = world.client_of(world.staff(Role.COORDINATOR))
    assert browser.post("/api/studies", json={"key": key, "title": "Study"}).status_code == 422
    assert world.count(Study) == 0


def test_the_same_consent_said_twice_is_stored_once(world: World) -> None:
    desk, ann = StudyDesk(world), world.patient()
    desk.consent(ann)
    desk.consent(ann)
    assert (world.count(Consent), world.count(Pseudonym)) == (1, 1)


def test_each_consent_is_answered_with_who_gave_it(world: World) -> None:
    desk, ann, ben = StudyDesk(world), world.patient(name="Ann"), world.patient(name="Ben")
    for each in (ann, ben, ann):
        said = {"patient_id": str(each.id), "version": "v1", "given_on": "2026-11-01"}
        answered = desk.browser.post(f"{desk.url}/consents", json=said).json
        assert (answered["patient_id"], answered["name"]) == (str(each.id), each.name)


def test_a_person_may_withdraw_and_come_back_under_the_same_pseudonym(world: World) -> None:
    desk, ann = StudyDesk(world), world.patient()
    desk.consent(ann, given_on=date(2026, 10, 1))
    [before] = desk.page()["subjects"]
    desk.withdraw(ann, date(2026, 11, 1))
    assert desk.browser.get("/api/studies").json["studies"][0]["consented"] == 0
    assert desk.page()["subjects"][0]["withdrawn_on"] == "2026-11-01"
    assert [each["patient_id"] for each in desk.page()["candidates"]] == [str(ann.id)]
    desk.consent(ann, given_on=date(2026, 11, 10), version="v2")
    [after] = desk.page()["subjects"]
    assert (after["pseudonym"], after["version"], after["withdrawn_on"]) == (before["pseudonym"], "v2", None)
    assert desk.browser.get("/api/studies").json["studies"][0]["consented"] == 1


def test_who_did_not_consent_cannot_withdraw(world: World) -> None:
    desk, ann = StudyDesk(world), world.patient()
    said = {"patient_id": str(ann.id), "withdrawn_on": "2026-11-01"}
    assert desk.browser.post(f"{desk.url}/withdrawals", json=said).status_code == 404
    desk.consent(ann, given_on=date(2026, 10, 1))
    desk.withdraw(ann, date(2026, 11, 1))
    assert desk.browser.post(f"{desk.url}/withdrawals", json=said).status_code == 404


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("consents", {"version": "v1", "given_on": "2026-11-24"}),  # tomorrow
        ("consents", {"version": "", "given_on": "2026-11-01"}),
        ("consents", {"version": "v1", "given_on": "1.11.2026"}),
        ("consents", {"version": "v1", "given_on": "2026-11-01", "pseudonym": "1111-1111"}),
        ("withdrawals", {"withdrawn_on": "2026-11-24"}),
        ("withdrawals", {"withdrawn_on": "2026-09-30"}),  # before the consent
    ],
)
def test_an_impossible_consent_changes_nothing(world: World, rest: str, said: dict[str, str]) -> None:
    desk, ann = StudyDesk(world), world.patient()
    if rest == "withdrawals":
        desk.consent(ann, given_on=date(2026, 10, 1))
    before = world.count(AuditEntry)
    answer = desk.browser.post(f"{desk.url}/{rest}", json={"patient_id": str(ann.id), **said})
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert [each.withdrawn_on for each in world.rows(Consent)] == [None] * (rest == "withdrawals")
    assert world.count(AuditEntry) == before


def test_consent_withdrawal_and_study_are_in_the_audit_trail(world: World) -> None:
    desk, ann = StudyDesk(world), world.patient()
    desk.consent(ann)
    desk.withdraw(ann, date(2026, 11, 1))
    deeds = {each.deed: each.patient_id for each in world.rows(AuditEntry)}
    assert deeds == {
        "set up the study": None,
        "recorded the consent to a study": ann.id,
        "recorded the withdrawal from a study": ann.id,
    }


def test_a_consent_counts_from_the_clinics_own_day(world: World, clock: Any) -> None:
    """At 23:30 UTC it is tomorrow in Berlin."""
    clock.move(hours=14, minutes=30)
    desk = StudyDesk(world)
    desk.consent(world.patient(), given_on=date(2026, 11, 24))
    assert desk.take().row["as_of"] == "2026-11-24"


def test_an_export_that_fails_half_way_leaves_no_row(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fills up while the archive is packed: the far end of a write, which no test can bring about itself."""

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    desk, ann = StudyDesk(world), world.patient()
    desk.consent(ann)
    monkeypatch.setattr("server.studies.formats.archive.shutil.copyfileobj", full)
    answer = desk.browser.post(f"{desk.url}/exports", json=EMPTY)
    assert (answer.status_code, answer.json["code"]) == (503, "export-no-room")
    assert world.count(Export) == 0
    folder = world.app.config["LODESTONE_SETTINGS"].files / "exports"
    assert list(folder.iterdir()) == []
