"""Filling in the safety screen, clearing it, and the short check before a session."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from server.access import Actor
from server.audit.actions import note
from server.clinic_settings import value_of
from server.courses.actions.hold import place_hold
from server.courses.models.screen import ReCheck, SafetyScreen
from server.courses.queries.course import find_course
from server.courses.queries.screen import (
    ReCheckRow,
    ScreenRow,
    current_screen,
    find_screen,
    given_of,
    re_check_row,
    screen_row,
)
from server.courses.rules.hold import HoldKind, require_reason
from server.courses.rules.re_check import detail_of, holding, require_answered
from server.courses.rules.screen import NEWEST_FORM, require_clearable, require_complete
from server.db import db
from server.errors import Conflict
from server.people.queries import names_of_accounts, settings_of
from server.people.queries.patient import clinic_day


def fill_in_screen(actor: Actor, course_id: UUID, said: Mapping[str, Any], now: datetime) -> ScreenRow:
    """Keep a filled-in screen, which takes the place of the one before; the page makes the id.

    Raises NotFound, Invalid for a question without an answer.
    """
    course = find_course(actor, course_id)
    names = names_of_accounts(actor.clinic_id)
    before = current_screen(actor.clinic_id, course.id)
    if before is None or before.id != said["id"]:
        require_complete(NEWEST_FORM, given_of(said["answers"]))
        screen = SafetyScreen(
            clinic_id=actor.clinic_id,
            id=said["id"],
            course_id=course.id,
            number=1 if before is None else before.number + 1,
            form=NEWEST_FORM,
            answers=said["answers"],
            filled_in_by=actor.person_id,
            filled_in_at=now,
        )
        db.session.add(screen)
        db.session.flush()
        note(actor, "filled in a safety screen", course.patient_id, screen.id, now)
        before = screen
    return screen_row(before, names, current=True)


def clear_screen(actor: Actor, screen_id: UUID, reason: str, *, override: bool, now: datetime) -> ScreenRow:
    """Sign that treatment may begin after this screen. override: of its hard stops, each weighed by the clinician.

    Raises NotFound, Conflict if the screen is cleared or a newer one took its place, Invalid for a reason that says too
    little, or an override where there is no hard stop and the other way round.
    """
    screen, course = find_screen(actor, screen_id)
    newest = current_screen(actor.clinic_id, course.id)
    if newest is None or newest.id != screen.id:
        raise Conflict("A newer safety screen took the place of this one. Clear that one.", code="screen-superseded")
    if screen.cleared_at is not None:
        raise Conflict("This safety screen is cleared already.", code="screen-cleared")
    require_clearable(screen.form, given_of(screen.answers), override=override)
    require_reason(reason)
    screen.cleared_by, screen.cleared_at, screen.clear_reason = actor.person_id, now, reason
    screen.overridden = override
    db.session.flush()
    deed = "overrode a safety screen's hard stop" if override else "cleared a safety screen"
    note(actor, deed, course.patient_id, screen.id, now)
    return screen_row(screen, names_of_accounts(actor.clinic_id), current=True)


def record_re_check(actor: Actor, course_id: UUID, said: Mapping[str, Any], now: datetime) -> ReCheckRow:
    """Keep the short check before a session of today; what the clinic chose holds the course in the same transaction.

    The page makes the id, so a repeated save stores once. Raises NotFound, Invalid for an incomplete check.
    """
    course = find_course(actor, course_id)
    names = names_of_accounts(actor.clinic_id)
    known = db.session.get(ReCheck, (actor.clinic_id, said["id"]))
    if known is not None and known.course_id == course.id:
        return re_check_row(known, names)
    require_answered(said["answers"])
    found = holding(said["answers"], value_of(settings_of(actor.clinic_id), "sessions.re_check_holds"))
    detail = said["detail"] or ""
    hold_id = place_hold(actor, course.id, HoldKind.RE_CHECK, detail_of(found, detail), now) if found else None
    values = {
        "clinic_id": actor.clinic_id,
        "id": said["id"],
        "course_id": course.id,
        "on": clinic_day(actor, now),
        "answers": said["answers"],
        "detail": detail or None,
        "hold_id": hold_id,
        "recorded_by": actor.person_id,
        "recorded_at": now,
    }
    db.session.execute(insert(ReCheck), values)
    note(actor, "checked before a session", course.patient_id, said["id"], now)
    stored = db.session.get_one(ReCheck, (actor.clinic_id, said["id"]))
    return re_check_row(stored, names)
