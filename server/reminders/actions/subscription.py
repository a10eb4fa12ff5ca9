"""Phones that take notifications: adding them, and leaving out those that no longer do."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update

from server.access import Actor, system_of
from server.audit.actions import note
from server.db import db
from server.errors import Invalid
from server.reminders.models.reminder import PushSubscription
from server.reminders.queries.preference import live_phones_of
from server.reminders.rules import Gone
from server.reminders.rules.address import is_push_service

MOST_PHONES = 5  # of one patient: beyond it the oldest gives way


def subscribe(
    patient: Actor, endpoint: str, p256dh: str, auth: str, label: str, hosts: Collection[str], now: datetime
) -> PushSubscription:
    """Let notifications go to the phone that the patient is signed in on. Repeating it changes nothing.

    hosts: push services that phones may name. Raises Invalid for another one.
    """
    if not is_push_service(endpoint, hosts):
        raise Invalid("This push service is not one that your clinic sends to.", code="push-service", field="endpoint")
    known = db.session.scalar(
        select(PushSubscription).where(
            PushSubscription.clinic_id == patient.clinic_id, PushSubscription.endpoint == endpoint
        )
    )
    if known is not None and known.patient_id != patient.person_id:
        # Two people on one phone: from now on it is the other's. The row moves, and so does what is sent there.
        db.session.delete(known)
        db.session.flush()
        note(
            system_of(patient.clinic_id),
            "a phone that took notifications is another's",
            known.patient_id,
            known.id,
            now,
        )
        known = None
    is_new = known is None
    if known is None:
        known = PushSubscription(
            clinic_id=patient.clinic_id, id=uuid4(), patient_id=patient.person_id, endpoint=endpoint, created_at=now
        )
    known.session_id, known.label = patient.session_id, label
    known.p256dh, known.auth = p256dh, auth
    known.gone_at = known.gone_why = None
    db.session.add(known)
    db.session.flush()
    if is_new:
        note(patient, "let notifications come to a phone", patient.person_id, known.id, now)
    for oldest in live_phones_of(patient.clinic_id, patient.person_id, now)[:-MOST_PHONES]:
        end_subscription(patient.clinic_id, oldest.id, Gone.SWITCHED_OFF, now)
    return known


def unsubscribe(patient: Actor, endpoint: str, why: Gone, now: datetime) -> None:
    """No more notifications to the phone of that endpoint. One that is not the patient's is left alone."""
    db.session.execute(
        update(PushSubscription)
        .where(
            PushSubscription.clinic_id == patient.clinic_id,
            PushSubscription.patient_id == patient.person_id,
            PushSubscription.endpoint == endpoint,
            PushSubscription.gone_at.is_(None),
        )
        .values(gone_at=now, gone_why=why)
    )


def end_subscription(clinic_id: UUID, subscription_id: UUID, why: Gone, now: datetime) -> None:
    """Send nothing more to this phone, and keep saying why."""
    this = (PushSubscription.clinic_id == clinic_id, PushSubscription.id == subscription_id)
    db.session.execute(
        update(PushSubscription).where(*this, PushSubscription.gone_at.is_(None)).values(gone_at=now, gone_why=why)
    )
