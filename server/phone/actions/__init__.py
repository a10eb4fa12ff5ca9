"""Taking in what a phone sends: each item is judged, kept and answered on its own."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from marshmallow import Schema, ValidationError
from sqlalchemy.exc import DataError, IntegrityError

from server.access import Actor
from server.alerts.actions import raise_alerts
from server.alerts.rules import Reason
from server.audit.actions import Kept, Said, Write, note
from server.audit.rules import hash_of
from server.checkins.actions.check_in import hold_treatment, record_check_ins
from server.checkins.actions.effect_report import record_effect_reports
from server.checkins.rules import require_check_in_makes_sense
from server.checkins.schemas import CheckInContent, EffectReportContent
from server.db import db, insert_or_nothing, is_unique_race, table_of
from server.errors import Conflict, Invalid, Refusal
from server.http import storable
from server.phone.models import Unplaced
from server.phone.rules import (
    CONFLICT_MESSAGE,
    Answer,
    Outcome,
    grades_in_unplaced,
    outcome_of,
    reasons_in_unplaced_check_in,
)
from server.phone.schemas import ItemBody
from server.questionnaires.actions.response import record_responses, require_response_fits
from server.questionnaires.actions.safety_answer import record_safety_answers, require_safety_answer_fits
from server.questionnaires.library import instruments
from server.questionnaires.rules.safety import reasons_in_unreadable
from server.questionnaires.schemas import ResponseContent, SafetyAnswerContent
from server.wording import say


@dataclass(frozen=True)
class _Kind:
    """How entries of one kind are read, checked and recorded. require: raises Invalid for what makes no sense."""

    schema: Schema
    require: Callable[[dict[str, Any]], None]
    record: Callable[[Actor, Sequence[Said], int, datetime], list[Kept]]


def _require_nothing(content: dict[str, Any]) -> None:
    """Its shape is all that a symptom must have: whatever was marked is judged."""


_ITEM = ItemBody()
_KINDS = {
    "check-in": _Kind(CheckInContent(), require_check_in_makes_sense, record_check_ins),
    "response": _Kind(ResponseContent(), require_response_fits, record_responses),
    "safety-answer": _Kind(SafetyAnswerContent(), require_safety_answer_fits, record_safety_answers),
    "effect-report": _Kind(EffectReportContent(), _require_nothing, record_effect_reports),
}


def sync(patient: Actor, sent: dict[str, Any], now: datetime) -> list[Answer]:
    """Judge each item on its own, in order. Whatever cannot be placed is kept and shown to staff.

    sent: as loaded by SyncBody. One item that is refused neither undoes nor holds up the others. Neighbours of one kind
    are read and stored together, since most of what an entry costs is its statements.
    Raises Conflict where the phone says that they are another person's.
    """
    if sent["owner"] not in (None, patient.person_id):
        raise Conflict("These entries belong to someone else. Sign in as that person to send them.", code="other-owner")
    # How far the phone's clock is behind ours, the way included: flagged when it is much, never a reason to refuse.
    skew = round((now - sent["sent_at"]).total_seconds())
    skew = max(-(2**31), min(skew, 2**31 - 1))
    read = [_read(sent["device"], _storable(item)) for item in sent["items"]]
    answers: list[Answer] = []
    for kind, items in groupby(read, key=lambda each: each.kind):
        if kind is None:
            answers += [_keep_unplaced(patient, each.item, each.refusal, now) for each in items if each.refusal]
        else:
            answers += _take(patient, kind, list(items), skew, now)
    return answers


@dataclass(frozen=True)
class _Read:
    """An item as it came, with what it says or why that cannot be read: exactly one of the two."""

    item: dict[str, Any]
    said: Said | None = None
    refusal: Refusal | None = None

    @property
    def kind(self) -> str | None:
        return None if self.said is None else self.said[0].kind


def _read(device: UUID, item: dict[str, Any]) -> _Read:
    try:
        head = _load(_ITEM, item)
        if head["deleted"] != (head["content"] is None):
            raise Invalid("An entry has content, or it is deleted: exactly one of the two.")
        kind = _KINDS[head["kind"]]
        content = None if head["content"] is None else _load(kind.schema, head["content"])
        if content is not None:
            kind.require(content)
    except Refusal as refusal:
        return _Read(item, refusal=refusal)
    write = Write(head["kind"], head["id"], device, head["seq"], head["base"], head["content"], head["recorded_at"])
    return _Read(item, said=(write, content))


def _take(patient: Actor, kind: str, items: Sequence[_Read], skew: int, now: datetime) -> list[Answer]:
    """Store neighbours of one kind together, or each alone where the database refuses one of them."""
    said = [each.said for each in items if each.said is not None]
    try:
        with db.session.begin_nested():
            kept = _KINDS[kind].record(patient, said, skew, now)
    except (IntegrityError, DataError) as error:
        if isinstance(error, IntegrityError) and is_unique_race(error):
            raise  # the whole request runs again and finds what the other one stored
        if len(items) > 1:
            return [answer for each in items for answer in _take(patient, kind, [each], skew, now)]
        refusal = Invalid("The clinic's database could not file this entry.")
        return [_keep_unplaced(patient, each.item, refusal, now) for each in items]
    return [_answer(each.item, its) for each, its in zip(items, kept, strict=True)]


def _answer(item: dict[str, Any], kept: Kept) -> Answer:
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
            Reason("UNPLACED", 1, say("An entry from the phone could not be filed"), refusal.message, now),
            *reasons_in_unplaced_check_in(item, now),
            *reasons_in_unreadable(item, instruments(), now),
        ]
        raise_alerts(patient.clinic_id, patient.person_id, None, reasons, now)
        hold_treatment(patient, grades_in_unplaced(item), "In an entry that could not be filed", now)
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
