"""What a session is held against when it is recorded, and what the form for the coming one proposes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from server.access import Actor
from server.clinic_settings import value_of
from server.courses.library import protocol
from server.courses.models.course import Course
from server.courses.models.threshold import MotorThreshold
from server.courses.queries.authorisation import ledger_of
from server.courses.queries.course import find_course
from server.courses.queries.hold import HoldRow, holds_of
from server.courses.queries.plan import anchor_moves_of, plan_of
from server.courses.queries.screen import ReCheckRow, current_screen, how_it_stands, re_check_on, re_check_row
from server.courses.queries.session import SessionRow, sessions_of
from server.courses.queries.threshold import in_force, thresholds_of
from server.courses.rules import DELIVERED, ENDED, TreatmentPhase, next_number
from server.courses.rules.parameters import stimulations_in
from server.courses.rules.plan import AnchorCause
from server.courses.rules.protocol import Protocol
from server.courses.rules.re_check import ITEMS, ReCheckItem
from server.courses.rules.screen import Clearance
from server.courses.rules.session import Block, Cpt, Known, SoFar, code_of, phase_of, proposed_blocks
from server.courses.rules.session_checks import Limits
from server.courses.rules.threshold import Threshold
from server.people.queries import clinic_of, find_patient, names_of_accounts, settings_of
from server.people.queries.patient import clinic_day


@dataclass(frozen=True)
class Proposal:
    """All that the form for the coming session needs. on: today at the clinic. clearance None: no screen is on file.

    screen_required: whether that keeps the first session from being opened. re_check None: none was made today.
    """

    course_id: UUID
    patient_id: UUID
    patient: str
    protocol: str
    on: date
    number: int
    phase: TreatmentPhase
    session_in_day: int | None
    device: str | None
    coil: str | None
    coil_serial: str | None
    cpt: Cpt
    physician: str | None
    blocks: Sequence[Block]
    planned_sessions: int
    delivered: int
    threshold: MotorThreshold | None
    clearance: Clearance | None
    screen_required: bool
    stops: Sequence[str]
    holds: Sequence[HoldRow]
    re_check: ReCheckRow | None
    re_check_items: Sequence[ReCheckItem]
    last: SessionRow | None


def so_far_of(
    actor: Actor, course: Course, sessions: Sequence[SessionRow], on: date, now: datetime, without: UUID | None = None
) -> SoFar:
    """The course as a session of the day `on` finds it. without: a session that is being corrected.

    sessions: those that the caller looked through for the session itself. Read a second time, they could hold one that
    a repeat of the same request stored meanwhile, and the answer would be that its number is taken.
    """
    zone = clinic_of(actor).zone
    today = now.astimezone(ZoneInfo(zone)).date()
    required = value_of(settings_of(actor.clinic_id), "sessions.require_re_check")
    determined = in_force(thresholds_of(actor.clinic_id, course.id), on)
    return SoFar(
        state=course.state,
        earliest=earliest_session(course),
        ended=course.state in ENDED,
        now=now,
        today=today,
        zone=zone,
        protocol=followed_by(course),
        planned={each.on: each.sessions for each in plan_of(actor.clinic_id, course.id)},
        planned_sessions=course.planned_sessions,
        authorised=ledger_of(course, today).authorised,
        sessions=[
            Known(each.number, each.on, each.state, each.started_at, each.ended_at)
            for each in sessions
            if each.id != without
        ],
        threshold=None if determined is None else Threshold(determined.value, determined.unit),
        checked=not required or without is not None or re_check_on(actor.clinic_id, course.id, on) is not None,
    )


def followed_by(course: Course) -> Protocol:
    """The protocol as the course has it: with the clinic's own stimulations, where it has any."""
    preset = protocol(course.protocol)
    return replace(preset, stimulations=stimulations_in(preset, course.parameters))


def earliest_session(course: Course) -> date:
    """The first day that a session of the course can have: the start, as it was before sessions moved it.

    Sessions are entered in any order, and the start follows the first: an earlier one may still come.
    """
    earliest = course.started_on
    for each in reversed(anchor_moves_of(course.clinic_id, course.id)):
        if each.cause is not AnchorCause.FIRST_SESSION:
            break
        earliest = min(earliest, each.moved_from)
    return earliest


def limits_of(clinic_id: UUID) -> Limits:
    """From where on the clinic wants to be asked."""
    chosen = settings_of(clinic_id)
    return Limits(value_of(chosen, "sessions.high_intensity"), value_of(chosen, "sessions.output_tolerance"))


def needs_screen(actor: Actor, course: Course, on: date, sessions: Sequence[Known | SessionRow]) -> bool:
    """Whether a session of that day must not be opened without a safety screen.

    Not where sessions were given already, nor for one that is older than the course's entry here: both happened.
    """
    if any(each.state in DELIVERED for each in sessions):
        return False
    if on < clinic_day(actor, course.created_at):
        return False
    return bool(value_of(settings_of(actor.clinic_id), "sessions.require_screen"))


def proposal_of(actor: Actor, course_id: UUID, now: datetime) -> Proposal:
    """What the coming session is expected to be. Raises NotFound."""
    course = find_course(actor, course_id)
    today = clinic_day(actor, now)
    names = names_of_accounts(actor.clinic_id)
    sessions = sessions_of(actor.clinic_id, course.id)
    delivered = [each for each in sessions if each.state in DELIVERED]
    # The newest with a stimulation: of what was broken off nothing is to be repeated.
    last = max(delivered, key=lambda each: (each.on, each.number), default=None)
    determined = in_force(thresholds_of(actor.clinic_id, course.id), today)
    screen = current_screen(actor.clinic_id, course.id)
    clearance, stops = (None, []) if screen is None else how_it_stands(screen)
    check = re_check_on(actor.clinic_id, course.id, today)
    return Proposal(
        course_id=course.id,
        patient_id=course.patient_id,
        patient=find_patient(actor, course.patient_id).name,
        protocol=protocol(course.protocol).name,
        on=today,
        number=next_number(each.number for each in sessions),
        device=course.device,
        coil=course.coil,
        coil_serial=course.coil_serial,
        physician=last.physician if last is not None else None,
        planned_sessions=course.planned_sessions,
        delivered=len(delivered),
        threshold=determined,
        clearance=clearance,
        screen_required=screen is None and needs_screen(actor, course, today, sessions),
        stops=stops,
        holds=[each for each in holds_of(actor, course.id).holds if each.cleared_at is None],
        re_check=None if check is None else re_check_row(check, names),
        re_check_items=ITEMS,
        last=last,
        **_expected(course, delivered, today, determined, last),
    )


def _expected(
    course: Course,
    delivered: Sequence[SessionRow],
    today: date,
    determined: MotorThreshold | None,
    last: SessionRow | None,
) -> Mapping[str, Any]:
    chosen = followed_by(course)
    plan = {each.on: each.phase for each in plan_of(course.clinic_id, course.id)}
    in_day = Counter(each.on for each in delivered)[today] + 1
    again = determined is not None and determined.measured_on == today and determined.reason is not None
    threshold = None if determined is None else Threshold(determined.value, determined.unit)
    return {
        "phase": plan.get(today) or phase_of(len(delivered) + 1, course.planned_sessions, chosen),
        "session_in_day": in_day if chosen.sessions_per_day > 1 or in_day > 1 else None,
        "cpt": code_of(len(delivered), threshold_today=again),
        "blocks": proposed_blocks(chosen, () if last is None else last.blocks, threshold),
    }
