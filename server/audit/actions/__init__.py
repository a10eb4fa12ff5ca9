"""Writing the audit trail and the revisions of entries."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, update

from server.access import Actor
from server.audit.models import AuditEntry, Correction, Revision
from server.audit.models.chain import AuditDetail
from server.audit.queries import revisions_of
from server.audit.queries.entries import noted_lately
from server.audit.rules import REPEATS, Sent, Standing, Verdict, hash_of, judge, plain
from server.audit.rules.chain import Detail, digest_of_detail, first_id_at
from server.audit.rules.reading import READ, Look, look_of
from server.db import db, table_of
from server.tracing import request_id

# Built once: every entry that arrives comes by here.
_ADD_ENTRIES = insert(table_of(AuditEntry))
_ADD_DETAILS = insert(table_of(AuditDetail))
_ADD_REVISIONS = insert(table_of(Revision))
_R = table_of(Revision).c
_CHANGE_STANDING = (
    update(table_of(Revision))
    .where(
        _R.clinic_id == bindparam("of_clinic"),
        _R.patient_id == bindparam("of_patient"),
        _R.record_id == bindparam("of_record"),
        _R.number == bindparam("of_number"),
    )
    .values(standing=bindparam("becomes"))
)


def note(
    actor: Actor,
    deed: str,
    patient_id: UUID | None,
    record_id: UUID | None,
    now: datetime,
    *,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Add one entry in the caller's transaction, so that deed and entry stand or fall together.

    old, new, reason: its detail, which is kept apart, so that an erasure can remove it. Neither the deed nor the detail
    holds a token, a password or a code.
    """
    entry = _entry(actor, deed, patient_id, record_id, now)
    if old is not None or new is not None or reason is not None:
        detail = Detail(None, None if old is None else plain(old), None if new is None else plain(new), reason)
        salt = secrets.token_hex(16)
        entry["detail_digest"] = digest_of_detail(salt, detail)
        values = {"old": detail.old, "new": detail.new, "reason": reason, "salt": salt}
        key = {"clinic_id": actor.clinic_id, "entry_id": entry["id"], "patient_id": patient_id}
        db.session.execute(_ADD_DETAILS, key | values)
    db.session.execute(_ADD_ENTRIES, entry)


def note_each(actor: Actor, deed: str, patients: Iterable[UUID], record_id: UUID, now: datetime) -> None:
    """Add an entry for each of the patients whom one deed concerns."""
    if entries := [_entry(actor, deed, each, record_id, now) for each in patients]:
        db.session.execute(_ADD_ENTRIES, entries)


def note_deeds(actor: Actor, deeds: Iterable[tuple[str, UUID]], patient_id: UUID, now: datetime) -> None:
    """Add an entry for each (deed, record) of one patient."""
    if entries := [_entry(actor, deed, patient_id, record_id, now) for deed, record_id in deeds]:
        db.session.execute(_ADD_ENTRIES, entries)


def note_read(actor: Actor, what: str, patients: Iterable[UUID], now: datetime) -> None:
    """Add an entry for each patient whose record the actor was shown; patients' own reading is not noted.

    Of a page about many patients it is noted once an hour: see audit.rules.reading.
    """
    deed = f"{READ}{what}"
    seen = {each: None for each in patients if each != actor.person_id}
    known = noted_lately(actor, deed, seen, now) if seen and look_of(deed) is Look.LIST else set()
    if entries := [_entry(actor, deed, each, None, now) for each in seen if each not in known]:
        db.session.execute(_ADD_ENTRIES, entries)


def _entry(
    actor: Actor, deed: str, patient_id: UUID | None, record_id: UUID | None, now: datetime
) -> dict[str, object]:
    # By time first, so that a key finds what is new, and neighbours in time are neighbours in the table.
    entry_id = UUID(int=first_id_at(now).int | secrets.randbits(62))
    return {
        "clinic_id": actor.clinic_id,
        "id": entry_id,
        "at": now,
        "actor_id": actor.person_id,
        "role": actor.role.value,
        "deed": deed,
        "patient_id": patient_id,
        "record_id": record_id,
        "request_id": request_id(),
        "detail_digest": None,
    }


@dataclass(frozen=True)
class Change:
    """A change of a record by the clinic. before, after: fields by name, of which only those that differ are kept.

    patient_id None: no patient's record. reason: why, in the words of whoever changed it.
    """

    kind: str
    patient_id: UUID | None
    record_id: UUID
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str


