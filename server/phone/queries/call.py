"""Whether a patient may ask for a call now, and whether one is asked for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from server.access import Actor
from server.alerts.models import Alert
from server.db import db
from server.people.queries import clinic_of
from server.people.queries.staff import somebody_answers


@dataclass(frozen=True)
class CallOffer:
    """available: somebody is on duty who can call back. asked_at: of an open request, the last time; None: no such."""

    available: bool
    asked_at: datetime | None
    clinic_phone: str | None
    clinic_hours: str | None


def call_offer(patient: Actor, now: datetime) -> CallOffer:
    """What the patient's page says about a call."""
    clinic = clinic_of(patient)
    asked_at = db.session.scalar(
        select(Alert.received_at).where(
            Alert.clinic_id == patient.clinic_id,
            Alert.patient_id == patient.person_id,
            Alert.rule == "CALL",
            Alert.closed_at.is_(None),
        )
    )
    available = somebody_answers(clinic.id, clinic.zone, now)
    return CallOffer(available, asked_at, clinic.help.get("clinic_phone"), clinic.help.get("clinic_hours"))
