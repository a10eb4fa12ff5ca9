"""`audit verify` names the first bad entry and changes nothing; `audit head` prints what is to be kept elsewhere."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from server import jobs
from server.access import Role
from server.audit.actions import note
from server.audit.signing import heads_in
from server.cli import main
from server.config import Settings
from server.db import db, enter_clinic
from server.guards import install_guards, remove_guards
from server.people.models import Clinic
from tests.builders import Person, World
from tests.tampering import SEAL


@pytest.fixture
def clinic(world: World) -> Clinic:
    return world.clinic("Clinic at the Lake")


@pytest.fixture
def command(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("LODESTONE_DATABASE", settings.database)
    monkeypatch.setenv("LODESTONE_FILES", str(settings.files))
    return lambda *arguments: CliRunner().invoke(main, ["audit", *arguments])


def note_some(world: World, actor: Person, number: int) -> None:
    with world.transaction():
        enter_clinic(actor.clinic_id)
        for _ in range(number):
            note(actor.actor, "looked", None, None, world.clock.now)


@pytest.fixture
def tamper(world: World) -> Iterator[Callable[[str], None]]:
    """Changes the database as its owner can, who first takes its guards away; for other tests they come back."""

    def change(statement: str) -> None:
        with world.transaction():
            remove_guards(db.session.connection())
            db.session.execute(text(statement))

    yield change
    with world.transaction():
        install_guards(db.session.connection())


def test_a_sound_trail_is_said_to_hold_with_what_waits(world: World, clinic: Clinic, command: Any) -> None:
    staff = world.staff(Role.ADMIN, clinic)
    note_some(world, staff, 3)
    jobs.run(world.app, SEAL)
    note_some(world, staff, 2)
    said = command("verify")
    assert (said.exit_code, said.output.splitlines()) == (
        0,
        [
            "Clinic at the Lake: 3 sealed entries, 1 signed heads: the chain holds.",
            "  2 entries wait to be sealed, the oldest since 2026-11-23 09:00:00 UTC.",
        ],
    )


def test_the_first_bad_entry_is_named_and_so_is_a_trigger_that_somebody_took_away(
    world: World, clinic: Clinic, command: Any, tamper: Callable[[str], None]
) -> None:
    staff = world.staff(Role.ADMIN, clinic)
    note_some(world, staff, 5)
    jobs.run(world.app, SEAL)
    tamper("UPDATE audit_entry SET deed = 'did nothing'")
    for _ in range(2):  # the check itself mends nothing
        said = command("verify", "--clinic", clinic.name)
        assert said.exit_code == 1
        assert "the first bad place in the chain is entry 1 (id " in said.output
        assert "on the table audit_entry is missing" in said.output


def test_a_head_that_was_kept_elsewhere_shows_a_chain_that_was_cut_with_its_heads(
    world: World, clinic: Clinic, command: Any, tamper: Callable[[str], None], tmp_path: Path
) -> None:
    note_some(world, world.staff(Role.ADMIN, clinic), 5)
    note_some(world, world.staff(Role.ADMIN, world.clinic("Elsewhere")), 7)  # whose heads are none of this clinic's
    jobs.run(world.app, SEAL)
    file = tmp_path / "kept.jsonl"
    file.write_text(command("head").output)
    assert sorted(each.head.seq for each in heads_in(file)) == [5, 7]
    assert command("verify", "--head", str(file)).exit_code == 0
    tamper("DELETE FROM audit_head")
    tamper("DELETE FROM audit_seal WHERE seq > 2")
    assert "the chain holds" in command("verify").output
    said = command("verify", "--head", str(file))
    assert said.exit_code == 1
    assert "entry 3: the end of the chain was cut off: a signed head is further on. All before it hold." in said.output


def test_a_head_that_no_known_key_signed_is_named(
    world: World, clinic: Clinic, command: Any, settings: Settings
) -> None:
    staff = world.staff(Role.ADMIN, clinic)
    note_some(world, staff, 1)
    jobs.run(world.app, SEAL)
    (head,) = heads_in(settings.audit_heads)
    settings.audit_key.unlink()
    said = command("verify")
    assert said.exit_code == 1
    assert "no known key signed the head of 2026-11-23" in said.output
    assert command("verify", "--key", head.key).exit_code == 0


def test_a_clinic_that_is_gone_with_all_its_trail_is_missed(
    world: World, clinic: Clinic, command: Any, tmp_path: Path
) -> None:
    note_some(world, world.staff(Role.ADMIN, clinic), 1)
    jobs.run(world.app, SEAL)
    file = tmp_path / "kept.jsonl"
    line = command("head").output
    file.write_text(line.replace(str(clinic.id), "00000000-0000-0000-0000-000000000000"))
    said = command("verify", "--head", str(file))
    assert said.exit_code == 1
    assert "The clinic 00000000-0000-0000-0000-000000000000 has heads" in said.output


def test_a_file_of_something_else_is_refused(command: Any, tmp_path: Path) -> None:
    file = tmp_path / "kept.jsonl"
    file.write_text("[]\n")
    said = command("verify", "--head", str(file))
    assert (said.exit_code, said.output) == (1, "Error: kept.jsonl, line 1: this is no signed head.\n")
