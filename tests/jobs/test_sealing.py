"""The job that seals what was noted: everything once, in one chain, whoever else does the same; and the daily head."""

import json
import stat
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from server import jobs
from server.access import Role
from server.audit.actions import Change, keep_change, note
from server.audit.actions.sealing import seal_entries
from server.audit.models import AuditEntry, Correction
from server.audit.models.chain import AuditDetail, AuditHead, AuditSeal
from server.audit.queries.chain import head_of, links_of, tail_of, unsealed_of
from server.audit.rules.chain import Checked, check_chain
from server.audit.signing import SignedHead, Signer, heads_in, is_signed, signer_of
from server.config import BadSetting, Settings
from server.db import Record, db, table_of
from tests.builders import Person, World
from tests.conftest import Clock

SEAL = next(job for job in jobs.SCHEDULE if job.name == "seal the audit trail")


@pytest.fixture
def clinician(world: World) -> Person:
    return world.staff(Role.CLINICIAN)


def seal(world: World) -> int:
    return jobs.run(world.app, SEAL)


def note_some(world: World, actor: Person, number: int) -> list[UUID]:
    records = [uuid4() for _ in range(number)]
    with world.transaction():
        for record in records:
            note(actor.actor, "looked", None, record, world.clock.now)
    return records


def check(world: World, clinic_id: UUID) -> Checked:
    with world.transaction("read"):
        return check_chain(links_of(clinic_id), [], set())


def test_everything_noted_is_sealed_once_in_the_order_of_time(world: World, clinician: Person, clock: Clock) -> None:
    records = []
    for _ in range(3):
        records += note_some(world, clinician, 1)
        clock.move(seconds=1)
    assert (seal(world), seal(world)) == (3, 0)
    places = {each.entry_id: each.seq for each in world.rows(AuditSeal)}
    by_record = {each.record_id: places[each.id] for each in world.rows(AuditEntry)}
    assert [by_record[each] for each in records] == [1, 2, 3]
    found = check(world, clinician.clinic_id)
    assert (found.fault, found.links, found.late) == (None, 3, 0)


def test_each_clinic_has_a_chain_of_its_own(world: World, clinician: Person) -> None:
    other = world.staff(Role.ADMIN, world.clinic("Another"))
    note_some(world, clinician, 2)
    note_some(world, other, 3)
    seal(world)
    assert [check(world, each.clinic_id).links for each in (clinician, other)] == [2, 3]


def test_more_than_one_chunk_is_one_chain(world: World, clinician: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unsealed_of, "__kwdefaults__", {"limit": 4})
    note_some(world, clinician, 10)
    assert seal(world) == 10
    assert check(world, clinician.clinic_id).links == 10


def test_what_was_committed_late_is_sealed_the_same_hour_and_stragglers_the_next_day(
    world: World, clinician: Person, clock: Clock
) -> None:
    note_some(world, clinician, 1)
    seal(world)
    for ago in (timedelta(minutes=30), timedelta(hours=3)):
        with world.transaction():
            note(clinician.actor, "took long", None, None, clock.now - ago)
    assert seal(world) == 1
    clock.move(days=1)
    assert seal(world) == 1
    assert check(world, clinician.clinic_id).late == 1


def test_of_two_processes_that_seal_at_once_one_does_it(world: World, clinician: Person) -> None:
    note_some(world, clinician, 3)
    with world.transaction("read"):
        tail = tail_of(clinician.clinic_id)
        found = unsealed_of(clinician.clinic_id, tail, thoroughly=True)
    assert world.run(seal_entries, clinician.clinic_id, found[:2], tail, world.clock.now) == 2
    assert world.run(seal_entries, clinician.clinic_id, found, tail, world.clock.now) == 0
    assert seal(world) == 1
    assert check(world, clinician.clinic_id).links == 3


def test_a_day_has_one_signed_head_which_the_file_holds_too(
    world: World, clinician: Person, clock: Clock, settings: Settings
) -> None:
    assert seal(world) == 0
    assert world.rows(AuditHead) == []
    for _ in range(2):
        for _ in range(2):
            note_some(world, clinician, 2)
            seal(world)
        clock.move(days=1)
    heads = world.rows(AuditHead)
    assert [each.seq for each in heads] == [2, 6]
    key = signer_of(settings.audit_key).public
    signed = [SignedHead(head_of(each), each.key, each.signature) for each in heads]
    assert all(is_signed(each, [key]) for each in signed)
    assert list(heads_in(settings.audit_heads)) == signed


