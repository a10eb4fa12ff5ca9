"""Reading check-ins."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Row, Select, bindparam, select

from server.access import Actor
from server.checkins.models import CheckIn, SideEffect
from server.checkins.rules import Hindrance, SleepQuality, Timing, lateness
from server.courses.rules import MoodScale, mood_value
from server.db import db, table_of


@dataclass(frozen=True)
class EffectRow:
    effect: str
    grade: int  # 0-3
    text: str | None
    timing: Timing | None = None
    hindrance: Hindrance | None = None
    worst_ever: bool | None = None


@dataclass(frozen=True)
class CheckInRow:
    """One entry as stored, with what is derived from it. mood_value: 0 (worst) to 10, whatever the scale."""

    id: UUID
    rev: int
    device: UUID
    seq: int
    felt_at: datetime
    felt_on: date
    zone: str
    recorded_at: datetime
    received_at: datetime
    mood: dict[str, Any] | None
    mood_value: float | None
    energy: int | None
    anxiety: int | None
    sleep_hours: float | None
    sleep_quality: SleepQuality | None
    note: str | None
    any_side_effects: bool | None
    side_effects: Sequence[EffectRow]
    filled_late: bool
    delivered_late: bool
    clock_off: bool

    @property
    def effects(self) -> dict[str, int]:
        """Side effect -> grade."""
        return {each.effect: each.grade for each in self.side_effects}


def check_ins_of_course(clinic_id: UUID, course_id: UUID, limit: int | None = None) -> list[CheckInRow]:
    """The check-ins of a course the caller may see, newest day first; of one day, the one received last comes first."""
    chosen = select(CheckIn).where(CheckIn.clinic_id == clinic_id, CheckIn.course_id == course_id)
    return _rows(chosen, limit)


_C = table_of(CheckIn).c
_COURSES = select(_C.id, _C.course_id).where(
    _C.clinic_id == bindparam("clinic_id"),
    _C.patient_id == bindparam("patient_id"),
    _C.id.in_(bindparam("ids", expanding=True)),
)


def courses_of_check_ins(patient: Actor, ids: Sequence[UUID]) -> dict[UUID, UUID | None]:
    """Check-in -> its course, for those of the acting patient's check-ins that are there."""
    if not ids:
        return {}
    of = {"clinic_id": patient.clinic_id, "patient_id": patient.person_id, "ids": ids}
    return {row.id: row.course_id for row in db.session.execute(_COURSES, of)}


def course_of_check_in(clinic_id: UUID, patient_id: UUID, check_in_id: UUID) -> UUID | None:
    """The course of one entry of a patient; None if it has none, or is not there."""
    return db.session.scalar(
        select(CheckIn.course_id).where(
            CheckIn.clinic_id == clinic_id, CheckIn.patient_id == patient_id, CheckIn.id == check_in_id
        )
    )


def effects_of(patient: Actor, check_in_ids: Collection[UUID], effects: Collection[str]) -> set[tuple[UUID, str]]:
    """(check-in, side effect) for each of the named side effects that the entries tell of, grade 0 left out."""
    if not check_in_ids:
        return set()
    rows = db.session.execute(
        select(SideEffect.check_in_id, SideEffect.effect).where(
            SideEffect.clinic_id == patient.clinic_id,
            SideEffect.patient_id == patient.person_id,
            SideEffect.check_in_id.in_(check_in_ids),
            SideEffect.effect.in_(effects),
            SideEffect.grade > 0,
        )
    )
    return {(check_in_id, effect) for check_in_id, effect in rows}


def own_check_ins(patient: Actor, since: date, until: date) -> list[CheckInRow]:
    """The acting patient's check-ins of the days since..until, newest first, in whichever course or none."""
    chosen = select(CheckIn).where(
        CheckIn.clinic_id == patient.clinic_id,
        CheckIn.patient_id == patient.person_id,
        CheckIn.felt_on.between(since, until),
    )
    return _rows(chosen, None)


def unassigned_check_ins(clinic_id: UUID, patient_id: UUID, limit: int = 60) -> list[CheckInRow]:
    """Check-ins of a patient that belong to no course, newest first."""
    chosen = select(CheckIn).where(
        CheckIn.clinic_id == clinic_id, CheckIn.patient_id == patient_id, CheckIn.course_id.is_(None)
    )
    return _rows(chosen, limit)


def _rows(chosen: Select[CheckIn], limit: int | None) -> list[CheckInRow]:
    ordered = chosen.order_by(CheckIn.felt_on.desc(), CheckIn.received_at.desc(), CheckIn.id.desc()).limit(limit)
    columns = db.session.execute(ordered.with_only_columns(*CheckIn.__table__.columns)).all()
    if not columns:
        return []
    effects: dict[UUID, list[EffectRow]] = {}
    for row in db.session.execute(
        select(
            SideEffect.check_in_id,
            SideEffect.effect,
            SideEffect.grade,
            SideEffect.words,
            SideEffect.timing,
            SideEffect.hindrance,
            SideEffect.worst_ever,
        ).where(
            SideEffect.clinic_id == columns[0].clinic_id,
            SideEffect.patient_id == columns[0].patient_id,
            SideEffect.check_in_id.in_([each.id for each in columns]),
        )
    ):
        effects.setdefault(row.check_in_id, []).append(EffectRow(*row[1:]))
    return [_row(each, effects.get(each.id, [])) for each in columns]


def _row(row: Row[Any], effects: Sequence[EffectRow]) -> CheckInRow:
    late = lateness(
        row.felt_on, local_day(row.recorded_at, row.zone), row.recorded_at, row.received_at, row.skew_seconds
    )
    scale = None if row.mood_scale is None else MoodScale(row.mood_scale)
    return CheckInRow(
        id=row.id,
        rev=row.revision,
        device=row.device,
        seq=row.seq,
        felt_at=row.felt_at,
        felt_on=row.felt_on,
        zone=row.zone,
        recorded_at=row.recorded_at,
        received_at=row.received_at,
        mood=None if scale is None else {"scale": scale, "raw": row.mood_raw},
        mood_value=None if scale is None else mood_value(scale, row.mood_raw),
        energy=row.energy,
        anxiety=row.anxiety,
        sleep_hours=row.sleep_hours,
        sleep_quality=row.sleep_quality,
        note=row.note,
        any_side_effects=row.any_side_effects,
        side_effects=effects,
        filled_late=late.filled_late,
        delivered_late=late.delivered_late,
        clock_off=late.clock_off,
    )


def local_day(at: datetime, zone: str) -> date:
    """The calendar day of an instant in a zone; in UTC where the phone named a zone that nobody knows."""
    try:
        return at.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return at.date()
