"""How a response became what it is: every revision, who made it, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.access import Actor, Role
from server.audit.models import Correction, Revision
from server.audit.queries import corrections_of_record
from server.audit.rules import Standing
from server.db import db
from server.errors import NotFound
from server.people.queries import find_patient, names_of_accounts


@dataclass(frozen=True)
class Step:
    """One revision. by: who of the clinic made it, None: the patient's phone. before, after: the fields that a
    correction changed; both empty for what a phone sent, which stands in `content`. reason: of a correction or removal.
    """

    number: int
    at: datetime
    by: str | None
    standing: Standing
    reason: str | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    content: Mapping[str, Any] | None


@dataclass(frozen=True)
class History:
    """All revisions of one response, in the order of arrival. They stay when it is removed."""

    patient_id: UUID
    steps: Sequence[Step]


def history_of(actor: Actor, response_id: UUID) -> History:
    """The history of a response of a patient whom the actor may see. Raises NotFound."""
    rows = list(
        db.session.scalars(
            select(Revision)
            .where(
                Revision.clinic_id == actor.clinic_id, Revision.record_id == response_id, Revision.kind == "response"
            )
            .order_by(Revision.patient_id, Revision.number)
        )
    )
    if len({each.patient_id for each in rows}) != 1 or actor.role is Role.PATIENT:
        raise NotFound("No such questionnaire.")
    patient = find_patient(actor, rows[0].patient_id)
    names = names_of_accounts(actor.clinic_id)
    corrections = {each.at: each for each in corrections_of_record(actor.clinic_id, response_id)}
    return History(patient.id, [_step(each, names, corrections.get(each.received_at)) for each in rows])


def _step(row: Revision, names: Mapping[UUID, str], correction: Correction | None) -> Step:
    # Staff write under their account's id; a phone's is random and nobody's.
    by = names.get(row.device)
    made_by_staff = None if by is None else correction
    return Step(
        number=row.number,
        at=row.received_at,
        by=by,
        standing=row.standing,
        reason=None if made_by_staff is None else made_by_staff.reason,
        before={} if made_by_staff is None else made_by_staff.before,
        after={} if made_by_staff is None else made_by_staff.after,
        content=row.content,
    )
