"""Finding codes for a tablet of the clinic."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from server.db import db
from server.people.models.kiosk import KioskCode
from server.people.rules.invitation import MOST_FAILURES


def kiosk_codes_with(clinic_id: UUID, key: str, now: datetime) -> Sequence[KioskCode]:
    """The codes of the clinic that have this key and were neither guessed at too often nor are over: at most one as a
    rule. That each works once is seen to where it is used up."""
    return db.session.scalars(
        select(KioskCode)
        .where(
            KioskCode.clinic_id == clinic_id,
            KioskCode.code_key == key,
            KioskCode.expires_at > now,
            KioskCode.failed < MOST_FAILURES,
        )
        .order_by(KioskCode.created_at.desc(), KioskCode.id)
    ).all()
