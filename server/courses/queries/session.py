"""Reading treatment sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from server.access import Actor
from server.audit.models import Correction
from server.courses.models.session import StimulationBlock, TreatmentSession
from server.courses.queries.course import find_course
from server.courses.rules import SessionState, TreatmentPhase
from server.courses.rules.session import Block, Cpt, Reason
from server.db import db
from server.errors import NotFound

REMOVED = "removed session"  # the kind of the correction that a removal leaves


@dataclass(frozen=True)
class SessionRow:
    """One session with its stimulation blocks in order."""

    id: UUID
    course_id: UUID
    number: int
    on: date
    phase: TreatmentPhase | None
    session_in_day: int | None
    started_at: datetime | None
    ended_at: datetime | None
    state: SessionState
    reason: Reason | None
    device: str | None
    coil: str | None
    coil_serial: str | None
    threshold_id: UUID | None
    cpt: Cpt | None
    ears_patient: bool | None
    ears_operator: bool | None
    site_pain: int | None
    physician: str | None
    note: str | None
    operator_id: UUID
    blocks: Sequence[Block]


# Of a session's row, what SessionRow holds as it is.
FIELDS = tuple(name for name in SessionRow.__dataclass_fields__ if name != "blocks")
BLOCK_FIELDS = tuple(Block.__dataclass_fields__)


def sessions_of(clinic_id: UUID, course_id: UUID) -> list[SessionRow]:
    """All sessions of a course the caller may see, by number; missed ones included."""
    sessions = db.session.scalars(
        select(TreatmentSession)
        .where(TreatmentSession.clinic_id == clinic_id, TreatmentSession.course_id == course_id)
        .order_by(TreatmentSession.number)
    ).all()
    blocks: dict[UUID, list[Block]] = {}
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
        blocks.setdefault(block.session_id, []).append(Block(*(getattr(block, name) for name in BLOCK_FIELDS)))
    return [
        SessionRow(**{name: getattr(each, name) for name in FIELDS}, blocks=tuple(blocks.get(each.id, ())))
        for each in sessions
    ]


def was_removed(actor: Actor, session_id: UUID) -> bool:
    """Whether a session of that id was removed from a course of the actor's clinic."""
    return (
        db.session.scalar(
            select(Correction.id).where(
                Correction.clinic_id == actor.clinic_id,
                Correction.record_id == session_id,
                Correction.kind == REMOVED,
            )
        )
        is not None
    )


def find_session(actor: Actor, session_id: UUID) -> TreatmentSession:
    """Raises NotFound also for a session of a course that the actor may not see."""
    session = db.session.get(TreatmentSession, (actor.clinic_id, session_id))
    if session is None:
        raise NotFound("No such session.")
    find_course(actor, session.course_id)
    return session
