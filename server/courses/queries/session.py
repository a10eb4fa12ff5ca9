"""Reading treatment sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from server.courses.models.session import StimulationBlock, TreatmentSession
from server.courses.rules import SessionState
from server.db import db


@dataclass(frozen=True)
class BlockRow:
    target: str
    intensity_percent_mt: int
    pulses: int
    frequency_hz: float | None


@dataclass(frozen=True)
class SessionRow:
    """One session with its stimulation blocks in order."""

    id: UUID
    number: int
    on: date
    started_at: datetime | None
    state: SessionState
    site_pain: int | None
    note: str | None
    operator_id: UUID
    blocks: Sequence[BlockRow]


def sessions_of(clinic_id: UUID, course_id: UUID) -> list[SessionRow]:
    """All sessions of a course the caller may see, by number; missed ones included."""
    sessions = db.session.scalars(
        select(TreatmentSession)
        .where(TreatmentSession.clinic_id == clinic_id, TreatmentSession.course_id == course_id)
        .order_by(TreatmentSession.number)
    ).all()
    blocks: dict[UUID, list[BlockRow]] = {}
    for block in db.session.scalars(
        select(StimulationBlock)
        .join(
            TreatmentSession,
            (TreatmentSession.clinic_id == StimulationBlock.clinic_id)
            & (TreatmentSession.id == StimulationBlock.session_id),
        )
        .where(StimulationBlock.clinic_id == clinic_id, TreatmentSession.course_id == course_id)
        .order_by(StimulationBlock.number)
    ):
        blocks.setdefault(block.session_id, []).append(
            BlockRow(block.target, block.intensity_percent_mt, block.pulses, block.frequency_hz)
        )
    return [
        SessionRow(
            each.id,
            each.number,
            each.on,
            each.started_at,
            each.state,
            each.site_pain,
            each.note,
            each.operator_id,
            blocks.get(each.id, []),
        )
        for each in sessions
    ]
