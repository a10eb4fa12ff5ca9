"""What a reminder is: on which way it goes, which step of a day it is, and why it was not sent. Pure."""

from enum import StrEnum


class Way(StrEnum):
    """How a patient wants to be reminded."""

    PUSH = "push"  # a notification on the phone
    EMAIL = "email"
    NONE = "none"


class Step(StrEnum):
    FIRST = "first"
    REPEAT = "repeat"  # some hours later, if the first one is still unanswered


class Skip(StrEnum):
    """Why a reminder that was planned was not sent."""

    NOTHING_DUE = "nothing due"  # the log of the day is in and no questionnaire waits
    PAUSED = "paused"  # by the patient
    HELD = "held"  # by the clinic
    COURSE_PAUSED = "course paused"
    SILENT = "silent"  # several reminders in a row went unanswered
    NO_WAY = "no way"  # no phone takes notifications any more, or the address is not confirmed
    TOO_LATE = "too late"  # the jobs stood still until quiet hours or the next day
    LEFT = "left"  # the patient withdrew or died after it was planned
    CHANGED = "changed"  # the patient chose another way, or none, after it was planned


class Gone(StrEnum):
    """Why no more notifications go to a phone."""

    REFUSED = "refused"  # the push service said that the subscription ended (404, 410)
    SIGNED_OUT = "signed out"
    TAKEN_OVER = "taken over"  # somebody else signed in on the same phone
    SWITCHED_OFF = "switched off"  # by the patient
