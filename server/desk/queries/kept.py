"""What a patient sent that is not, or not so, in the record: kept, and shown to the clinic."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.audit.models import Revision
from server.db import db
from server.phone.models import Unplaced


@dataclass(frozen=True)
class Kept:
    """Something that a patient sent and that is not, or not so, in the record. of: the entry that it differs from."""

    id: str
    kind: str
    of: UUID | None
    received_at: datetime
    reason: str | None
    content: Any


def unplaced_of(clinic_id: UUID, patient_id: UUID) -> list[Kept]:
    """What came from a patient and could not be filed, newest first."""
    rows = db.session.scalars(
        select(Unplaced)
        .where(Unplaced.clinic_id == clinic_id, Unplaced.patient_id == patient_id)
        .order_by(Unplaced.received_at.desc(), Unplaced.id)
    )
    return [_kept_item(each) for each in rows]


def _kept_item(row: Unplaced) -> Kept:
    item: dict[str, Any] = json.loads(row.content)
    kind, content = item.get("kind"), item.get("content")
    return Kept(
        id=str(row.id),
        kind=kind if kind in ("check-in", "response", "safety-answer", "effect-report") else "unknown",
        of=None,
        received_at=row.received_at,
        reason=row.reason,
        # An item of no known shape is shown as it came.
        content=content if isinstance(content, dict) else item,
    )


def kept_beside(row: Revision) -> Kept:
    """A conflicting revision, for the clinic to see beside the stored entry."""
    return Kept(f"{row.record_id}-{row.number}", row.kind, row.record_id, row.received_at, None, row.content)
