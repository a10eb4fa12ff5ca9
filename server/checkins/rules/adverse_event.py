"""What an adverse event is to a clinic, and which statements about one contradict each other. Pure.

Dimensions: clinical reference 3.2. The grades are the general ones of CTCAE v5, the criteria of seriousness those of
ICH E2A.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from server.errors import Doubt, Invalid
from server.wording import dated, say

# The general meanings of CTCAE v5.0 (US Department of Health and Human Services, 2017) as clinical reference 3.2 has
# them. ADL: activities of daily living.
GRADES = {
    1: "Mild: no intervention needed",
    2: "Moderate: limits instrumental ADL such as shopping or using the telephone",
    3: "Severe or medically significant: hospital stay, or limits self-care",
    4: "Life-threatening: urgent intervention needed",
    5: "Death related to the event",
}


class EventStatus(StrEnum):
    """A technician reports, a clinician grades and signs, and may close it. Nothing is taken out of the table."""

    REPORTED = "reported"
    OPEN = "open"  # graded and signed, still followed
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"  # entered in error; counts nowhere


COUNTED = (EventStatus.OPEN, EventStatus.CLOSED)  # what a clinician stands for


class Criterion(StrEnum):
    """What makes an event serious: ICH E2A, and 21 CFR 312.32 for the important medical event."""

    DEATH = "death"
    LIFE_THREATENING = "life-threatening"
    HOSPITAL = "hospital"  # stay begun or prolonged
    DISABILITY = "disability"  # persistent or significant
    CONGENITAL = "congenital"  # anomaly
    IMPORTANT = "important"  # medical event, such as a seizure or a suicide attempt


class Relation(StrEnum):
    """To the treatment, as a clinician judges it. ISO 14155 has four: it joins unlikely to "not related"."""

    NOT_RELATED = "not-related"
    UNLIKELY = "unlikely"
    POSSIBLE = "possible"
    PROBABLE = "probable"
    DEFINITE = "definite"


class Action(StrEnum):
    """What was done to the treatment."""

    NONE = "none"
    ADJUSTED = "adjusted"  # position or intensity
    SESSION_STOPPED = "session-stopped"
    COURSE_HELD = "course-held"
    WITHDRAWN = "withdrawn"  # the course was given up


class EventOutcome(StrEnum):
    RECOVERED = "recovered"
    RECOVERING = "recovering"
    NOT_RECOVERED = "not-recovered"
    SEQUELAE = "sequelae"  # recovered with lasting effects
    FATAL = "fatal"
    UNKNOWN = "unknown"


class DeviceReport(StrEnum):
    """Whether the event was reported as one of the device. We only ask: who must report what, the clinic knows.

    In the United States a user facility reports deaths and serious injuries that a device may have caused: 21 CFR 803.
    """

    NOT_NEEDED = "not-needed"
    TO_SEND = "to-send"
    SENT = "sent"


@dataclass(frozen=True)
class Told:
    """What happened, as whoever saw it reports it. effect: a key of checkins.rules.EFFECTS. Days of the clinic.

    ongoing: None if nobody knows.
    """

    effect: str
    term: str | None
    onset_on: date
    resolved_on: date | None
    ongoing: bool | None
    treatment: str | None
    note: str | None
    from_check_in: UUID | None
    from_session: UUID | None


@dataclass(frozen=True)
class Assessment:
    """What a clinician makes of it. grade: CTCAE 1-5."""

    grade: int
    serious: bool
    criteria: tuple[Criterion, ...]
    relation: Relation
    expected: bool
    action: Action
    outcome: EventOutcome
    device_report: DeviceReport | None


SHORTEST_TERM = 3  # characters
SEVERE = 3  # the grade from which "not serious" is asked about
IMPORTANT = ("seizure",)  # clinical reference 3.2 names it as an important medical event
BEFORE_COURSE = "before-course"
NOT_SERIOUS = "not-serious"
NOT_REPORTED = "not-reported"
STILL_THERE = "still-there"
OVER = (EventOutcome.RECOVERED, EventOutcome.SEQUELAE, EventOutcome.FATAL)
STILL = (EventOutcome.RECOVERING, EventOutcome.NOT_RECOVERED)


def require_told_makes_sense(told: Told, today: date) -> None:
    """Raise Invalid for days that cannot be, or an event that nobody could tell from another.

    today: the clinic's calendar day.
    """
    if told.effect == "other" and len(told.term or "") < SHORTEST_TERM:
        raise Invalid("Say in a few words what the event was.", field="term")
    if told.onset_on > today:
        raise Invalid("The event began today or before, not in the future.", field="onset_on")
    if told.resolved_on is None:
        return
    if told.resolved_on < told.onset_on:
        sentence = say("The event began on {on}; it cannot be over before.", on=dated(told.onset_on))
        raise Invalid(sentence, field="resolved_on")
    if told.resolved_on > today:
        raise Invalid(
            "The event was over today or before. If it still lasts, leave the day empty.", field="resolved_on"
        )
    if told.ongoing:
        raise Invalid("The event cannot both last and be over.", field="ongoing")


def doubts_in_told(told: Told, started_on: date) -> list[Doubt]:
    """What is possible but rare. started_on: of the course."""
    if told.onset_on >= started_on:
        return []
    sentence = say("The course began on {on}. Is it right that the event began before it?", on=dated(started_on))
    return [Doubt(BEFORE_COURSE, sentence)]


def require_assessment_makes_sense(told: Told, assessed: Assessment) -> None:
    """Raise Invalid for statements that contradict each other: seriousness and criteria, grade, outcome and days."""
    if assessed.serious and not assessed.criteria:
        raise Invalid("Say what makes the event serious: at least one criterion.", field="criteria")
    if assessed.criteria and not assessed.serious:
        raise Invalid("A criterion of seriousness is ticked: then the event is serious.", field="serious")
    deadly = (assessed.grade == 5, assessed.outcome is EventOutcome.FATAL, Criterion.DEATH in assessed.criteria)
    if any(deadly) and not all(deadly):
        raise Invalid(
            "Grade 5, the outcome “fatal” and the criterion “death” go together: all three, or none.", field="grade"
        )
    if assessed.outcome in OVER and told.ongoing:
        raise Invalid("The event is said to last; then its outcome is another one.", field="outcome")
    if assessed.outcome in STILL and (told.resolved_on is not None or told.ongoing is False):
        raise Invalid("The event is said to be over; then its outcome is another one.", field="outcome")


def doubts_in_assessment(effect: str, assessed: Assessment) -> list[Doubt]:
    """What is possible but rare, and what is easily forgotten."""
    doubts = []
    if not assessed.serious and assessed.grade >= SEVERE:
        sentence = say(
            "Grade {grade} is rarely not serious. Is it right that no criterion holds?", grade=assessed.grade
        )
        doubts.append(Doubt(NOT_SERIOUS, sentence))
    elif not assessed.serious and effect in IMPORTANT:
        sentence = say("Such an event counts as an important medical event. Is it right that this one is not serious?")
        doubts.append(Doubt(NOT_SERIOUS, sentence))
    if assessed.serious and assessed.device_report is None:
        sentence = say(
            "Nobody said yet whether the event must be reported as one of the device "
            "(in the United States: 21 CFR 803). Is it right to leave that open for now?"
        )
        doubts.append(Doubt(NOT_REPORTED, sentence))
    return doubts


def doubts_in_closing(ongoing: bool | None, outcome: EventOutcome | None) -> list[Doubt]:
    """An event that still lasts is seldom closed."""
    if ongoing or outcome in STILL:
        sentence = say("The event is said to last. Is it right to close it, so that nobody follows it any more?")
        return [Doubt(STILL_THERE, sentence)]
    return []


def order(status: EventStatus, grade: int | None, serious: bool | None, onset_on: date) -> tuple[int, int, int, int]:
    """A key that sorts by severity: what waits for a clinician, then serious ones, higher grades, newer days."""
    waits = {EventStatus.REPORTED: 0, EventStatus.WITHDRAWN: 2}.get(status, 1)
    return waits, 0 if serious else 1, -(grade or 0), -onset_on.toordinal()
