"""The code of the clinic that a patient could type now."""

from datetime import datetime

from sqlalchemy import select

from server.access import Actor
from server.db import db
from server.people.models.proof_code import ProofCode


def code_to_type(patient: Actor, now: datetime) -> ProofCode | None:
    """The patient's open code; None if there is none."""
    return db.session.scalars(
        select(ProofCode)
        .where(
            ProofCode.clinic_id == patient.clinic_id,
            ProofCode.patient_id == patient.person_id,
            ProofCode.expires_at > now,  # a code that was used ended with that
        )
        .order_by(ProofCode.created_at.desc())
        .limit(1)
    ).one_or_none()
