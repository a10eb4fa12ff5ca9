"""Reading the chain: what is not sealed yet, where it ends, and all of it for a check."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from server.audit.models import AuditEntry, Correction
from server.audit.models.chain import AuditDetail, AuditHead, AuditSeal
from server.audit.rules.chain import FIRST, Detail, Entry, Head, Link, digest_of_detail, first_id_at
from server.db import db, table_of

_E, _S = table_of(AuditEntry).c, table_of(AuditSeal).c
_D, _C = table_of(AuditDetail).c, table_of(Correction).c
_ENTRY = (
    _E.clinic_id,
    _E.id,
    _E.at,
    _E.actor_id,
    _E.role,
    _E.deed,
    _E.patient_id,
    _E.record_id,
    _E.request_id,
    _E.detail_digest,
)
# What was noted longer ago than this before the newest seal is looked for once a day only: no request takes so long.
LOOKS_BACK = timedelta(hours=1)
CHUNK = 500  # links that are written in one transaction, so that no check-in waits for long
ROWS_AT_ONCE = 1000


@dataclass(frozen=True)
class Tail:
    """Where a clinic's chain ends. seq 0: it has no links, and sealed_at is None."""

    seq: int
    digest: str
    sealed_at: datetime | None


def tail_of(clinic_id: UUID) -> Tail:
    """Where the clinic's chain ends now."""
    newest = select(_S.seq, _S.digest, _S.sealed_at).where(_S.clinic_id == clinic_id).order_by(_S.seq.desc()).limit(1)
    row = db.session.execute(newest).one_or_none()
    return Tail(0, FIRST, None) if row is None else Tail(row.seq, row.digest, row.sealed_at)


def unsealed_of(clinic_id: UUID, tail: Tail, *, thoroughly: bool, limit: int = CHUNK) -> list[Entry]:
    """Entries that have no link yet, oldest first. thoroughly: seek those too that are older than they should be."""
    chosen = _unsealed(clinic_id, *_ENTRY).order_by(_E.id).limit(limit)
    return [Entry(*row) for row in db.session.execute(_recent(chosen, tail, thoroughly))]


def count_unsealed(clinic_id: UUID, tail: Tail, *, thoroughly: bool) -> tuple[int, datetime | None]:
    """How many entries have no link yet, and when the oldest of them was noted. thoroughly: as above."""
    chosen = _recent(_unsealed(clinic_id, func.count(), func.min(_E.at)), tail, thoroughly)
    number, oldest = db.session.execute(chosen).one()
    return number, oldest


def _recent(chosen: Select[Any], tail: Tail, thoroughly: bool) -> Select[Any]:
    if tail.sealed_at is None or thoroughly:
        return chosen
    return chosen.where(_E.id >= first_id_at(tail.sealed_at - LOOKS_BACK))


def _unsealed(clinic_id: UUID, *columns: Any) -> Select[Any]:
    own_link = (_S.clinic_id == _E.clinic_id) & (_S.entry_id == _E.id)
    joined = table_of(AuditEntry).outerjoin(table_of(AuditSeal), own_link)
    return select(*columns).select_from(joined).where(_E.clinic_id == clinic_id, _S.seq.is_(None))


def links_of(clinic_id: UUID) -> Iterator[Link]:
    """The clinic's whole chain by rising seq, each link with its entry; a few at a time are in memory."""
    joined = (
        table_of(AuditSeal)
        .outerjoin(table_of(AuditEntry), (_E.clinic_id == _S.clinic_id) & (_E.id == _S.entry_id))
        .outerjoin(table_of(AuditDetail), (_D.clinic_id == _S.clinic_id) & (_D.entry_id == _S.entry_id))
        .outerjoin(table_of(Correction), (_C.clinic_id == _S.clinic_id) & (_C.id == _S.entry_id))
    )
    seal = (_S.seq, _S.sealed_at, _S.digest)
    detail = (_D.salt, _D.old, _D.new, _D.reason)
    correction = (_C.salt, _C.kind, _C.before, _C.after, _C.reason)
    columns = [*seal, *_ENTRY, *detail, *correction]
    chosen = select(*(each.label(f"c{place}") for place, each in enumerate(columns))).select_from(joined)
    rows = db.session.execute(
        chosen.where(_S.clinic_id == clinic_id).order_by(_S.seq), execution_options={"yield_per": ROWS_AT_ONCE}
    )
    # Closed too when a check stops at a bad link: PostgreSQL holds a cursor open for it.
    with closing(rows):
        for row in rows:
            yield _link(tuple(row))


def _link(row: tuple[Any, ...]) -> Link:
    (seq, sealed_at, digest), entry, detail, correction = row[:3], row[3:13], row[13:17], row[17:]
    if entry[1] is None:
        return Link(seq, sealed_at, digest, None, None)
    found = Entry(*entry)
    digests = []
    if detail[0] is not None:
        digests.append(digest_of_detail(detail[0], Detail(None, *detail[1:])))
    if correction[0] is not None:
        digests.append(digest_of_detail(correction[0], Detail(*correction[1:])))
    # Two details of one entry: one of them was added.
    return Link(seq, sealed_at, digest, found, digests == [found.detail_digest] if digests else None)


def heads_of(clinic_id: UUID) -> list[AuditHead]:
    """The clinic's signed heads, oldest first."""
    mine = select(AuditHead).where(AuditHead.clinic_id == clinic_id)
    return list(db.session.scalars(mine.order_by(AuditHead.on)))


def newest_head(clinic_id: UUID) -> AuditHead | None:
    """The newest of them; None before the first day's end."""
    mine = select(AuditHead).where(AuditHead.clinic_id == clinic_id)
    return db.session.scalars(mine.order_by(AuditHead.on.desc()).limit(1)).one_or_none()


def head_of(row: AuditHead) -> Head:
    """The signed words of a stored head, as a value."""
    return Head(row.clinic_id, row.on, row.seq, row.digest, row.signed_at)
