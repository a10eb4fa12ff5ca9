"""Writing down what happened to an alert."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import bindparam, func, insert, select

from server.alerts.models import AlertStep
from server.alerts.rules import Step
from server.db import db, table_of
from server.wording import parts_of

_S = table_of(AlertStep).c
_LAST = select(func.coalesce(func.max(_S.number), 0)).where(
    _S.clinic_id == bindparam("of_clinic"), _S.alert_id == bindparam("of_alert")
)
_ADD_STEP = insert(table_of(AlertStep))


def tell(clinic_id: UUID, alert_id: UUID, kind: Step, by: UUID | None, words: str | None, now: datetime) -> None:
    """Add one step to the alert's story. by: the account, None for Lodestone itself.

    words: somebody's own, or made by wording.say.
    """
    last = db.session.scalars(_LAST, {"of_clinic": clinic_id, "of_alert": alert_id}).one()
    step = {
        "clinic_id": clinic_id,
        "id": uuid4(),
        "alert_id": alert_id,
        "number": last + 1,
        "at": now,
        "kind": kind,
        "by": by,
        "words": None if words is None else str(words),
        "said": parts_of(words),
    }
    db.session.execute(_ADD_STEP, step)
