"""Taking in what a phone sends: each item is judged, kept and answered on its own."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from marshmallow import Schema, ValidationError
from sqlalchemy.exc import DataError, IntegrityError

from server.access import Actor
from server.alerts.actions import raise_alerts
from server.alerts.rules import Reason
from server.audit.actions import Kept, Write, note
from server.audit.rules import hash_of
from server.checkins.actions import record_check_in
from server.checkins.schemas import CheckInContent
from server.db import db, insert_or_nothing, is_unique_race, table_of
from server.errors import Conflict, Invalid, Refusal
from server.http import storable
from server.phone.models import Unplaced
from server.phone.rules import CONFLICT_MESSAGE, Answer, Outcome, outcome_of, reasons_in_unplaced_check_in
from server.phone.schemas import ItemBody
from server.questionnaires.actions import record_response, record_safety_answer
from server.questionnaires.library import instruments
from server.questionnaires.rules.safety import reasons_in_unreadable
from server.questionnaires.schemas import ResponseContent, SafetyAnswerContent

_ITEM = ItemBody()
_CONTENT: dict[str, Schema] = {
    "check-in": CheckInContent(),
    "response": ResponseContent(),
    "safety-answer": SafetyAnswerContent(),
}
_RECORD = {"check-in": record_check_in, "response": record_response, "safety-answer": record_safety_answer}


def sync(patient: Actor, sent: dict[str, Any], now: datetime) -> list[Answer]:
    """Judge each item in a savepoint of its own, in order. Whatever cannot be placed is kept and shown to staff.

    sent: as loaded by SyncBody. One item that is refused neither undoes nor holds up the others.
    Raises Conflict where the phone says that they are another person's.
    """
    if sent["owner"] not in (None, patient.person_id):
        raise Conflict("These entries belong to someone else. Sign in as that person to send them.", code="other-owner")
    # How far the phone's clock is behind ours, the way included: flagged when it is much, never a reason to refuse.
    skew = round((now - sent["sent_at"]).total_seconds())
    skew = max(-(2**31), min(skew, 2**31 - 1))
    return [_take(patient, sent["device"], _storable(item), skew, now) for item in sent["items"]]


def _take(patient: Actor, device: UUID, item: dict[str, Any], skew: int, now: datetime) -> Answer:
    try:
        with db.session.begin_nested():
            kept = _place(patient, device, item, skew, now)
    except Refusal as refusal:
        return _keep_unplaced(patient, item, refusal, now)
    except (IntegrityError, DataError) as error:
        if isinstance(error, IntegrityError) and is_unique_race(error):
            raise  # the whole request runs again and finds what the other one stored
        return _keep_unplaced(patient, item, Invalid("The clinic's database could not file this entry."), now)
    outcome = outcome_of(kept.verdict)
    conflict = outcome is Outcome.CONFLICT
    return Answer(
        id=str(item["id"]),
        seq=item["seq"],
        outcome=outcome,
        received_at=kept.received_at,
        code="conflict" if conflict else None,
        message=CONFLICT_MESSAGE if conflict else None,
        rev=kept.number,
        stored=kept.stored if conflict else None,
    )


def _place(patient: Actor, device: UUID, item: dict[str, Any], skew: int, now: datetime) -> Kept:
    head = _load(_ITEM, item)
    if head["deleted"] != (head["content"] is None):
        raise Invalid("An entry has content, or it is deleted: exactly one of the two.")
    write = Write(head["kind"], head["id"], device, head["seq"], head["base"], head["content"], head["recorded_at"])
    content = None if head["content"] is None else _load(_CONTENT[head["kind"]], head["content"])
    record = _RECORD[head["kind"]]
    return record(patient, write, content, skew, now)


def _load(schema: Schema, value: dict[str, Any]) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(value)
    except ValidationError as error:
        raise Invalid("Some fields of this entry cannot be read.", fields=error.messages) from None
    return loaded


def _keep_unplaced(patient: Actor, item: dict[str, Any], refusal: Refusal, now: datetime) -> Answer:
    """Nothing a patient sent is lost: keep the item as it came, tell staff, and let its safety answers alert."""
    words = json.dumps(item, ensure_ascii=False, sort_keys=True)
    row: dict[str, Any] = {
        "clinic_id": patient.clinic_id,
        "patient_id": patient.person_id,
        "id": uuid4(),
        "content_hash": hash_of("unplaced", item),
        "content": words,
        "reason": refusal.message,
        "received_at": now,
    }
    if insert_or_nothing(table_of(Unplaced), [row]):
        reasons = [
            Reason("UNPLACED", 1, "An entry from the phone could not be filed", refusal.message, now),
            *reasons_in_unplaced_check_in(item, now),
            *reasons_in_unreadable(item, instruments(), now),
        ]
        raise_alerts(patient.clinic_id, patient.person_id, None, reasons, now)
        note(patient, "sent an entry that could not be filed", patient.person_id, row["id"], now)
    item_id, seq = item.get("id"), item.get("seq")
    return Answer(
        id=item_id if isinstance(item_id, str) else None,
        seq=seq if isinstance(seq, int) else None,
        outcome=Outcome.REFUSED,
        received_at=now,
        code=refusal.code,
        message=f"{refusal.message} It is kept, and your team can see it.",
    )


def _storable(value: Any) -> Any:
    """The JSON value with every text in it made storable, at whatever depth."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(key): _storable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_storable(each) for each in value]
    return value
