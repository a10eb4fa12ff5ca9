"""What the operator does from a shell: set up a clinic, let people in, and be stopped from mixing it with the demo."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from server import create_app
from server.access import Role
from server.audit.models import AuditEntry
from server.cli import main
from server.config import Settings, read_settings
from server.db import db, transaction
from server.demo.links import links_of_demo
from server.people.actions.restore import link_for
from server.questionnaires.library import use_folder
from tests.builders import World
from tests.own_instruments import night_thoughts, put

CLINIC = [
    "add-clinic",
    "--name=Clinic at the Lake",
    "--zone=Europe/Berlin",
    "--emergency-number=112",
    "--line=Crisis line: 0800 000000",
    "--clinic-phone=030 000000",
    "--clinic-hours=Mon-Fri 8-18",
    "--admin=Robin Admin",
]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "LODESTONE_MODE": "clinic",
        "LODESTONE_ADDRESS": "https://tms.example.org",
        "LODESTONE_DATABASE": f"sqlite:///{tmp_path / 'clinic.db'}",
        "LODESTONE_FILES": str(tmp_path / "files"),
    }


@pytest.fixture
def command(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return lambda *arguments: CliRunner().invoke(main, list(arguments))


def token_in(said: Result) -> str:
    assert said.exit_code == 0, said.output
    found = re.search(r"https://tms\.example\.org/i#(\S+)", said.output)
    assert found is not None
    return found.group(1)


def test_an_empty_installation_becomes_a_clinic_with_people(command: Any, environment: dict[str, str]) -> None:
    tokens = [
        token_in(command(*CLINIC)),
        token_in(command("add-staff", "--clinic=Clinic at the Lake", "--name=Sam Doctor", "--role=clinician")),
        token_in(command("link", "--clinic=Clinic at the Lake", "--name=Sam Doctor")),
    ]
    browser = create_app(read_settings(environment)).test_client()
    roles = [browser.post("/api/invitations/look", json={"token": token}).json["role"] for token in tokens]
    assert roles == ["admin", "clinician", "clinician"]
    card = browser.get("/api/help-card").json
    assert (card["emergency_number"], card["lines"][0]["phone"]) == ("112", "0800 000000")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add-staff", "--clinic=Nowhere", "--name=Sam", "--role=clinician"], "no clinic called"),
        (["link", "--clinic=Clinic at the Lake", "--name=Nobody"], "Nobody called"),
        (["links"], "no printed links"),
        ([*CLINIC[:2], "--zone=Berlin", *CLINIC[3:]], "Europe/Berlin"),
        ([*CLINIC[:4], "--line=no number", *CLINIC[5:]], "name: number"),
        (["add-staff", "--clinic=Clinic at the Lake", "--name=Sam", "--role=patient"], "is not one of"),
    ],
)
def test_a_wrong_word_is_answered_with_what_to_do(command: Any, arguments: list[str], words: str) -> None:
    command(*CLINIC)
    said = command(*arguments)
    assert said.exit_code != 0
    assert words in said.output


def test_a_setting_that_cannot_be_used_is_one_line_and_no_start(command: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LODESTONE_ADDRESS", "http://tms.example.org")
    said = command("run")
    assert said.exit_code == 1
    assert said.output.startswith("Error: LODESTONE_ADDRESS")


def test_the_demo_does_not_start_on_a_real_clinics_database(command: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    command(*CLINIC)
    monkeypatch.setenv("LODESTONE_MODE", "demo")
    said = command("run")
    assert said.exit_code == 1
    assert "real clinic" in said.output


def test_a_path_from_the_present_folder_is_one_file_for_all(
    command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the default is: the migrations, the pages and the jobs must not each have a file of their own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LODESTONE_DATABASE", "sqlite:///var/small.db")
    token_in(command(*CLINIC))
    assert [file.parent.name for file in tmp_path.rglob("small.db")] == ["var"]


def test_a_database_that_cannot_be_opened_is_one_line(
    command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder.db").mkdir()
    monkeypatch.setenv("LODESTONE_DATABASE", f"sqlite:///{tmp_path / 'folder.db'}")
    said = command("run-jobs")
    assert said.exit_code == 1
    assert said.output.startswith("Error: LODESTONE_DATABASE cannot be opened")


def test_an_import_is_a_dry_run_until_it_is_committed(command: Any, tmp_path: Path) -> None:
    command(*CLINIC)
    file = tmp_path / "scores.csv"
    file.write_text("patient_number,instrument,date,total,name\n17,phq-9,2026-03-02,19,Ada New\n")
    arguments = ["import", "scores", str(file), "--clinic=Clinic at the Lake"]
    assert "No patient of this clinic has the number 17" in command(*arguments).output
    assert command(*arguments, "--commit").exit_code == 1
    arguments.append("--add-patients")
    dry = command(*arguments)
    assert "This was a dry run" in dry.output
    assert command(*arguments, "--commit").exit_code == 0
    assert [line.split() for line in command(*arguments, "--commit").output.splitlines() if "phq-9" in line] == [
        ["phq-9", "0", "1", "0", "0"]
    ]


def test_an_import_names_the_file_and_its_fault(command: Any, tmp_path: Path) -> None:
    command(*CLINIC)
    file = tmp_path / "scores.csv"
    file.write_text('patient_number,instrument,date,total\n17,"phq-9,2026-03-02,19\n')
    said = command("import", "scores", str(file), "--clinic=Clinic at the Lake")
    assert said.exit_code == 1
    assert "scores.csv: After line 1 the quotes do not match" in said.output


def test_the_outcome_table_can_be_printed(command: Any) -> None:
    command(*CLINIC)
    printed = command("outcomes", "--from=2026-01-01").output
    assert "Clinic at the Lake: PHQ-9" in printed
    assert printed.index("\nitt") < printed.index("\ncompleter") < printed.index("Sackeim 2020")
    assert "There is no such scale" in command("outcomes", "--scale=none").output


def test_a_folder_of_questionnaires_can_be_tried_before_it_is_used(command: Any, tmp_path: Path) -> None:
    put(tmp_path, "night-thoughts.json", night_thoughts())
    listed = command("instruments", str(tmp_path)).output
    assert "night-thoughts   version 1   phones ask it; safety items: 3" in listed
    assert "isi              version 1   entered by staff, skeleton, of the patient; safety items: none" in listed
    put(tmp_path, "night-thoughts.json", night_thoughts(licence=""))
    refused = command("instruments", str(tmp_path))
    assert refused.exit_code == 1
    assert "night-thoughts.json: “licence” must be a text that is not empty" in refused.output
    use_folder(None)


def test_an_administrator_who_lost_every_way_in_gets_one_anew(command: Any, environment: dict[str, str]) -> None:
    first = token_in(command(*CLINIC))
    app = create_app(read_settings(environment))
    before = app.test_client()
    assert before.post("/api/join", json={"token": first}).status_code == 200
    restore = ("restore-access", "--clinic=Clinic at the Lake")
    link = token_in(command(*restore, "--name=Robin Admin"))
    assert before.get("/api/me", base_url="https://tms.example.org").status_code == 401  # what opened before is over
    robin = app.test_client().post("/api/join", json={"token": link}).json
    assert robin["role"] == "admin"
    token_in(command("add-staff", "--clinic=Clinic at the Lake", "--name=Sam Doctor", "--role=clinician"))
    for name, words in (("Sam Doctor", "is no administrator"), ("Nobody", "Nobody called")):
        said = command(*restore, f"--name={name}")
        assert said.exit_code != 0
        assert words in said.output
    # Who asks later reads in the trail that it was the operator, once, and for whom; a refusal is no deed.
    clinic_id = UUID(robin["clinic"]["id"])
    with app.app_context(), transaction("read", clinic_id):
        deed = "the operator restored an administrator's access"
        query = select(AuditEntry).where(AuditEntry.clinic_id == clinic_id, AuditEntry.deed == deed)
        (entry,) = db.session.scalars(query)
        assert (entry.role, entry.actor_id, entry.record_id) == (Role.SYSTEM, clinic_id, UUID(robin["person_id"]))


def test_a_link_by_name_is_for_the_person_whatever_a_machine_is_called(world: World) -> None:
    ann, _ = (world.staff(role, name="Ann Example") for role in ("clinician", "service"))
    issued = world.run(link_for, ann.clinic_id, "Ann Example", world.clock.now)
    looked = world.anybody().post("/api/invitations/look", json={"token": issued.token.text})
    assert looked.json["role"] == "clinician"


def test_a_printed_link_leads_to_a_patient_of_its_own_clinic(app: Flask, settings: Settings, world: World) -> None:
    patients = [world.patient(world.clinic(name), number="1") for name in ("Here", "Elsewhere")]
    printed = [line.partition("#")[2] for line in links_of_demo(app, settings) if line.split()[0] == "patient"]
    joined = [world.anybody().post("/api/join", json={"token": token}).json["person_id"] for token in printed]
    assert sorted(joined) == sorted(str(each.id) for each in patients)


def test_the_command_works_from_any_folder(tmp_path: Path) -> None:
    maker, made = Path(__file__).parents[2] / ".ci" / "command", tmp_path / "lodestone"
    subprocess.run(["sh", maker, sys.executable, made], check=True)
    said = subprocess.run([made, "audit", "--help"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert said.startswith("Usage: lodestone audit ")
