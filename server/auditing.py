"""Checks the audit trail of each clinic: the chain, the signatures of its heads, and the triggers that guard it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.audit.models.chain import AuditHead
from server.audit.queries.chain import count_unsealed, head_of, heads_of, links_of, tail_of
from server.audit.rules.chain import SEALED_WITHIN, Checked, Fault, Head, Wrong, check_chain
from server.audit.signing import SignedHead, Signer, is_signed
from server.db import db, transaction
from server.guards import missing_guards
from server.people.models import Clinic
from server.records.queries.erased import erased_patients


@dataclass(frozen=True)
class Finding:
    """What the check of one clinic's trail found. forged: heads that no known key signed. heads: those that count."""

    clinic: str
    checked: Checked
    heads: int
    forged: tuple[SignedHead, ...]
    unsealed: int
    oldest: datetime | None

    @property
    def is_sound(self) -> bool:
        return self.checked.fault is None and not self.forged

    def sentences(self, now: datetime) -> Iterable[str]:
        """What was found, in words for the operator."""
        checked = self.checked
        if checked.fault is not None:
            yield f"{self.clinic}: {_words_of(checked.fault)}"
        else:
            yield f"{self.clinic}: {checked.links:,} sealed entries, {self.heads:,} signed heads: the chain holds."
        for each in self.forged:
            yield f"{self.clinic}: no known key signed the head of {each.head.on}, which names the key {each.key}."
        if checked.erased:
            yield f"  {checked.erased:,} details were erased with their patients."
        if checked.late:
            yield f"  {checked.late:,} entries were sealed more than an hour after their time."
        if self.unsealed and self.oldest is not None:
            behind = " Do the jobs run?" if now - self.oldest > SEALED_WITHIN else ""
            since = f"{self.oldest:%Y-%m-%d %H:%M:%S} UTC"
            yield f"  {self.unsealed:,} entries wait to be sealed, the oldest since {since}.{behind}"


def check_clinic(clinic: Clinic, keys: Sequence[str], others: Iterable[SignedHead]) -> Finding:
    """Check one clinic's trail in a transaction of its own: one snapshot, whatever is noted meanwhile.

    keys: public ones, in hex, that may have signed. others: heads of a file that was kept elsewhere; those of other
    clinics are passed over.
    """
    with transaction("read", clinic.id):
        signed = [_signed(each) for each in heads_of(clinic.id)]
        signed += [each for each in others if each.head.clinic_id == clinic.id]
        forged = tuple(each for each in signed if not is_signed(each, keys))
        good = [each.head for each in signed if each not in forged]
        checked = check_chain(links_of(clinic.id), good, erased_patients(clinic.id))
        number, oldest = count_unsealed(clinic.id, tail_of(clinic.id), thoroughly=True)
    return Finding(clinic.name, checked, len(set(good)), forged, number, oldest)


def present_head(clinic: Clinic, signer: Signer, now: datetime) -> SignedHead | None:
    """Where the clinic's chain ends at this moment, signed now and not stored; None if it has no links."""
    with transaction("read", clinic.id):
        tail = tail_of(clinic.id)
    if not tail.seq:
        return None
    head = Head(clinic.id, now.date(), tail.seq, tail.digest, now)
    return SignedHead(head, signer.public, signer.sign(head.words))


def clinics_gone(known: Collection[UUID], heads: Iterable[SignedHead]) -> list[UUID]:
    """Clinics that a file of heads names and the database does not have any more."""
    return sorted({each.head.clinic_id for each in heads} - set(known))


def lost_guards() -> list[str]:
    """The triggers and policies that the database should have and does not have."""
    with transaction("read"):
        return [
            f"The {each.kind} {each.name} on the table {each.table} is missing."
            for each in missing_guards(db.session.connection())
        ]


def _signed(row: AuditHead) -> SignedHead:
    return SignedHead(head_of(row), row.key, row.signature)


def _words_of(fault: Fault) -> str:
    place = f"entry {fault.seq:,}"
    if fault.since != fault.seq:
        place = f"among the entries {fault.since:,} to {fault.seq:,}"
    which = f" (id {fault.entry_id})" if fault.entry_id is not None and fault.wrong is not Wrong.REWRITTEN else ""
    holds = " All before it hold." if fault.since > 1 else ""
    return f"the first bad place in the chain is {place}{which}: {fault.wrong}.{holds}"
