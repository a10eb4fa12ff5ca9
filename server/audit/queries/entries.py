"""Reading the trail itself: who saw a patient's record, what was done with it, and who signed in."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, or_, select

from server.access import Actor, Role
from server.audit.models import AuditEntry
from server.audit.models.chain import AuditHead, AuditSeal
from server.audit.queries.chain import count_unsealed, newest_head, tail_of
from server.audit.rules.chain import first_id_at
from server.audit.rules.reading import GAVE_OUT, READ, SIGN_IN, Seen, Window, noted_since
from server.db import db, table_of

_E, _S = table_of(AuditEntry).c, table_of(AuditSeal).c
MOST = 500  # entries on one page of a log


def noted_lately(actor: Actor, deed: str, patients: Collection[UUID], now: datetime) -> set[UUID]:
    """Those of the patients about whom this deed of the actor's stands in the trail since the full hour."""
    found = select(_E.patient_id).where(
        _E.clinic_id == actor.clinic_id,
        _E.patient_id.in_(patients),
        _E.at >= noted_since(now),
        _E.actor_id == actor.person_id,
        _E.deed == deed,
    )
    return {each for each in db.session.scalars(found) if each is not None}


def seen_of(clinic_id: UUID, patient_id: UUID, window: Window | None) -> list[Seen]:
    """Every look at a patient's data by somebody else, oldest first. window None: ever."""
    chosen = (
        select(_E.at, _E.actor_id, _E.role, _E.deed)
        .where(
            _E.clinic_id == clinic_id,
            _E.patient_id == patient_id,
            _E.role != Role.PATIENT.value,
            or_(_E.deed.startswith(READ, autoescape=True), _E.deed == GAVE_OUT),
        )
        .order_by(_E.at)
    )
    if window is not None:
        chosen = chosen.where(_E.at >= window.since, _E.at < window.until)
    return [Seen(*row) for row in db.session.execute(chosen)]


def first_noted(clinic_id: UUID, patient_id: UUID) -> datetime | None:
    """When the first entry about a patient was made; None if there is none."""
    mine = select(func.min(_E.at)).where(_E.clinic_id == clinic_id, _E.patient_id == patient_id)
    found: datetime | None = db.session.scalar(mine)
    return found


def entries_of_patient(actor: Actor, patient_id: UUID, window: Window) -> list[Row[Any]]:
    """All that was done with and about a patient's record, newest first, MOST at most, each with its place in the
    chain (None: not sealed yet). Rows: at, actor_id, role, deed, patient_id, request_id, seq."""
    chosen = _entries(actor, window).where(_E.patient_id == patient_id)
    return list(db.session.execute(chosen))


def sign_ins_of(actor: Actor, window: Window) -> list[Row[Any]]:
    """All about signing in at the actor's clinic, of staff and patients, newest first; rows as above."""
    begins = or_(*(_E.deed.startswith(each, autoescape=True) for each in SIGN_IN))
    # By its key, which begins with the time, so that only these days are read.
    chosen = _entries(actor, window).where(
        begins, _E.id >= first_id_at(window.since), _E.id < first_id_at(window.until)
    )
    return list(db.session.execute(chosen))


def _entries(actor: Actor, window: Window) -> Select[Any]:
    link = (_S.clinic_id == _E.clinic_id) & (_S.entry_id == _E.id)
    columns = (_E.at, _E.actor_id, _E.role, _E.deed, _E.patient_id, _E.request_id, _S.seq)
    return (
        select(*columns)
        .select_from(table_of(AuditEntry).outerjoin(table_of(AuditSeal), link))
        .where(_E.clinic_id == actor.clinic_id, _E.at >= window.since, _E.at < window.until)
        .order_by(_E.at.desc(), _E.id.desc())
        .limit(MOST)
    )


def state_of_trail(actor: Actor) -> dict[str, Any]:
    """How far the clinic's chain goes, what waits to be sealed, and the newest signed head."""
    tail = tail_of(actor.clinic_id)
    waiting, oldest = count_unsealed(actor.clinic_id, tail, thoroughly=False)
    head: AuditHead | None = newest_head(actor.clinic_id)
    return {"sealed": tail.seq, "sealed_at": tail.sealed_at, "waiting": waiting, "waiting_since": oldest, "head": head}
