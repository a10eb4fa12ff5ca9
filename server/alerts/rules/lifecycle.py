"""What can happen to an alert, and the deeds to choose from when one is closed. Pure."""

from enum import StrEnum


class Step(StrEnum):
    """What an alert's story is made of."""

    RAISED = "raised"
    JOINED = "joined"  # reported again, and no news
    WORSE = "worse"  # reported again, and news
    NOTIFIED = "notified"
    SEEN = "seen"
    ESCALATED = "escalated"
    ACTED = "acted"
    HANDED_OVER = "handed over"
    PLANNED = "plan in place"
    PLAN_ENDED = "plan ended"
    CLOSED = "closed"
    REOPENED = "reopened"


# What was done, to choose from when an alert is closed; the words beside it say the rest.
ACTIONS = {
    "called": "Called the patient",
    "seen": "Saw the patient",
    "assessed": "Risk assessed by a clinician",
    "safety-plan": "Safety plan made or renewed",
    "referred": "Referred, or brought to emergency care",
    "treatment-changed": "Treatment changed",
    "adverse-event": "Adverse event recorded",
    "not-reached": "Not reached; informed as planned",
    "information": "Taken note of, nothing to do",
    "error": "Entered by mistake, cleared with the patient",
    "other": "Something else",
}
