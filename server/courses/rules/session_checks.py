"""What of a session cannot be, and what is so rare that somebody must confirm it. Pure.

Ranges and warnings: clinical reference 2.2. What a clinic may set comes in as values.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from server.courses.rules import DELIVERED, CourseState, SessionState, next_number
from server.courses.rules.protocol import Protocol
from server.courses.rules.session import Block, Known, SoFar, Visit
from server.courses.rules.threshold import Threshold
from server.errors import Conflict, Doubt, Invalid
from server.wording import Term, dated, grouped, say

MOST_PULSES = 20_000  # of one block: far above any preset (3,000), with room for research protocols
# A first session that is corrected takes the start of the course along, within reason.
FIRST_SESSION_REACH = timedelta(days=60)
CLOCKS_DIFFER = timedelta(minutes=10)  # the tablet's and the server's
LONGEST_SESSION = timedelta(hours=6)


@dataclass(frozen=True)
class Limits:
    """From where on the clinic wants to be asked. mso_tolerance: in points of the stimulator's output."""

    high_intensity: int
    mso_tolerance: float


def require_possible(visit: Visit, course: SoFar, *, correcting: bool = False) -> None:
    """Raise Invalid or Conflict for what cannot be, with a sentence that says what is expected.

    correcting: the session is on file already, so that it may belong to a course that has ended since.
    """
    if course.ended and not correcting:
        raise Conflict("This course has ended; sessions can no longer be added.", code="course-ended")
    earliest = course.earliest - FIRST_SESSION_REACH if correcting else course.earliest
    if visit.on < earliest:
        raise Invalid(
            say("The course starts on {on}; a session cannot be earlier.", on=dated(course.earliest)), field="on"
        )
    if visit.on > course.today:
        raise Invalid("A session is recorded on its day or later, not ahead.", field="on")
    if visit.number in {each.number for each in course.sessions}:
        sentence = say("Session {number} of this course is already recorded.", number=visit.number)
        raise Conflict(sentence, code="session-number-taken")
    _require_possible_times(visit, ZoneInfo(course.zone), course.now)
    if visit.state is SessionState.MISSED:
        if visit.blocks:
            raise Invalid("A missed session has no stimulation blocks.", field="blocks")
        return
    if not visit.blocks:
        raise Invalid("Say what was stimulated: at least one block.", field="blocks")
    for place, block in enumerate(visit.blocks):
        _require_possible_block(block, f"blocks.{place}.", aborted=visit.state is SessionState.ABORTED)


def _require_possible_times(visit: Visit, zone: ZoneInfo, now: datetime) -> None:
    # The rough comparison first: the year 1 has no local time west of Greenwich.
    if visit.started_at is not None and (
        abs((visit.started_at.date() - visit.on).days) > 1 or visit.started_at.astimezone(zone).date() != visit.on
    ):
        sentence = say("The session began on another day than {on}. Correct the day or the time.", on=dated(visit.on))
        raise Invalid(sentence, field="started_at")
    if visit.started_at is not None and visit.started_at > now + CLOCKS_DIFFER:
        raise Invalid("This session has not begun yet. Record it once it has.", field="started_at")
    if visit.ended_at is None:
        return
    if visit.started_at is None:
        raise Invalid("Say when the session began, too.", field="started_at")
    if visit.ended_at < visit.started_at:
        raise Invalid("A session ends after it began.", field="ended_at")
    if visit.ended_at - visit.started_at > LONGEST_SESSION:
        raise Invalid("A session takes at most six hours. Look at the times again.", field="ended_at")


