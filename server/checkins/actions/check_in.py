"""Recording check-ins."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert

from server.access import Actor, system_of
from server.alerts.actions import raise_alerts
from server.alerts.rules import GRADES, reasons_in_effects
from server.audit.actions import Kept, Said, keep_revisions, note_deeds
from server.audit.rules import Verdict
from server.checkins.models import CheckIn, SideEffect
from server.checkins.queries import courses_of_check_ins, effects_of
from server.checkins.queries.patterns import reasons_in_days
from server.checkins.queries.reported import told_ahead
from server.checkins.rules import HOLDS, STAFF_LABELS, effects_in, grades_in, holds_in, worst_in
from server.courses.actions.facts import News, left_by, news_in, note_facts_in, replaced_by
from server.courses.actions.hold import place_hold
from server.courses.queries.course import running_courses_of
from server.db import db, table_of

# Built once: every check-in that arrives comes by here.
_ADD_CHECK_INS = insert(table_of(CheckIn))
_ADD_EFFECTS = insert(table_of(SideEffect))
_C, _E = table_of(CheckIn).c, table_of(SideEffect).c
_REMOVE_EFFECTS = delete(table_of(SideEffect)).where(
    _E.clinic_id == bindparam("clinic_id"),
    _E.patient_id == bindparam("patient_id"),
    _E.check_in_id.in_(bindparam("check_in_ids", expanding=True)),
)
_REMOVE_CHECK_INS = delete(table_of(CheckIn)).where(
    _C.clinic_id == bindparam("clinic_id"),
    _C.patient_id == bindparam("patient_id"),
    _C.id.in_(bindparam("check_in_ids", expanding=True)),
)


def record_check_ins(patient: Actor, said: Sequence[Said], skew: int, now: datetime) -> list[Kept]:
    """Keep writes about check-ins, bring the entries up to date, and alert the clinic if they call for that.

    said: content as loaded by CheckInContent and found to make sense, None to delete; judged in this order, each as if
    it had come alone. skew: seconds the phone's clock is behind. A repeat does nothing; a conflict is kept beside the
    stored one and its side effects alert all the same.
    """
    kept = keep_revisions(patient, [write for write, _ in said], now)
    news = news_in(patient, said, kept, "felt_on")
    replaced = replaced_by(news)
    known = effects_of(patient, replaced, HOLDS)
    note_facts_in(news, patient.clinic_id, courses_of_check_ins(patient, replaced))
    _remove(patient, replaced)
    _insert(patient, left_by(news), skew, now)
    for each in news:
        if each.content is not None:
            # Safety knows no "late" and no "superseded": whatever arrives for the first time is judged. What this
            # phone sent as it was marked was judged then.
            is_first = each.kept.verdict is Verdict.FIRST
            ahead = told_ahead(patient, each.write.device, each.content) if is_first else set()
            new = {effect: grade for effect, grade in grades_in(each.content).items() if effect not in ahead}
            reasons = reasons_in_effects(new, STAFF_LABELS, each.content["felt_at"], worst_in(each.content) - ahead)
            lasting = reasons_in_days(
                patient.clinic_id, patient.person_id, each.content, grades_in(each.content).get("headache", 0)
            )
            raise_alerts(patient.clinic_id, patient.person_id, each.course_id, [*reasons, *lasting], now)
            # A physician who cleared the hold knew what the entry said: to change its mood places no second one.
            grades = {
                effect: grade
                for effect, grade in new.items()
                if not (each.changes_entry and (each.write.record_id, effect) in known)
            }
            hold_treatment(patient, grades, f"In the daily log for {each.content['felt_on']}", now)
    note_deeds(patient, [(_deed(each), each.write.record_id) for each in news], patient.person_id, now)
    return kept


def hold_treatment(patient: Actor, grades: Mapping[str, int], where: str, now: datetime) -> None:
    """Hold every course of the patient that has not ended, if one of the side effects calls for it.

    grades: side effect -> 0-3. where: it was told, for whoever clears the hold.
    """
    if found := holds_in(grades):
        for course_id in running_courses_of(patient.clinic_id, patient.person_id):
            for effect, kind in found.items():
                detail = f"{where}: {STAFF_LABELS[effect]} ({GRADES[grades[effect]]})"
                place_hold(system_of(patient.clinic_id), course_id, kind, detail, now)


def _deed(news: News) -> str:
    return "deleted a check-in" if news.content is None else f"sent a check-in: {news.kept.verdict}"


def _remove(patient: Actor, check_in_ids: Sequence[UUID]) -> None:
    if check_in_ids:
        of = {"clinic_id": patient.clinic_id, "patient_id": patient.person_id, "check_in_ids": check_in_ids}
        db.session.execute(_REMOVE_EFFECTS, of)
        db.session.execute(_REMOVE_CHECK_INS, of)


def _insert(patient: Actor, entries: Sequence[News], skew: int, now: datetime) -> None:
    key = {"clinic_id": patient.clinic_id, "patient_id": patient.person_id}
    check_ins: list[dict[str, Any]] = []
    effects: list[dict[str, Any]] = []
    for each in entries:
        write, content = each.write, each.content or {}
        mood = content["mood"]
        row = {
            **key,
            "id": write.record_id,
            "course_id": each.course_id,
            "revision": each.kept.number,
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
            "sleep_quality": content["sleep_quality"],
            "any_side_effects": content["any_side_effects"],
            "note": content["note"],
            "recorded_at": write.recorded_at,
            "received_at": now,
            "skew_seconds": skew,
        }
        check_ins.append(row)
        effects += [
            {
                **key,
                "check_in_id": write.record_id,
                "effect": effect,
                "grade": said["grade"],
                "words": said["text"],
                "timing": said["timing"],
                "hindrance": said["hindrance"],
                "worst_ever": said["worst_ever"],
            }
            for effect, said in effects_in(content).items()
        ]
    if check_ins:
        db.session.execute(_ADD_CHECK_INS, check_ins)
    if effects:
        db.session.execute(_ADD_EFFECTS, effects)
