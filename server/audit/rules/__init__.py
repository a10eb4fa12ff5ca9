"""What becomes of a revision that a phone sends: the sync contract, decided on plain values. Pure.

A phone makes the ids of its entries; every write carries `device` (random, per installation) and `seq` (rising, per
device). Only these and a hash of the content decide, so that lost answers, repeats, other orders and restored backups
all end in the same state.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID


class Standing(StrEnum):
    """What a stored revision is for its entry."""

    CURRENT = "current"
    PAST = "past"  # an older or overtaken revision
    CONFLICT = "conflict"  # kept beside the current one for the clinic to see
    DELETED = "deleted"  # a tombstone: the newest word is that the entry is gone


class Verdict(StrEnum):
    FIRST = "first"
    NEWER = "newer"  # replaces what is current
    OVERTAKEN = "overtaken"  # a late arrival of something older: kept, changes nothing
    REPEAT = "repeat"  # known to the letter: nothing to do, the same success again
    CONFLICT = "conflict"  # kept, changes nothing, and the phone is told what the clinic holds
    REPEATED_CONFLICT = "repeated conflict"


REPEATS = (Verdict.REPEAT, Verdict.REPEATED_CONFLICT)


@dataclass(frozen=True)
class Sent:
    """One stored revision as far as the decision needs it."""

    number: int
    device: UUID
    seq: int
    content_hash: str
    standing: Standing


def plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as JSON holds them: days, instants, ids and the like become text."""
    return {key: json.loads(json.dumps(value, default=str)) for key, value in fields.items()}


def hash_of(kind: str, content: Mapping[str, Any] | None) -> str:
    """SHA-256, in hex, of the kind and of the content as JSON with sorted keys; None (a delete) hashes too."""
    words = json.dumps([kind, content], sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(words.encode()).hexdigest()


def judge(known: Sequence[Sent], device: UUID, seq: int, content_hash: str, base: int | None) -> Verdict:
    """What to do with a revision of one entry.

    known: all stored revisions of this entry, in any order. base: the number of the revision that the phone had seen
    when it wrote, None if it had seen none. A device's own higher seq needs no base: an answer that was lost on the way
    must not turn the next edit into a conflict.
    """
    if not known:
        return Verdict.FIRST
    same_write = [each for each in known if (each.device, each.seq) == (device, seq)]
    for each in same_write:
        if each.content_hash == content_hash:
            return Verdict.REPEATED_CONFLICT if each.standing is Standing.CONFLICT else Verdict.REPEAT
    if same_write:
        return Verdict.CONFLICT  # a phone restored from a backup counts on from an old number
    current = next((each for each in known if each.standing in (Standing.CURRENT, Standing.DELETED)), None)
    if current is None:
        return Verdict.NEWER
    if current.device == device:
        # One phone's writes have an order of their own, whatever the order of arrival: a late write, older than the
        # tombstone, cannot bring an entry back.
        return Verdict.NEWER if seq > current.seq else Verdict.OVERTAKEN
    if current.standing is Standing.DELETED:
        return Verdict.CONFLICT
    return Verdict.NEWER if base == current.number else Verdict.CONFLICT
