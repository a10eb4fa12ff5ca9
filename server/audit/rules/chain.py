"""The hash chain over a clinic's audit entries: how a link is made, and where a chain first fails to hold. Pure.

A link is SHA-256 over the link before and over the entry, as JSON with sorted keys. The entry holds a salted digest of
its detail, never the detail itself, so that a detail can be erased and the chain still holds.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

FIRST = "0" * 64  # stands before the first link of every chain; the clinic's id is in every link
# An entry that is sealed later than this after its deed was not there when it should have been, or jobs stood still.
SEALED_WITHIN = timedelta(hours=1)


@dataclass(frozen=True)
class Entry:
    """An audit entry as it goes into the chain."""

    clinic_id: UUID
    id: UUID
    at: datetime
    actor_id: UUID
    role: str
    deed: str
    patient_id: UUID | None
    record_id: UUID | None
    request_id: str | None
    detail_digest: str | None


@dataclass(frozen=True)
class Detail:
    """What an entry says beyond who did what. kind: of the record that was changed, None for any other deed."""

    kind: str | None
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    reason: str | None


@dataclass(frozen=True)
class Link:
    """One link as it is stored. entry None: gone. detail_matches: whether the detail that is there has the digest that
    the entry holds; None: there is none."""

    seq: int
    sealed_at: datetime
    digest: str
    entry: Entry | None
    detail_matches: bool | None


@dataclass(frozen=True)
class Head:
    """The end of a clinic's chain on one day, as it was signed. seq: how many links there were."""

    clinic_id: UUID
    on: date
    seq: int
    digest: str
    signed_at: datetime

    @property
    def words(self) -> str:
        """What is signed."""
        return _canonical(vars(self))


class Wrong(StrEnum):
    """What is wrong at the first bad link."""

    LINK_MISSING = "a link is missing"
    ENTRY_MISSING = "the entry is gone"
    CHANGED = "the entry, or the link before it, is not what was sealed"
    DETAIL_CHANGED = "the detail is not what was sealed"
    DETAIL_MISSING = "the detail is gone, and no erasure explains it"
    DETAIL_ADDED = "a detail was added to an entry that had none"
    REWRITTEN = "the chain was written anew: it does not lead to a signed head"
    CUT = "the end of the chain was cut off: a signed head is further on"


@dataclass(frozen=True)
class Fault:
    """The first bad link. since: where the bad links may begin, where a head tells no more than that; else seq."""

    seq: int
    wrong: Wrong
    entry_id: UUID | None
    since: int


@dataclass
class Checked:
    """What a check of a chain found. fault None: it holds. late: links sealed more than an hour after the deed."""

    links: int = 0
    late: int = 0
    erased: int = 0
    digest: str = FIRST
    fault: Fault | None = None


def first_id_at(moment: datetime) -> UUID:
    """The lowest id that an entry of this moment can have: UUID version 7, whose first 48 bits are milliseconds."""
    milliseconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62)


def digest_of_detail(salt: str, detail: Detail) -> str:
    """SHA-256, in hex, over a detail and its salt."""
    return _sha256([salt, vars(detail)])


def digest_of_link(previous: str, seq: int, sealed_at: datetime, entry: Entry) -> str:
    """The digest, in hex, of link number seq (1, 2, ...) that follows on `previous`, at the beginning on FIRST."""
    return _sha256([previous, seq, sealed_at, vars(entry)])


def check_chain(links: Iterable[Link], heads: Sequence[Head], erased: Collection[UUID]) -> Checked:
    """Follow a clinic's chain up to the first bad link.

    links: as stored, by rising seq. heads: with good signatures, in any order. erased: patients whose details are gone
    by right. Holds only one link at a time.
    """
    found = Checked()
    heads_at: dict[int, list[Head]] = {}
    for head in heads:
        heads_at.setdefault(head.seq, []).append(head)
    sound = 0  # up to where a head has vouched for the chain
    for link in links:
        seq = found.links + 1
        wrong = _wrong_with(link, seq, found.digest, erased)
        entry_id = link.entry.id if link.entry is not None else None
        if wrong is not None:
            # Of a missing link nobody knows any more whose it was.
            found.fault = Fault(seq, wrong, None if wrong is Wrong.LINK_MISSING else entry_id, seq)
            return found
        if any(head.digest != link.digest for head in heads_at.get(seq, ())):
            found.fault = Fault(seq, Wrong.REWRITTEN, entry_id, sound + 1)
            return found
        sound = seq if seq in heads_at else sound
        found.links, found.digest = seq, link.digest
        if link.entry is not None:
            found.late += link.sealed_at - link.entry.at > SEALED_WITHIN
            found.erased += link.entry.detail_digest is not None and link.detail_matches is None
    if any(seq > found.links for seq in heads_at):
        found.fault = Fault(found.links + 1, Wrong.CUT, None, found.links + 1)
    return found


def _wrong_with(link: Link, seq: int, previous: str, erased: Collection[UUID]) -> Wrong | None:
    if link.seq != seq:
        return Wrong.LINK_MISSING
    if link.entry is None:
        return Wrong.ENTRY_MISSING
    if digest_of_link(previous, seq, link.sealed_at, link.entry) != link.digest:
        return Wrong.CHANGED
    if link.detail_matches is False:
        return Wrong.DETAIL_CHANGED if link.entry.detail_digest is not None else Wrong.DETAIL_ADDED
    if link.entry.detail_digest is not None and link.detail_matches is None and link.entry.patient_id not in erased:
        return Wrong.DETAIL_MISSING
    return None


def _sha256(value: object) -> str:
    return hashlib.sha256(_canonical(value).encode()).hexdigest()


def _canonical(value: object) -> str:
    return _ENCODER.encode(value)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID | date):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in the chain")


# Made once: a check encodes millions of values.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_plain)
