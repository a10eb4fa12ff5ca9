"""Everything that somebody with all rights on the database might do to an audit trail, and where it must be noticed.

Each way is a function of a trail and of chance. It changes rows behind the back of the triggers, as their owner can,
and returns the number of the first link that is bad since, with what is wrong there.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Table, delete, insert, select, text, update

from server import jobs
from server.audit.actions import Change, keep_change, note
from server.audit.models import AuditEntry, Correction
from server.audit.models.chain import AuditDetail, AuditSeal
from server.audit.queries.chain import head_of, heads_of, links_of
from server.audit.rules.chain import Checked, Head, Wrong, check_chain, digest_of_link
from server.db import Record, db, enter_clinic, table_of
from server.guards import remove_guards
from tests.builders import Person, World

SEAL = next(job for job in jobs.SCHEDULE if job.name == "seal the audit trail")
Expected = tuple[int, Wrong]
TAMPERING = "tampered"


@dataclass(frozen=True)
class Trail:
    """A sealed trail of one clinic. entries: the id at each link, from 1 on. details, changes, bare: links whose entry
    has a detail, a correction, neither. heads: as signed."""

    clinic_id: UUID
    entries: Mapping[int, UUID]
    details: tuple[int, ...]
    changes: tuple[int, ...]
    bare: tuple[int, ...]
    heads: tuple[Head, ...]

    @property
    def length(self) -> int:
        return len(self.entries)


def sealed_trail(world: World, actor: Person, entries: int, days: int) -> Trail:
    """A trail of so many entries over so many days, sealed as the job does it, each day with a signed head."""
    for _ in range(days):
        with world.transaction():
            enter_clinic(actor.clinic_id)
            for number in range(entries // days):
                _note_one(actor, number, world)
        jobs.run(world.app, SEAL)
        world.clock.now += timedelta(days=1)
    with world.transaction("read"):
        enter_clinic(actor.clinic_id)
        heads = tuple(head_of(each) for each in heads_of(actor.clinic_id))
        links = {each.seq: each.entry.id for each in links_of(actor.clinic_id) if each.entry is not None}
        own = _ids(AuditDetail, "entry_id", actor.clinic_id), _ids(Correction, "id", actor.clinic_id)
    of = [tuple(seq for seq, each in links.items() if each in ids) for ids in own]
    bare = tuple(sorted(set(links) - set(of[0]) - set(of[1])))
    return Trail(actor.clinic_id, links, of[0], of[1], bare, heads)


def _note_one(actor: Person, number: int, world: World) -> None:
    now = world.clock.now + timedelta(milliseconds=number)
    if number % 3 == 0:
        note(actor.actor, "signed in", None, uuid4(), now, new={"method": "passkey", "try": number})
    elif number % 3 == 1:
        change = Change("session", uuid4(), uuid4(), {"pulses": number}, {"pulses": number + 1}, "a slip")
        keep_change(actor.actor, change, now)
    else:
        note(actor.actor, "read: GET /api/caseload", uuid4(), None, now)


def _ids(model: type[Record], column: str, clinic_id: UUID) -> set[UUID]:
    table = table_of(model).c
    return set(db.session.scalars(select(table[column]).where(table.clinic_id == clinic_id)))


@contextmanager
def behind_its_back(world: World, trail: Trail) -> Iterator[None]:
    """A transaction in which nothing guards the trail, taken back at its end."""
    with suppress(_TakenBack), world.transaction():
        enter_clinic(trail.clinic_id)
        connection = db.session.connection()
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            remove_guards(connection)
        yield
        raise _TakenBack


class _TakenBack(Exception):
    pass


def checked(trail: Trail) -> Checked:
    """What the check says of the trail as it is now, in the transaction at hand."""
    return check_chain(links_of(trail.clinic_id), trail.heads, set())


def edit_an_entry(trail: Trail, rng: Random) -> Expected:
    seq = rng.randint(1, trail.length)
    edits: list[dict[str, Any]] = [
        {"deed": TAMPERING},
        {"role": "patient"},
        {"actor_id": uuid4()},
        {"patient_id": uuid4()},
        {"record_id": uuid4()},
        {"request_id": TAMPERING},
        {"detail_digest": secrets.token_hex(32)},
        {"at": _stored(trail, seq).at + timedelta(microseconds=1)},
    ]
    _edit(AuditEntry, trail, _entry(trail, seq), rng.choice(edits))
    return seq, Wrong.CHANGED


def edit_a_detail(trail: Trail, rng: Random) -> Expected:
    seq = rng.choice(trail.details)
    edits: list[dict[str, Any]] = [{"new": {"method": "password"}}, {"reason": TAMPERING}, {"salt": "0" * 32}]
    _edit(AuditDetail, trail, table_of(AuditDetail).c.entry_id == trail.entries[seq], rng.choice(edits))
    return seq, Wrong.DETAIL_CHANGED


def edit_a_correction(trail: Trail, rng: Random) -> Expected:
    seq = rng.choice(trail.changes)
    edits: list[dict[str, Any]] = [{"before": {"pulses": -1}}, {"after": {}}, {"reason": TAMPERING}, {"kind": "course"}]
    _edit(Correction, trail, table_of(Correction).c.id == trail.entries[seq], rng.choice(edits))
    return seq, Wrong.DETAIL_CHANGED


def delete_a_detail(trail: Trail, rng: Random) -> Expected:
    seq = rng.choice(trail.details + trail.changes)
    entry_id = trail.entries[seq]
    _delete(AuditDetail, trail, table_of(AuditDetail).c.entry_id == entry_id)
    _delete(Correction, trail, table_of(Correction).c.id == entry_id)
    return seq, Wrong.DETAIL_MISSING


def add_a_detail(trail: Trail, rng: Random) -> Expected:
    seq = rng.choice(trail.bare)
    row = {"clinic_id": trail.clinic_id, "entry_id": trail.entries[seq], "reason": TAMPERING, "salt": "0" * 32}
    db.session.execute(insert(table_of(AuditDetail)), row)
    return seq, Wrong.DETAIL_ADDED


def delete_an_entry(trail: Trail, rng: Random) -> Expected:
    seq = rng.randint(1, trail.length)
    _delete(AuditEntry, trail, _entry(trail, seq))
    return seq, Wrong.ENTRY_MISSING


def delete_an_entry_with_its_link(trail: Trail, rng: Random) -> Expected:
    seq = rng.randint(1, trail.length - 1)  # the last one: see cut_the_end
    _delete(AuditEntry, trail, _entry(trail, seq))
    _delete(AuditSeal, trail, table_of(AuditSeal).c.seq == seq)
    return seq, Wrong.LINK_MISSING


def edit_a_link(trail: Trail, rng: Random) -> Expected:
    seq = rng.randint(1, trail.length)
    edits: list[dict[str, Any]] = [
        {"digest": secrets.token_hex(32)},
        {"sealed_at": _sealed_at(trail, seq) + timedelta(microseconds=1)},
    ]
    _edit(AuditSeal, trail, table_of(AuditSeal).c.seq == seq, rng.choice(edits))
    return seq, Wrong.CHANGED


def swap_two_entries(trail: Trail, rng: Random) -> Expected:
    """Each then says what the other said, under its own id."""
    first, second = _two(trail, rng)
    said = [_stored(trail, seq) for seq in (first, second)]
    for seq, other in ((first, said[1]), (second, said[0])):
        values = {"deed": other.deed, "record_id": other.record_id, "patient_id": other.patient_id, "at": other.at}
        _edit(AuditEntry, trail, _entry(trail, seq), values)
    return first, Wrong.CHANGED


def swap_two_links(trail: Trail, rng: Random) -> Expected:
    """Each then stands in the other's place in the chain."""
    first, second = _two(trail, rng)
    seal = table_of(AuditSeal).c
    for old, new in ((first, -1), (second, first), (-1, second)):
        _edit(AuditSeal, trail, seal.seq == old, {"seq": new})
    return first, Wrong.CHANGED


