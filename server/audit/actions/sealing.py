"""Sealing what was noted into the clinic's chain, and signing where it ends."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert

from server.audit.models.chain import AuditHead, AuditSeal
from server.audit.queries.chain import Tail, newest_head, tail_of
from server.audit.rules.chain import Entry, Head, digest_of_link
from server.db import db, table_of

_ADD_SEALS = insert(table_of(AuditSeal))


def seal_entries(clinic_id: UUID, found: Sequence[Entry], after: Tail, now: datetime) -> int:
    """Add a link for each entry, in the order given. Returns how many were added.

    after: where the chain ended when the entries were found. If another process was quicker nothing is added; on
    PostgreSQL that may also end in an IntegrityError, see db.is_unique_race.
    """
    if not found or tail_of(clinic_id) != after:
        return 0
    rows: list[dict[str, object]] = []
    seq, digest = after.seq, after.digest
    for entry in found:
        seq, digest = seq + 1, digest_of_link(digest, seq + 1, now, entry)
        rows.append({"clinic_id": clinic_id, "seq": seq, "entry_id": entry.id, "sealed_at": now, "digest": digest})
    db.session.execute(_ADD_SEALS, rows)
    return len(rows)


def sign_head(clinic_id: UUID, key: str, sign: Callable[[str], str], now: datetime) -> AuditHead | None:
    """Sign where the chain ends, once a day by UTC; None if that was done, or there is nothing to sign.

    key: the public one, in hex. sign: the signature, in hex, of some words.
    """
    tail, newest = tail_of(clinic_id), newest_head(clinic_id)
    if not tail.seq or (newest is not None and newest.on >= now.date()):
        return None
    head = Head(clinic_id, now.date(), tail.seq, tail.digest, now)
    row = AuditHead(**vars(head), key=key, signature=sign(head.words))
    db.session.add(row)
    db.session.flush()
    return row