def _require_possible_block(block: Block, place: str, *, aborted: bool) -> None:
    """A session that was broken off may have given no pulse."""
    if not block.target.strip():
        raise Invalid("Say which target was stimulated, such as L DLPFC.", field=f"{place}target")
    bounds = (
        ("intensity_percent_mt", say("The intensity is given in per cent of the motor threshold,"), 1, 150),
        ("intensity_percent_mso", say("The stimulator's output is given in per cent,"), 1, 100),
        ("pulses", say("The pulses of one stimulation are a number"), 0 if aborted else 1, MOST_PULSES),
        ("pulses_planned", say("The planned pulses of one stimulation are a number"), 1, MOST_PULSES),
        ("trains", say("The trains of one stimulation are a number"), 1, 2000),
        ("pulses_per_train", say("The pulses of one train are a number"), 1, 2000),
        ("iti_seconds", say("The pause between trains is given in seconds,"), 0, 300),
        ("frequency_hz", say("The frequency is given in hertz,"), 0.1, 100),
        ("ap_mm", say("The place from front to back is given in millimetres,"), -250, 250),
        ("lateral_degrees", say("The place to the side is given in degrees,"), -180, 180),
        ("angle_degrees", say("The angle of the coil is given in degrees,"), -180, 180),
    )
    for name, what, least, most in bounds:
        value = getattr(block, name)
        if value is not None and not least <= value <= most:
            highest = grouped(MOST_PULSES) if most == MOST_PULSES else most
            sentence = say("{what} from {least} to {most}.", what=what, least=least, most=highest)
            raise Invalid(sentence, field=f"{place}{name}")
    if block.pulses_planned is not None and block.pulses > 2 * block.pulses_planned:
        sentence = say(
            "{given} pulses are more than twice the {planned} that were planned.",
            given=grouped(block.pulses),
            planned=grouped(block.pulses_planned),
        )
        raise Invalid(sentence, field=f"{place}pulses")


def doubts_about(visit: Visit, course: SoFar, limits: Limits) -> list[Doubt]:
    """What is possible but rare in the session, in sentences for the person who recorded it."""
    if visit.state is SessionState.MISSED:
        return _doubts_about_number(visit, course)
    found = [*_doubts_about_number(visit, course), *_doubts_about_day(visit, course)]
    if not course.checked and visit.on == course.today:
        sentence = say("No check of sleep, alcohol, medicines and illness is on file for today.")
        found.append(Doubt("no-re-check", sentence))
    for place, block in enumerate(visit.blocks, start=1):
        doubts = _doubts_about_block(block, place, course.threshold, limits)
        found += [_named(each, place) for each in doubts] if len(visit.blocks) > 1 else doubts
    return found + _doubts_about_dose(visit, course.protocol)


def _doubts_about_number(visit: Visit, course: SoFar) -> list[Doubt]:
    expected = next_number(each.number for each in course.sessions)
    if visit.number <= expected:
        return []
    sentence = say(
        "The next session is number {expected}; this one is number {number}.", expected=expected, number=visit.number
    )
    return [Doubt("number-ahead", sentence)]


def _doubts_about_day(visit: Visit, course: SoFar) -> list[Doubt]:
    if visit.state not in DELIVERED:
        return []
    found = []
    if visit.on < course.earliest:
        sentence = say(
            "The course starts on {was}; with this session it starts on {on}.",
            was=dated(course.earliest),
            on=dated(visit.on),
        )
        found.append(Doubt("before-start", sentence))
    delivered = [each for each in course.sessions if each.state in DELIVERED]
    if course.state in (CourseState.PAUSED, CourseState.HOSPITALISED):
        state = say("paused") if course.state is CourseState.PAUSED else say("hospitalised")
        sentence = say("The course is {state}. Was this session given all the same?", state=state)
        found.append(Doubt("not-running", sentence))
    if visit.on.weekday() > 4 and visit.on not in course.planned:
        weekday = say("Saturday") if visit.on.weekday() == 5 else say("Sunday")
        sentence = say("{on} is a {weekday}, and no session is planned for it.", on=dated(visit.on), weekday=weekday)
        found.append(Doubt("weekend", sentence))
    same_day = sum(each.on == visit.on for each in delivered) + 1
    planned = course.planned.get(visit.on, course.protocol.sessions_per_day)
    if same_day > planned:
        sentence = say("This is session {number} of the day; {planned} is planned.", number=same_day, planned=planned)
        found.append(Doubt("many-in-a-day", sentence))
    if (gap := _gap(visit, delivered)) is not None and gap < (least := course.protocol.minutes_between or 0):
        sentence = say(
            "Only {count} minutes lie between two sessions; the protocol asks for {least}.", count=gap, least=least
        )
        found.append(Doubt("short-gap", sentence))
    count = len(delivered) + 1
    if count > course.planned_sessions:
        sentence = say(
            "This is session {number} of {planned} planned ones.", number=count, planned=course.planned_sessions
        )
        found.append(Doubt("more-than-planned", sentence))
    if course.authorised is not None and count > course.authorised:
        sentence = say(
            "This is session {number}; {authorised} are authorised.", number=count, authorised=course.authorised
        )
        found.append(Doubt("more-than-authorised", sentence))
    return found


