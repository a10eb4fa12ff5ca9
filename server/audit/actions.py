"""Writing the audit trail and the revisions of entries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, update

from server.access import Actor
from server.audit.models import AuditEntry, Revision
from server.audit.queries import revisions_of
from server.audit.rules import Sent, Standing, Verdict, hash_of, judge
from server.db import db, table_of


def note(actor: Actor, deed: str, patient_id: UUID | None, record_id: UUID | None, now: datetime) -> None:
    """Add one entry in the caller's transaction, so that deed and entry stand or fall together."""
    db.session.execute(insert(table_of(AuditEntry)), _entry(actor, deed, patient_id, record_id, now))


def note_each(actor: Actor, deed: str, patients: Iterable[UUID], record_id: UUID, now: datetime) -> None:
    """Add an entry for each of the patients whom one deed concerns."""
    if entries := [_entry(actor, deed, each, record_id, now) for each in patients]:
        db.session.execute(insert(table_of(AuditEntry)), entries)


def note_read(actor: Actor, what: str, patients: Iterable[UUID], now: datetime) -> None:
    """Add an entry for each patient whose record the actor was shown; patients' own reading is not noted."""
    entries = [_entry(actor, f"read: {what}", each, None, now) for each in patients if each != actor.person_id]
    if entries:
        db.session.execute(insert(table_of(AuditEntry)), entries)


def _entry(
    actor: Actor, deed: str, patient_id: UUID | None, record_id: UUID | None, now: datetime
) -> dict[str, object]:
    return {
        "clinic_id": actor.clinic_id,
        "id": uuid4(),
        "at": now,
        "actor_id": actor.person_id,
        "role": actor.role.value,
        "deed": deed,
        "patient_id": patient_id,
        "record_id": record_id,
    }


@dataclass(frozen=True)
class Write:
    """One write of a phone about one entry. content None: delete it. seq: rising per device, > 0."""

    kind: str
    record_id: UUID
    device: UUID
    seq: int
    base: int | None
    content: Mapping[str, Any] | None
    recorded_at: datetime


@dataclass(frozen=True)
class Kept:
    """What became of a write. number: of this revision. stored: what the clinic holds now, None if deleted."""

    verdict: Verdict
    number: int
    received_at: datetime
    stored: Mapping[str, Any] | None


def keep_revision(patient: Actor, write: Write, now: datetime) -> Kept:
    """Store the write beside all earlier revisions of its entry, unless it is known, and say what it is.

    Whatever the verdict, a new write is kept. The caller changes the entry itself for FIRST and NEWER only.
    """
    known = revisions_of(patient, write.record_id)
    content_hash = hash_of(write.kind, write.content)
    sent = [Sent(each.number, each.device, each.seq, each.content_hash, each.standing) for each in known]
    verdict = judge(sent, write.device, write.seq, content_hash, write.base)
    holding = next((each for each in known if each.standing in (Standing.CURRENT, Standing.DELETED)), None)
    if verdict in (Verdict.REPEAT, Verdict.REPEATED_CONFLICT):
        same = next(
            each
            for each in known
            if (each.device, each.seq, each.content_hash) == (write.device, write.seq, content_hash)
        )
        return Kept(verdict, same.number, same.received_at, holding.content if holding else None)
    replaces = verdict in (Verdict.FIRST, Verdict.NEWER)
    if replaces and holding is not None:
        db.session.execute(
            update(Revision)
            .where(
                Revision.clinic_id == patient.clinic_id,
                Revision.patient_id == patient.person_id,
                Revision.record_id == write.record_id,
                Revision.number == holding.number,
            )
            .values(standing=Standing.PAST)
        )
    number = max((each.number for each in known), default=0) + 1
    db.session.execute(
        insert(table_of(Revision)),
        {
            "clinic_id": patient.clinic_id,
            "patient_id": patient.person_id,
            "record_id": write.record_id,
            "number": number,
            "kind": write.kind,
            "device": write.device,
            "seq": write.seq,
            "content_hash": content_hash,
            "standing": _standing(verdict, write.content),
            "content": None if write.content is None else dict(write.content),
            "recorded_at": write.recorded_at,
            "received_at": now,
        },
    )
    stored = write.content if replaces else (holding.content if holding else None)
    return Kept(verdict, number, now, stored)


def _standing(verdict: Verdict, content: Mapping[str, Any] | None) -> Standing:
    if verdict is Verdict.CONFLICT:
        return Standing.CONFLICT
    if verdict is Verdict.OVERTAKEN:
        return Standing.PAST
    return Standing.DELETED if content is None else Standing.CURRENT