def keep_change(actor: Actor, change: Change, now: datetime) -> None:
    """Keep what stood there before, beside what stands there now, and note the deed; nothing if nothing differs."""
    before, after = plain(change.before), plain(change.after)
    differs = sorted(key for key in {**before, **after} if before.get(key) != after.get(key))
    if not differs:
        return
    old, new = ({key: side.get(key) for key in differs} for side in (before, after))
    salt = secrets.token_hex(16)
    entry = _entry(actor, f"changed: {change.kind}", change.patient_id, change.record_id, now)
    entry["detail_digest"] = digest_of_detail(salt, Detail(change.kind, old, new, change.reason))
    db.session.execute(_ADD_ENTRIES, entry)
    db.session.execute(
        insert(Correction),
        {
            "clinic_id": actor.clinic_id,
            "id": entry["id"],
            "at": now,
            "actor_id": actor.person_id,
            "kind": change.kind,
            "patient_id": change.patient_id,
            "record_id": change.record_id,
            "before": old,
            "after": new,
            "reason": change.reason,
            "salt": salt,
        },
    )


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


# A write with its content as the schema of its kind loads it.
Said = tuple[Write, dict[str, Any] | None]


@dataclass(frozen=True)
class Kept:
    """What became of a write. number: of this revision. stored: what the clinic holds now, None if deleted."""

    verdict: Verdict
    number: int
    received_at: datetime
    stored: Mapping[str, Any] | None


def keep_revisions(patient: Actor, writes: Sequence[Write], now: datetime) -> list[Kept]:
    """Store each write beside all earlier revisions of its entry, unless it is known, and say what it is.

    Judged in the order given, several writes of one entry too, as if each had come alone. Whatever the verdict, a new
    write is kept. The caller changes the entry itself for FIRST and NEWER only.
    """
    stored = revisions_of(patient, {each.record_id for each in writes})
    before = [each["standing"] for each in stored]
    known: dict[UUID, list[dict[str, Any]]] = {}
    for row in stored:
        known.setdefault(row["record_id"], []).append(row)
    new: list[dict[str, Any]] = []
    kept = [_keep(patient, write, known.setdefault(write.record_id, []), new, now) for write in writes]
    changed = [
        {
            "of_clinic": row["clinic_id"],
            "of_patient": row["patient_id"],
            "of_record": row["record_id"],
            "of_number": row["number"],
            "becomes": row["standing"],
        }
        for row, standing in zip(stored, before, strict=True)
        if row["standing"] is not standing
    ]
    if changed:
        db.session.execute(_CHANGE_STANDING, changed)
    if new:
        db.session.execute(_ADD_REVISIONS, new)
    return kept


def _keep(patient: Actor, write: Write, known: list[dict[str, Any]], new: list[dict[str, Any]], now: datetime) -> Kept:
    """Judge one write. known: the revisions of its entry, which it joins if it is new; `new` gets its row too."""
    content_hash = hash_of(write.kind, write.content)
    sent = [Sent(each["number"], each["device"], each["seq"], each["content_hash"], each["standing"]) for each in known]
    verdict = judge(sent, write.device, write.seq, content_hash, write.base)
    holding = next((each for each in known if each["standing"] in (Standing.CURRENT, Standing.DELETED)), None)
    if verdict in REPEATS:
        this = (write.device, write.seq, content_hash)
        same = next(each for each in known if (each["device"], each["seq"], each["content_hash"]) == this)
        return Kept(verdict, same["number"], same["received_at"], holding["content"] if holding else None)
    replaces = verdict in (Verdict.FIRST, Verdict.NEWER)
    if replaces and holding is not None:
        holding["standing"] = Standing.PAST
    number = max((each["number"] for each in known), default=0) + 1
    row: dict[str, Any] = {
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
    }
    known.append(row)
    new.append(row)
    holds = row if replaces else holding
    return Kept(verdict, number, now, holds["content"] if holds else None)


def _standing(verdict: Verdict, content: Mapping[str, Any] | None) -> Standing:
    if verdict is Verdict.CONFLICT:
        return Standing.CONFLICT
    if verdict is Verdict.OVERTAKEN:
        return Standing.PAST
    return Standing.DELETED if content is None else Standing.CURRENT
