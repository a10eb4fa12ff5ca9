"""Reading safety screens and the short checks before sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.access import Actor
from server.courses.models.course import Course
from server.courses.models.screen import ReCheck, SafetyScreen
from server.courses.queries.course import find_course
from server.courses.queries.hold import BY_RULE, HoldRow, holds_of
from server.courses.rules.screen import (
    FORMS,
    NEWEST_FORM,
    Answer,
    Clearance,
    Given,
    ScreenItem,
    clearance_of,
    hard_stops,
)
from server.db import db
from server.errors import NotFound
from server.people.queries import names_of_accounts


@dataclass(frozen=True)
class ScreenRow:
    """One filled-in screen. stops: keys of its hard stops. current: whether it is the newest of its course."""

    id: UUID
    number: int
    form: str
    answers: Mapping[str, Any]
    clearance: Clearance
    stops: Sequence[str]
    current: bool
    filled_in_by: str
    filled_in_at: datetime
    cleared_by: str | None
    cleared_at: datetime | None
    clear_reason: str | None


@dataclass(frozen=True)
class ReCheckRow:
    """One short check before a session. answers: question -> true for yes."""

    id: UUID
    on: date
    answers: Mapping[str, bool]
    detail: str | None
    hold_id: UUID | None
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class Safety:
    """All about the safety of one course. questions: of the newest form. forms: the questions of each screen's form."""

    course_id: UUID
    patient_id: UUID
    form: str
    questions: Sequence[ScreenItem]
    forms: Mapping[str, Sequence[ScreenItem]]
    screens: Sequence[ScreenRow]
    re_checks: Sequence[ReCheckRow]
    holds: Sequence[HoldRow]


def given_of(answers: Mapping[str, Any]) -> dict[str, Given]:
    """The answers of a screen as its rules take them."""
    return {key: Given(Answer(each["answer"]), each["detail"]) for key, each in answers.items()}


def current_screen(clinic_id: UUID, course_id: UUID) -> SafetyScreen | None:
    """The newest screen of a course the caller may see, None if there is none."""
    return db.session.scalar(
        select(SafetyScreen)
        .where(SafetyScreen.clinic_id == clinic_id, SafetyScreen.course_id == course_id)
        .order_by(SafetyScreen.number.desc())
        .limit(1)
    )


def how_it_stands(screen: SafetyScreen) -> tuple[Clearance, list[str]]:
    """Whether sessions may be opened by this screen, and the keys of its hard stops."""
    given = given_of(screen.answers)
    clearance = clearance_of(screen.form, given, signed=screen.cleared_at is not None)
    return clearance, [each.key for each in hard_stops(screen.form, given)]


def find_screen(actor: Actor, screen_id: UUID) -> tuple[SafetyScreen, Course]:
    """A screen with its course. Raises NotFound also for one of a course that the actor may not see."""
    screen = db.session.get(SafetyScreen, (actor.clinic_id, screen_id))
    if screen is None:
        raise NotFound("No such safety screen.")
    return screen, find_course(actor, screen.course_id)


def re_check_on(clinic_id: UUID, course_id: UUID, on: date) -> ReCheck | None:
    """The last short check of that day, None if none was made."""
    return db.session.scalar(
        select(ReCheck)
        .where(ReCheck.clinic_id == clinic_id, ReCheck.course_id == course_id, ReCheck.on == on)
        .order_by(ReCheck.recorded_at.desc(), ReCheck.id)
        .limit(1)
    )


def safety_of(actor: Actor, course_id: UUID) -> Safety:
    """Screens, short checks and holds of a course, each newest first, open holds before all. Raises NotFound."""
    course = find_course(actor, course_id)
    names = names_of_accounts(actor.clinic_id)
    screens = db.session.scalars(
        select(SafetyScreen)
        .where(SafetyScreen.clinic_id == actor.clinic_id, SafetyScreen.course_id == course.id)
        .order_by(SafetyScreen.number.desc())
    ).all()
    checks = db.session.scalars(
        select(ReCheck)
        .where(ReCheck.clinic_id == actor.clinic_id, ReCheck.course_id == course.id)
        .order_by(ReCheck.recorded_at.desc(), ReCheck.id)
    )
    return Safety(
        course_id=course.id,
        patient_id=course.patient_id,
        form=NEWEST_FORM,
        questions=FORMS[NEWEST_FORM],
        forms={each.form: FORMS[each.form] for each in screens},
        screens=[screen_row(each, names, current=place == 0) for place, each in enumerate(screens)],
        re_checks=[re_check_row(each, names) for each in checks],
        holds=holds_of(actor, course.id).holds,
    )


def screen_row(screen: SafetyScreen, names: Mapping[UUID, str], *, current: bool) -> ScreenRow:
    """The screen as it is shown. names: of the clinic's staff."""
    clearance, stops = how_it_stands(screen)
    return ScreenRow(
        id=screen.id,
        number=screen.number,
        form=screen.form,
        answers=screen.answers,
        clearance=clearance,
        stops=stops,
        current=current,
        filled_in_by=names.get(screen.filled_in_by, BY_RULE),
        filled_in_at=screen.filled_in_at,
        cleared_by=None if screen.cleared_by is None else names.get(screen.cleared_by, BY_RULE),
        cleared_at=screen.cleared_at,
        clear_reason=screen.clear_reason,
    )


def re_check_row(check: ReCheck, names: Mapping[UUID, str]) -> ReCheckRow:
    """The short check as it is shown. names: of the clinic's staff."""
    return ReCheckRow(
        id=check.id,
        on=check.on,
        answers=check.answers,
        detail=check.detail,
        hold_id=check.hold_id,
        recorded_by=names.get(check.recorded_by, BY_RULE),
        recorded_at=check.recorded_at,
    )
