"""Recording check-ins."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from server.access import Actor
from server.alerts.actions import raise_alerts
from server.alerts.rules import reasons_in_effects
from server.audit.actions import Kept, Write, keep_revision, note
from server.audit.rules import Verdict
from server.checkins.models import CheckIn, SideEffect
from server.checkins.rules import STAFF_LABELS, require_check_in_makes_sense
from server.courses.actions import note_new_fact
from server.courses.queries import spans_of
from server.courses.rules import course_of_day
from server.db import db, table_of


def record_check_in(patient: Actor, write: Write, content: dict[str, Any] | None, skew: int, now: datetime) -> Kept:
    """Keep one write about a check-in, bring the entry up to date, and alert the clinic if it calls for that.

    content: as loaded by CheckInContent, None to delete. skew: seconds the phone's clock is behind. A repeat does
    nothing; a conflict is kept beside the stored one and its side effects alert all the same. Raises Invalid.
    """
    effects = _effects_in(content)
    if content is not None:
        require_check_in_makes_sense(content, effects)
    kept = keep_revision(patient, write, now)
    if kept.verdict in (Verdict.REPEAT, Verdict.REPEATED_CONFLICT):
        return kept
    replaces = kept.verdict is Verdict.NEWER
    touched = [_course_of_stored(patient, write.record_id)] if replaces else []
    on = None if content is None else content["felt_on"]
    course_id = None if on is None else course_of_day(spans_of(patient.clinic_id, patient.person_id), on)
    if kept.verdict in (Verdict.FIRST, Verdict.NEWER):
        if replaces:
            _remove(patient, write.record_id)
        if content is not None:
            _insert(patient, write, content, course_id, kept.number, skew, now)
            touched.append(course_id)
        for each in {each for each in touched if each is not None}:
            note_new_fact(patient.clinic_id, each)
    if content is not None:
        # Safety knows no "late" and no "superseded": whatever arrives for the first time is judged.
        reasons = reasons_in_effects(effects, STAFF_LABELS, content["felt_at"])
        raise_alerts(patient.clinic_id, patient.person_id, course_id, reasons, now)
    deed = "deleted a check-in" if content is None else f"sent a check-in: {kept.verdict}"
    note(patient, deed, patient.person_id, write.record_id, now)
    return kept


def _effects_in(content: dict[str, Any] | None) -> dict[str, int]:
    # Named twice, the stronger one counts: a form can be wrong, a symptom must not be lost.
    found: dict[str, int] = {}
    for each in content["side_effects"] if content is not None else ():
        found[each["effect"]] = max(each["grade"], found.get(each["effect"], 0))
    return found


def _course_of_stored(patient: Actor, check_in_id: UUID) -> UUID | None:
    return db.session.scalar(
        select(CheckIn.course_id).where(
            CheckIn.clinic_id == patient.clinic_id, CheckIn.patient_id == patient.person_id, CheckIn.id == check_in_id
        )
    )


def _remove(patient: Actor, check_in_id: UUID) -> None:
    for table, column in ((SideEffect, SideEffect.check_in_id), (CheckIn, CheckIn.id)):
        db.session.execute(
            delete(table).where(
                table.clinic_id == patient.clinic_id, table.patient_id == patient.person_id, column == check_in_id
            )
        )


def _insert(
    patient: Actor,
    write: Write,
    content: dict[str, Any],
    course_id: UUID | None,
    revision: int,
    skew: int,
    now: datetime,
) -> None:
    mood = content["mood"]
    key = {"clinic_id": patient.clinic_id, "patient_id": patient.person_id}
    db.session.execute(
        insert(table_of(CheckIn)),
        {
            **key,
            "id": write.record_id,
            "course_id": course_id,
            "revision": revision,
            "device": write.device,
            "seq": write.seq,
            "felt_at": content["felt_at"],
            "felt_on": content["felt_on"],
            "zone": content["zone"],
            "mood_raw": None if mood is None else mood["raw"],
            "mood_scale": None if mood is None else mood["scale"],
            "energy": content["energy"],
            "anxiety": content["anxiety"],
            "sleep_hours": content["sleep_hours"],
            "any_side_effects": content["any_side_effects"],
            "note": content["note"],
            "recorded_at": write.recorded_at,
            "received_at": now,
            "skew_seconds": skew,
        },
    )
    words = {each["effect"]: each["text"] for each in content["side_effects"]}
    rows = [
        {**key, "check_in_id": write.record_id, "effect": effect, "grade": grade, "words": words[effect]}
        for effect, grade in _effects_in(content).items()
    ]
    if rows:
        db.session.execute(insert(table_of(SideEffect)), rows)
