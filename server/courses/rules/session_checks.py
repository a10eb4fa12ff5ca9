"""What of a session cannot be, and what is so rare that somebody must confirm it. Pure.

Ranges and warnings: clinical reference 2.2. What a clinic may set comes in as values.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from server.courses.rules import DELIVERED, CourseState, SessionState, next_number
from server.courses.rules.protocol import Protocol
from server.courses.rules.session import Block, Known, SoFar, Visit
from server.courses.rules.threshold import Threshold
from server.errors import Conflict, Doubt, Invalid

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
        raise Invalid(f"The course starts on {course.earliest}; a session cannot be earlier.", field="on")
    if visit.on > course.today:
        raise Invalid("A session is recorded on its day or later, not ahead.", field="on")
    if visit.number in {each.number for each in course.sessions}:
        raise Conflict(f"Session {visit.number} of this course is already recorded.", code="session-number-taken")
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
        raise Invalid(
            f"The session began on another day than {visit.on}. Correct the day or the time.", field="started_at"
        )
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
        ("intensity_percent_mt", "The intensity is given in per cent of the motor threshold, from {} to {}.", 1, 150),
        ("intensity_percent_mso", "The stimulator's output is given in per cent, from {} to {}.", 1, 100),
        (
            "pulses",
            "The pulses of one stimulation are a number from {} to {:,}.",
            0 if aborted else 1,
            MOST_PULSES,
        ),
        ("pulses_planned", "The planned pulses of one stimulation are a number from {} to {:,}.", 1, MOST_PULSES),
        ("trains", "The trains of one stimulation are a number from {} to {}.", 1, 2000),
        ("pulses_per_train", "The pulses of one train are a number from {} to {}.", 1, 2000),
        ("iti_seconds", "The pause between trains is given in seconds, from {} to {}.", 0, 300),
        ("frequency_hz", "The frequency is given in hertz, from {} to {}.", 0.1, 100),
        ("ap_mm", "The place from front to back is given in millimetres, from {} to {}.", -250, 250),
        ("lateral_degrees", "The place to the side is given in degrees, from {} to {}.", -180, 180),
        ("angle_degrees", "The angle of the coil is given in degrees, from {} to {}.", -180, 180),
    )
    for name, sentence, least, most in bounds:
        value = getattr(block, name)
        if value is not None and not least <= value <= most:
            raise Invalid(sentence.format(least, most), field=f"{place}{name}")
    if block.pulses_planned is not None and block.pulses > 2 * block.pulses_planned:
        raise Invalid(
            f"{block.pulses:,} pulses are more than twice the {block.pulses_planned:,} that were planned.",
            field=f"{place}pulses",
        )


def doubts_about(visit: Visit, course: SoFar, limits: Limits) -> list[Doubt]:
    """What is possible but rare in the session, in sentences for the person who recorded it."""
    if visit.state is SessionState.MISSED:
        return _doubts_about_number(visit, course)
    found = [*_doubts_about_number(visit, course), *_doubts_about_day(visit, course)]
    if not course.checked and visit.on == course.today:
        sentence = "No check of sleep, alcohol, medicines and illness is on file for today."
        found.append(Doubt("no-re-check", sentence))
    for place, block in enumerate(visit.blocks, start=1):
        named = f"block {place}: " if len(visit.blocks) > 1 else ""
        found += _doubts_about_block(block, named, place, course.threshold, limits)
    return found + _doubts_about_dose(visit, course.protocol)


def _doubts_about_number(visit: Visit, course: SoFar) -> list[Doubt]:
    expected = next_number(each.number for each in course.sessions)
    if visit.number <= expected:
        return []
    return [Doubt("number-ahead", f"The next session is number {expected}; this one is number {visit.number}.")]


def _doubts_about_day(visit: Visit, course: SoFar) -> list[Doubt]:
    if visit.state not in DELIVERED:
        return []
    found = []
    if visit.on < course.earliest:
        sentence = f"The course starts on {course.earliest}; with this session it starts on {visit.on}."
        found.append(Doubt("before-start", sentence))
    delivered = [each for each in course.sessions if each.state in DELIVERED]
    if course.state in (CourseState.PAUSED, CourseState.HOSPITALISED):
        found.append(Doubt("not-running", f"The course is {course.state}. Was this session given all the same?"))
    if visit.on.weekday() > 4 and visit.on not in course.planned:
        found.append(Doubt("weekend", f"{visit.on} is a {visit.on:%A}, and no session is planned for it."))
    same_day = sum(each.on == visit.on for each in delivered) + 1
    planned = course.planned.get(visit.on, course.protocol.sessions_per_day)
    if same_day > planned:
        found.append(Doubt("many-in-a-day", f"This is session {same_day} of the day; {planned} is planned."))
    if (gap := _gap(visit, delivered)) is not None and gap < (least := course.protocol.minutes_between or 0):
        found.append(Doubt("short-gap", f"Only {gap} minutes lie between two sessions; the protocol asks for {least}."))
    count = len(delivered) + 1
    if count > course.planned_sessions:
        sentence = f"This is session {count} of {course.planned_sessions} planned ones."
        found.append(Doubt("more-than-planned", sentence))
    if course.authorised is not None and count > course.authorised:
        sentence = f"This is session {count}; {course.authorised} are authorised."
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


def _doubts_about_block(
    block: Block, named: str, place: int, threshold: Threshold | None, limits: Limits
) -> list[Doubt]:
    found = []
    if block.intensity_percent_mt > limits.high_intensity:
        sentence = f"{named}{block.intensity_percent_mt} % of the motor threshold is above {limits.high_intensity} %."
        found.append(Doubt(f"high-intensity-{place}", _capital(sentence)))
    expected = None if threshold is None else threshold.output_at(block.intensity_percent_mt)
    output = block.intensity_percent_mso
    if expected is not None and output is not None and abs(expected - output) > limits.mso_tolerance:
        sentence = (
            f"{named}{block.intensity_percent_mt} % of the motor threshold is an output of {expected:.0f} %, "
            f"not {output} %."
        )
        found.append(Doubt(f"output-differs-{place}", _capital(sentence)))
    made = (block.trains or 0) * (block.pulses_per_train or 0)
    if made and block.pulses_planned and made != block.pulses_planned:
        sentence = f"{named}{block.trains} trains of {block.pulses_per_train} pulses are {made:,}, "
        found.append(Doubt(f"trains-differ-{place}", _capital(f"{sentence}not {block.pulses_planned:,}.")))
    return found


def _doubts_about_dose(visit: Visit, protocol: Protocol) -> list[Doubt]:
    """A session in full that gave another number of pulses than the protocol has."""
    least = sum(each.pulses[0] for each in protocol.stimulations)
    most = sum(each.pulses[1] for each in protocol.stimulations)
    given = sum(each.pulses for each in visit.blocks)
    if visit.state is not SessionState.FULL or least <= given <= most:
        return []
    usual = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    return [Doubt("pulses-differ", f"{given:,} pulses were given; the protocol “{protocol.name}” has {usual}.")]


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
