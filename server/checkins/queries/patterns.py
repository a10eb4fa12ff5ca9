"""The reasons to alert in what a patient logged over several days, as far as one entry is part of it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.alerts.rules import Reason
from server.alerts.rules.effects import (
    MEDIUM,
    STRONG,
    DayOfLog,
    SignsOfHypomania,
    reason_in_headaches,
    reason_in_high_spirits,
    reason_in_lasting_headache,
)
from server.checkins.models import CheckIn, SideEffect
from server.clinic_settings import value_of
from server.courses.rules import MoodScale, mood_value
from server.db import db
from server.people.queries import settings_of

_MAY_BE_HIGH = 7  # mood or energy: the least that a clinic may set as a sign is above it or equal
_MAY_BE_SHORT = 8  # hours of sleep: the most that a clinic may set as a sign


def reasons_in_days(clinic_id: UUID, patient_id: UUID, content: Mapping[str, Any], headache: int) -> list[Reason]:
    """Headache that lasts or comes back (AE-2, AE-3), and signs of hypomania (AE-2), with the entry's day among them.

    content: of the entry, as loaded by CheckInContent; headache: its grade, 0 for none. Most entries are part of
    neither and cost nothing. Late entries count by their own day: they are what was felt then.
    """
    may_be_high = _may_be_high(content)
    if headache < MEDIUM and not may_be_high:
        return []
    on, felt_at = content["felt_on"], content["felt_at"]
    chosen = settings_of(clinic_id)
    signs = _signs_in(chosen)
    # The entry itself counts also where another one stands in its place: a conflict, or one that came too late.
    own = DayOfLog(on, headache, _mood(content["mood"]), content["energy"], content["sleep_hours"])
    is_high = may_be_high and signs.on(own) > 0
    if headache < MEDIUM and not is_high:
        return []
    of_days = value_of(chosen, "alerts.ae-3.of_days")
    reach = timedelta(days=max(of_days, signs.in_a_row))
    if not date.min + 2 * reach <= on <= date.max - 2 * reach:
        return []  # a clock that is thousands of years off has no days around its own
    days = [*_days(clinic_id, patient_id, on - reach, on + reach), own]
    found = []
    if headache >= MEDIUM:
        needed = value_of(chosen, "alerts.ae-3.days")
        found.append(reason_in_headaches(days, on, felt_at, needed=needed, of_days=of_days))
    if headache >= STRONG:
        found.append(reason_in_lasting_headache(days, on, felt_at))
    if is_high:
        found.append(reason_in_high_spirits(days, on, felt_at, signs))
    return [each for each in found if each is not None]


def _signs_in(chosen: Mapping[str, Any]) -> SignsOfHypomania:
    return SignsOfHypomania(
        sleep_below=value_of(chosen, "alerts.ae-2.sleep_below"),
        energy_from=value_of(chosen, "alerts.ae-2.energy_from"),
        mood_from=value_of(chosen, "alerts.ae-2.mood_from"),
        needed=value_of(chosen, "alerts.ae-2.signs"),
        in_a_row=value_of(chosen, "alerts.ae-2.days"),
    )


def _may_be_high(content: Mapping[str, Any]) -> bool:
    mood, energy, sleep = _mood(content["mood"]), content["energy"], content["sleep_hours"]
    high = (mood is not None and mood >= _MAY_BE_HIGH, energy is not None and energy >= 5)
    return any(high) or (sleep is not None and sleep < _MAY_BE_SHORT and mood is not None)


def _mood(said: Mapping[str, Any] | None) -> float | None:
    return None if said is None else mood_value(MoodScale(said["scale"]), said["raw"])


def _days(clinic_id: UUID, patient_id: UUID, first: date, last: date) -> list[DayOfLog]:
    """What was logged, day by day; of several entries of a day, each value as the last entry that has one says it, and
    the strongest headache."""
    rows = db.session.execute(
        select(
            CheckIn.felt_on,
            CheckIn.mood_raw,
            CheckIn.mood_scale,
            CheckIn.energy,
            CheckIn.sleep_hours,
            SideEffect.grade,
        )
        .outerjoin(
            SideEffect,
            (SideEffect.clinic_id == CheckIn.clinic_id)
            & (SideEffect.patient_id == CheckIn.patient_id)
            & (SideEffect.check_in_id == CheckIn.id)
            & (SideEffect.effect == "headache"),
        )
        .where(
            CheckIn.clinic_id == clinic_id,
            CheckIn.patient_id == patient_id,
            CheckIn.felt_on >= first,
            CheckIn.felt_on <= last,
        )
        .order_by(CheckIn.received_at, CheckIn.id)
    )
    found: dict[date, DayOfLog] = {}
    for row in rows:
        before = found.get(row.felt_on, DayOfLog(row.felt_on))
        mood = None if row.mood_raw is None or row.mood_scale is None else mood_value(row.mood_scale, row.mood_raw)
        found[row.felt_on] = DayOfLog(
            row.felt_on,
            headache=max(before.headache or 0, row.grade or 0),
            mood=before.mood if mood is None else mood,
            energy=before.energy if row.energy is None else row.energy,
            sleep=before.sleep if row.sleep_hours is None else row.sleep_hours,
        )
    return list(found.values())


def moods_of_courses(clinic_id: UUID, courses: Sequence[UUID], since: date) -> dict[UUID, dict[date, float]]:
    """Course -> day -> mood 0-10, from that day on; of several entries of one day, the one received last."""
    found: dict[UUID, dict[date, float]] = {}
    for row in db.session.execute(
        select(CheckIn.course_id, CheckIn.felt_on, CheckIn.mood_raw, CheckIn.mood_scale)
        .where(
            CheckIn.clinic_id == clinic_id,
            CheckIn.course_id.in_(courses),
            CheckIn.felt_on >= since,
            CheckIn.mood_raw.is_not(None),
        )
        .order_by(CheckIn.received_at, CheckIn.id)
    ):
        if row.course_id is not None and row.mood_scale is not None:
            found.setdefault(row.course_id, {})[row.felt_on] = mood_value(row.mood_scale, row.mood_raw)
    return found