def cut_the_end(trail: Trail, rng: Random) -> Expected:
    """From one link on everything is gone: what is left is a good chain, and only a head tells that it was longer."""
    last = rng.randint(0, trail.length - 1)
    for seq in range(last + 1, min(trail.length, last + 3) + 1):
        _delete(AuditEntry, trail, _entry(trail, seq))
    _delete(AuditSeal, trail, table_of(AuditSeal).c.seq > last)
    return last + 1, Wrong.CUT


def cut_the_beginning(trail: Trail, rng: Random) -> Expected:
    first = rng.randint(2, trail.length)
    _delete(AuditSeal, trail, table_of(AuditSeal).c.seq < first)
    return 1, Wrong.LINK_MISSING


def edit_an_entry_and_seal_it_again(trail: Trail, rng: Random) -> Expected:
    """The link is then right in itself, and the next one does not follow on it."""
    seq = rng.choice([each for each in range(1, trail.length) if each not in {head.seq for head in trail.heads}])
    _edit(AuditEntry, trail, _entry(trail, seq), {"deed": TAMPERING})
    _seal_again(trail, seq, seq)
    return seq + 1, Wrong.CHANGED


def write_the_chain_anew(trail: Trail, rng: Random) -> Expected:
    """Edited, and every link from there on made again: a good chain, which does not lead to the next signed head."""
    last = max(head.seq for head in trail.heads)
    seq = rng.randint(max(1, last - 60), last)
    _edit(AuditEntry, trail, _entry(trail, seq), {"deed": TAMPERING})
    _seal_again(trail, seq, trail.length)
    return min(head.seq for head in trail.heads if head.seq >= seq), Wrong.REWRITTEN