def _gap(visit: Visit, delivered: Sequence[Known]) -> int | None:
    """Minutes between the session and the nearest other one of its day, None where times are not known.

    From end to start; where no end is recorded, from start to start.
    """
    gaps = []
    for each in delivered:
        if visit.started_at is None or each.started_at is None or each.on != visit.on:
            continue
        if each.started_at <= visit.started_at:
            apart = visit.started_at - (each.ended_at or each.started_at)
        else:
            apart = each.started_at - (visit.ended_at or visit.started_at)
        gaps.append(int(apart.total_seconds() // 60))
    return min(gaps, default=None)


def _doubts_about_block(block: Block, place: int, threshold: Threshold | None, limits: Limits) -> list[Doubt]:
    found = []
    if block.intensity_percent_mt > limits.high_intensity:
        sentence = say(
            "{percent} % of the motor threshold is above {usual} %.",
            percent=block.intensity_percent_mt,
            usual=limits.high_intensity,
        )
        found.append(Doubt(f"high-intensity-{place}", sentence))
    expected = None if threshold is None else threshold.output_at(block.intensity_percent_mt)
    output = block.intensity_percent_mso
    if expected is not None and output is not None and abs(expected - output) > limits.mso_tolerance:
        sentence = say(
            "{percent} % of the motor threshold is an output of {expected} %, not {output} %.",
            percent=block.intensity_percent_mt,
            expected=round(expected),
            output=output,
        )
        found.append(Doubt(f"output-differs-{place}", sentence))
    made = (block.trains or 0) * (block.pulses_per_train or 0)
    if made and block.pulses_planned and made != block.pulses_planned:
        sentence = say(
            "{trains} trains of {pulses} pulses are {made}, not {planned}.",
            trains=block.trains or 0,
            pulses=block.pulses_per_train or 0,
            made=grouped(made),
            planned=grouped(block.pulses_planned),
        )
        found.append(Doubt(f"trains-differ-{place}", sentence))
    return found


def _doubts_about_dose(visit: Visit, protocol: Protocol) -> list[Doubt]:
    """A session in full that gave another number of pulses than the protocol has."""
    least = sum(each.pulses[0] for each in protocol.stimulations)
    most = sum(each.pulses[1] for each in protocol.stimulations)
    given = sum(each.pulses for each in visit.blocks)
    if visit.state is not SessionState.FULL or least <= given <= most:
        return []
    between = say("{least} to {most}", least=grouped(least), most=grouped(most))
    usual = grouped(least) if least == most else between
    sentence = say(
        "{given} pulses were given; the protocol “{name}” has {usual}.",
        given=grouped(given),
        name=Term(protocol.name),
        usual=usual,
    )
    return [Doubt("pulses-differ", sentence)]


def _named(doubt: Doubt, place: int) -> Doubt:
    """About one of several blocks. place: from 1."""
    return replace(doubt, sentence=say("Block {place}: {sentence}", place=place, sentence=doubt.sentence))
