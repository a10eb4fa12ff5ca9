"""Reading adverse events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.checkins.models import AdverseEvent
from server.checkins.rules.adverse_event import COUNTED, Relation
from server.db import db


@dataclass(frozen=True)
class EventFact:
    """One adverse event as far as figures are made of it."""

    course_id: UUID
    patient_id: UUID
    effect: str  # a key of checkins.rules.EFFECTS
    onset_on: date
    grade: int  # CTCAE 1-5
    serious: bool
    relation: Relation


def adverse_events_between(clinic_id: UUID, first: date, last: date) -> Sequence[EventFact]:
    """The events that a clinician signed, with their onset from `first` to `last`, both included, oldest first.

    What was only reported, or entered in error, counts in no figure.
    """
    rows: Sequence[Any] = db.session.execute(
        select(
            AdverseEvent.course_id,
            AdverseEvent.patient_id,
            AdverseEvent.effect,
            AdverseEvent.onset_on,
            AdverseEvent.grade,
            AdverseEvent.serious,
            AdverseEvent.relation,
        )
        .where(
            AdverseEvent.clinic_id == clinic_id,
            AdverseEvent.onset_on.between(first, last),
            AdverseEvent.status.in_(COUNTED),
        )
        .order_by(AdverseEvent.onset_on, AdverseEvent.id)
    ).all()
    return [EventFact(*row) for row in rows]
