"""What a message is, and what becomes of one that does not arrive. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    EMAIL = "email"
    WEBHOOK = "webhook"  # a gateway that sends text messages or pages
    PUSH = "push"  # a notification on a patient's phone


class MessageState(StrEnum):
    QUEUED = "queued"  # also while it is under way, and while it waits to be tried again
    SENT = "sent"  # taken by the mail server or the gateway
    GIVEN_UP = "given up"  # refused for good, or tried as often as the operator allows
    DROPPED = "dropped"  # not needed any more when its turn came


# The keys of messages to a patient begin with this and the patient's id; all others go to staff.
TO_PATIENT = "patient:"


@dataclass(frozen=True)
class Outgoing:
    """One message to queue.

    key: the same for a repeat of the same message, which is then sent once; unique within the clinic.
    recipient: an e-mail address, the handle by which the gateway knows a person, or the id of a phone's subscription.
    kind: the text, a file of messages/texts. values: what fills its holes, see rules.text.HOLES.
    not_before: None: at once. language: a BCP 47 tag; None: English.
    """

    key: str
    channel: Channel
    recipient: str
    kind: str
    values: Mapping[str, str] = field(default_factory=dict)
    not_before: datetime | None = None
    language: str | None = None