def test_the_key_is_made_once_and_for_its_owner_alone(settings: Settings) -> None:
    first = signer_of(settings.audit_key)
    assert stat.S_IMODE(settings.audit_key.stat().st_mode) == 0o600
    assert signer_of(settings.audit_key).public == first.public
    settings.audit_key.chmod(0o640)
    with pytest.raises(BadSetting, match="chmod 600"):
        signer_of(settings.audit_key)


def test_a_head_that_was_changed_or_signed_by_a_stranger_is_not_signed(
    world: World, clinician: Person, settings: Settings
) -> None:
    note_some(world, clinician, 1)
    seal(world)
    (signed,) = heads_in(settings.audit_heads)
    stranger = Signer(Ed25519PrivateKey.generate())
    forged = SignedHead(signed.head, stranger.public, stranger.sign(signed.head.words))
    assert not is_signed(forged, [signed.key])
    assert not is_signed(SignedHead(signed.head, signed.key, forged.signature), [signed.key])
    said = json.loads(signed.line)
    for name, value in (("seq", 2), ("digest", "0" * 64), ("on", "2026-11-24"), ("clinic", str(uuid4()))):
        settings.audit_heads.write_text(json.dumps(said | {name: value}) + "\n")
        assert not any(is_signed(each, [signed.key]) for each in heads_in(settings.audit_heads)), name


def test_a_file_that_holds_another_key_or_none_is_refused(settings: Settings) -> None:
    settings.audit_key.parent.mkdir(parents=True, exist_ok=True)
    settings.audit_key.write_text("no key")
    settings.audit_key.chmod(0o600)
    with pytest.raises(BadSetting, match="no key"):
        signer_of(settings.audit_key)
    words = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    settings.audit_key.write_bytes(words)
    assert signer_of(settings.audit_key).public


def test_a_deeds_detail_stands_apart_and_its_entry_holds_a_digest_of_it(world: World, clinician: Person) -> None:
    with world.transaction():
        patient = uuid4()
        note(clinician.actor, "said", patient, None, world.clock.now, new={"method": "passkey"}, reason="because")
        change = Change("session", patient, uuid4(), {"a": 1, "b": 2}, {"a": 1, "b": 3}, "a slip")
        keep_change(clinician.actor, change, world.clock.now)
    (detail,), (correction,) = world.rows(AuditDetail), world.rows(Correction)
    assert (detail.old, detail.new, detail.reason) == (None, {"method": "passkey"}, "because")
    entries = {each.id: each for each in world.rows(AuditEntry)}
    assert {detail.entry_id, correction.id} == set(entries)
    assert all(each.detail_digest for each in entries.values())
    seal(world)
    assert check(world, clinician.clinic_id).fault is None


TABLES = ("audit_entry", "audit_detail", "correction", "audit_seal", "audit_head", "revision")


@pytest.mark.parametrize("table", TABLES)
def test_the_database_itself_refuses_to_change_what_only_grows(world: World, clinician: Person, table: str) -> None:
    course = world.course()
    world.check_in(course, course.started_on)
    with world.transaction():
        note(clinician.actor, "said", uuid4(), None, world.clock.now, reason="because")
        change = Change("session", uuid4(), uuid4(), {"a": 1}, {"a": 2}, "a slip")
        keep_change(clinician.actor, change, world.clock.now)
    seal(world)
    model = next(each.class_ for each in Record.registry.mappers if each.class_.__tablename__ == table)
    (column,) = [each for each in ("deed", "salt", "digest", "signature", "content_hash") if hasattr(model, each)][:1]
    before = world.rows(model)
    for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}", *truncating(world, table)):  # noqa: S608
        with pytest.raises(DBAPIError, match="only added"), world.transaction():
            db.session.execute(text(statement))
    values = as_values(before)
    assert as_values(world.rows(model)) == values
    replace = insert(table_of(model))
    with pytest.raises(DBAPIError), world.transaction():
        db.session.execute(replace.prefix_with("OR REPLACE", dialect="sqlite"), values[0] | {column: "x"})


def as_values(rows: Sequence[Record]) -> list[dict[str, Any]]:
    return [{key.name: getattr(row, key.name) for key in table_of(type(row)).columns} for row in rows]


def truncating(world: World, table: str) -> list[str]:
    with world.app.app_context():
        return [f"TRUNCATE {table}"] if db.engine.dialect.name == "postgresql" else []
