"""What an adverse event is to a clinic, and which statements about one contradict each other. Pure.

Dimensions: clinical reference 3.2. The grades are the general ones of CTCAE v5, the criteria of seriousness those of
ICH E2A.
"""

from enum import StrEnum

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