WAYS: tuple[Callable[[Trail, Random], Expected], ...] = (
    edit_an_entry,
    edit_a_detail,
    edit_a_correction,
    delete_a_detail,
    add_a_detail,
    delete_an_entry,
    delete_an_entry_with_its_link,
    edit_a_link,
    swap_two_entries,
    swap_two_links,
    cut_the_end,
    cut_the_beginning,
    edit_an_entry_and_seal_it_again,
    write_the_chain_anew,
)


def _seal_again(trail: Trail, first: int, last: int) -> None:
    links = {each.seq: each for each in links_of(trail.clinic_id) if first - 1 <= each.seq <= last}
    digest = links[first - 1].digest if first > 1 else "0" * 64
    for seq in range(first, last + 1):
        entry = links[seq].entry
        assert entry is not None
        digest = digest_of_link(digest, seq, links[seq].sealed_at, replace(entry))
        _edit(AuditSeal, trail, table_of(AuditSeal).c.seq == seq, {"digest": digest})


def _two(trail: Trail, rng: Random) -> tuple[int, int]:
    first, second = sorted(rng.sample(range(1, trail.length + 1), 2))
    return first, second


def _entry(trail: Trail, seq: int) -> ColumnElement[bool]:
    return table_of(AuditEntry).c.id == trail.entries[seq]


def _stored(trail: Trail, seq: int) -> Any:
    table = table_of(AuditEntry)
    return db.session.execute(select(table).where(_of(table, trail), _entry(trail, seq))).one()


def _sealed_at(trail: Trail, seq: int) -> Any:
    table = table_of(AuditSeal)
    return db.session.scalars(select(table.c.sealed_at).where(_of(table, trail), table.c.seq == seq)).one()


def _edit(model: type[Record], trail: Trail, which: ColumnElement[bool], values: Mapping[str, Any]) -> None:
    table = table_of(model)
    db.session.execute(update(table).where(_of(table, trail), which).values(**values))


def _delete(model: type[Record], trail: Trail, which: ColumnElement[bool]) -> None:
    table = table_of(model)
    db.session.execute(delete(table).where(_of(table, trail), which))


def _of(table: Table, trail: Trail) -> ColumnElement[bool]:
    return table.c.clinic_id == trail.clinic_id
