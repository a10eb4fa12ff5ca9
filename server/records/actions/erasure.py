"""Erasing all that is held about a patient who asked for it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from server.access import Actor
from server.audit.actions import note
from server.db import Record, db, overwrite_what_is_deleted
from server.errors import Conflict, require_confirmed
from server.people.models import Patient
from server.records.models.leaving import Erasure
from server.records.queries.holdings import about, table_named
from server.records.queries.leaving import exports_with, find_erasure, find_request, open_alerts, standing_of
from server.records.rules.holdings import HOLDING_OF, Holding
from server.records.rules.leaving import doubts_of


def erase(actor: Actor, leaving_id: UUID, reason: str, confirmed: Iterable[str], now: datetime) -> UUID:
    """Delete every row about the patient who asked for it and leave a tombstone. Returns the tombstone's id.

    reason: why it may be done now; names nobody. confirmed: codes of doubts, see rules.leaving.doubts_of.
    Raises NotFound, Unusual, and Conflict while red or amber alerts are open: somebody must act on them first.
    """
    request = find_request(actor, leaving_id)
    clinic_id, patient_id = request.clinic_id, request.patient_id
    if open_alerts(clinic_id, patient_id):
        raise Conflict("Red or amber alerts of this patient are open. Act on them first.", code="alerts-open")
    require_confirmed(doubts_of(standing_of(actor, patient_id, now)), set(confirmed))
    # Whoever would add a row about the patient now waits for the end of this, and then finds no patient.
    db.session.execute(
        select(Patient.id).where(Patient.clinic_id == clinic_id, Patient.id == patient_id).with_for_update()
    )
    tombstone = Erasure(
        clinic_id=clinic_id,
        id=uuid4(),
        patient_id=patient_id,
        asked_at=request.asked_at,
        erased_at=now,
        erased_by=actor.person_id,
        reason=reason,
        rows={},
        exports=[
            {
                "export_id": str(each.export_id),
                "study": each.study,
                "made_at": each.made_at.isoformat(),
                "pseudonym": each.pseudonym,
            }
            for each in exports_with(clinic_id, patient_id)
        ],
    )
    db.session.add(tombstone)
    # First: the database lets the trail's details go only where a tombstone names the patient.
    db.session.flush()
    db.session.expunge(request)
    tombstone.rows = _delete_rows(clinic_id, patient_id)
    db.session.flush()
    note(actor, "erased the patient", patient_id, tombstone.id, now)
    return tombstone.id


def _delete_rows(clinic_id: UUID, patient_id: UUID) -> dict[str, int]:
    """Table -> how many rows were deleted, of those that had any."""
    overwrite_what_is_deleted()
    counts = {}
    for holding in _children_first():
        chosen = delete(table_named(holding.table)).where(about(holding, clinic_id, patient_id))
        deleted = db.session.execute(chosen, execution_options={"synchronize_session": False})
        if found := deleted.rowcount:  # type: ignore[attr-defined]
            counts[holding.table] = found
    return counts


def _children_first() -> list[Holding]:
    """The holdings in an order in which no row is deleted before those that are found through it."""
    order = {table.name: place for place, table in enumerate(Record.metadata.sorted_tables)}
    erased = [each for each in HOLDING_OF.values() if each.keeps is None]
    # What is found through another table without a key to it (messages, by their alerts) comes first of all.
    return sorted(erased, key=lambda each: (_has_key(each), -order[each.table]))


def _has_key(holding: Holding) -> bool:
    if holding.through is None:
        return True
    keys = table_named(holding.table).foreign_keys
    return any(each.column.table.name == holding.through for each in keys)


def note_told(actor: Actor, erasure_id: UUID, now: datetime) -> UUID:
    """The recipients of exports that hold the person were told; the pseudonyms are not needed any more.

    Raises NotFound, Conflict if it was done before.
    """
    erasure = find_erasure(actor, erasure_id)
    if erasure.told_at is not None:
        raise Conflict("That was noted already.", code="recipients-told")
    erasure.exports = [{**each, "pseudonym": None} for each in erasure.exports]
    erasure.told_at, erasure.told_by = now, actor.person_id
    db.session.flush()
    note(actor, "told recipients of exports of an erasure", None, erasure.id, now)
    return erasure.id
