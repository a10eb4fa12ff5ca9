"""What keeps the demo's patients safe: screens, motor thresholds, checks before sessions, holds. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from server.access import Role
from server.courses.models.hold import Hold
from server.courses.models.screen import ReCheck, SafetyScreen
from server.courses.models.threshold import MotorThreshold
from server.courses.rules import CourseState, SessionState
from server.courses.rules.hold import HoldKind
from server.courses.rules.re_check import ITEMS, KEYS, detail_of
from server.courses.rules.screen import FORMS, NEWEST_FORM
from server.courses.rules.threshold import ThresholdMethod, ThresholdUnit
from server.demo.book import Book
from server.demo.cast import Event
from server.demo.dose import dose_of
from server.demo.entries import instant
from server.demo.rows import drawn_id
from server.demo.story import Story

CHECKS = 5  # the last sessions of a running course have theirs on file
TAKEN = (
    ("medicines", 0.85, "Sertraline 100 mg"),
    ("head_injury", 0.08, "Fell off a horse in 2009, dazed for a minute"),
    ("hearing", 0.07, "Ringing on both sides for years"),
    ("metal_elsewhere", 0.1, "Screw in the left ankle"),
    ("fainting", 0.06, "Once, when blood was taken"),
)
CLEARED = "Seen and weighed: no added risk of a seizure, no metal near the coil."


def write_safety(book: Book, course: Mapping[str, Any], story: Story) -> None:
    """Add screens, thresholds, checks and holds of one course. course: its row."""
    rng = Random(f"{course['id']}/safety")
    planned = story.part.state is CourseState.PLANNED
    # Of the courses to come, one waits for its physician, and for a later one nobody has asked yet.
    if not planned or story.part.days_ago[1] > -8:
        _write_screen(book, course, story, rng, cleared=not planned)
    given = [each for each in story.visits if each.state is not SessionState.MISSED]
    if given:
        _write_threshold(book, course, story, given[0].on, rng)
    if story.part.state is CourseState.ACTIVE:
        for visit in [each for each in given if each.place == 0][-CHECKS:]:
            at = instant(visit.on, 7.8, story.zone)
            _write_check(book, course, story, at, (), None, rng)
    if story.part.event is Event.CLOCK_OFF:
        _write_open_hold(book, course, story, rng)
    if story.part.event is Event.OFFLINE:
        at = instant(given[3].on, 15, story.zone)
        detail = "Hears worse on the right since the session; ear protection had slipped."
        reason = "Audiogram on the next morning normal, ear protection fitted anew."
        _write_hold(book, course, story, HoldKind.HEARING, detail, at, rng, (at + timedelta(hours=18), reason))


def _write_screen(book: Book, course: Mapping[str, Any], story: Story, rng: Random, *, cleared: bool) -> None:
    at = story.joined_at + timedelta(minutes=30)
    answers = {each.key: {"answer": "no", "detail": ""} for each in FORMS[NEWEST_FORM]}
    for key, share, detail in TAKEN:
        if rng.random() < share or (key == "medicines" and not cleared):
            answers[key] = {"answer": "yes", "detail": detail}
    signed = cleared and any(each["answer"] != "no" for each in answers.values())
    cleared_at = at + timedelta(hours=3)
    screen_id = drawn_id(rng)
    book.rows.add(
        SafetyScreen,
        clinic_id=book.clinic_id,
        id=screen_id,
        course_id=course["id"],
        number=1,
        form=NEWEST_FORM,
        answers=answers,
        filled_in_by=book.accounts[Role.TECHNICIAN],
        filled_in_at=at,
        cleared_by=book.accounts[Role.CLINICIAN] if signed else None,
        cleared_at=cleared_at if signed else None,
        clear_reason=CLEARED if signed else None,
        overridden=False,
    )
    book.note(Role.TECHNICIAN, "filled in a safety screen", at, rng, course["patient_id"], screen_id)
    if signed:
        book.note(Role.CLINICIAN, "cleared a safety screen", cleared_at, rng, course["patient_id"], screen_id)


def _write_threshold(book: Book, course: Mapping[str, Any], story: Story, on: Any, rng: Random) -> None:
    dose, at = dose_of(course["id"], story.protocol), instant(on, 7.9, story.zone)
    book.rows.add(
        MotorThreshold,
        clinic_id=book.clinic_id,
        id=dose.threshold_id,
        course_id=course["id"],
        value=dose.threshold,
        unit=ThresholdUnit.OUTPUT,
        type=dose.type,
        method=ThresholdMethod.VISUAL,
        measured_on=on,
        reason=None,
        recorded_by=book.accounts[Role.TECHNICIAN],
        recorded_at=at,
    )
    book.note(Role.TECHNICIAN, "recorded a motor threshold", at, rng, course["patient_id"], dose.threshold_id)


def _write_open_hold(book: Book, course: Mapping[str, Any], story: Story, rng: Random) -> None:
    """A positive check of this morning, or of just now where it is not yet eight."""
    at = min(
        instant(book.now.astimezone(ZoneInfo(story.zone)).date(), 8.1, story.zone), book.now - timedelta(minutes=5)
    )
    detail = "Up all night with a sick child."
    hold_id = _write_hold(book, course, story, HoldKind.RE_CHECK, detail_of(ITEMS[:1], detail), at, rng, None)
    _write_check(book, course, story, at, ("sleep",), (hold_id, detail), rng)


def _write_check(
    book: Book,
    course: Mapping[str, Any],
    story: Story,
    at: datetime,
    yes: tuple[str, ...],
    held: tuple[UUID, str] | None,
    rng: Random,
) -> None:
    check_id = drawn_id(rng)
    hold_id, detail = held if held is not None else (None, None)
    book.rows.add(
        ReCheck,
        clinic_id=book.clinic_id,
        id=check_id,
        course_id=course["id"],
        day=at.astimezone(ZoneInfo(story.zone)).date(),
        answers={key: key in yes for key in KEYS},
        detail=detail,
        hold_id=hold_id,
        recorded_by=book.accounts[Role.TECHNICIAN],
        recorded_at=at,
    )
    book.note(Role.TECHNICIAN, "checked before a session", at, rng, course["patient_id"], check_id)


def _write_hold(
    book: Book,
    course: Mapping[str, Any],
    story: Story,
    kind: HoldKind,
    detail: str,
    at: datetime,
    rng: Random,
    cleared: tuple[datetime, str] | None,
) -> UUID:
    hold_id = drawn_id(rng)
    cleared_at, reason = cleared if cleared is not None else (None, None)
    book.rows.add(
        Hold,
        clinic_id=book.clinic_id,
        id=hold_id,
        course_id=course["id"],
        kind=kind,
        detail=detail,
        placed_on=at.astimezone(ZoneInfo(story.zone)).date(),
        placed_at=at,
        placed_by=book.accounts[Role.TECHNICIAN],
        cleared_at=cleared_at,
        cleared_by=None if cleared is None else book.accounts[Role.CLINICIAN],
        clear_reason=reason,
    )
    book.note(Role.TECHNICIAN, f"placed a hold: {kind}", at, rng, course["patient_id"], hold_id)
    if cleared_at is not None:
        book.note(Role.CLINICIAN, f"cleared a hold: {kind}", cleared_at, rng, course["patient_id"], hold_id)
    return hold_id
