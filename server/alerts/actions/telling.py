"""Telling staff of an alert, by the channels that its level has: with initials and a link, never more."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from server.access import Role
from server.alerts.actions.story import tell
from server.alerts.models import Alert
from server.alerts.rules import Step, channels_of
from server.db import db
from server.messages.actions import queue
from server.messages.rules import Channel, Outgoing
from server.messages.rules.text import initials_of, time_words
from server.people.models import Patient
from server.people.queries import Contact, House, contacts_of, on_duty
from server.wording import Sentence, Term, joined, say

# The kinds of messages/texts.
RAISED, AGAIN, OVERDUE = "alert", "alert-again", "alert-overdue"
CHANNEL_WORDS = {Channel.EMAIL: "e-mail", Channel.WEBHOOK: "page"}


def notify(
    alert: Alert, kind: str, house: House, now: datetime, *, role: Role | None = None, cause: str = "report"
) -> int:
    """Queue the messages that the alert's level calls for, and note whom they go to. Returns how many.

    To the account that owns the alert, else to whoever is on duty for `role`, or for the role that owns it. Somebody
    without an address is named in the story all the same: nobody may believe that they were told. cause: why it is
    told apart from its reports.
    """
    channels = channels_of(alert.level, house.settings)
    if not channels:
        return 0
    if role is None and alert.owner_id is not None:
        accounts = [alert.owner_id]
    else:
        accounts = on_duty(alert.clinic_id, role or alert.owner_role, now)
    contacts = contacts_of(alert.clinic_id, accounts)
    values = {
        "initials": initials_of(_name(alert)),
        "path": f"/app/alerts/{alert.id}",
        "due": time_words(alert.due_at, house.zone),
    }
    # A repeat of the request that raised it, or a second job, queues the same keys and so nothing.
    key = f"{kind}:{alert.id}:{cause}:{alert.times}:{alert.escalated}"
    outgoing = [
        Outgoing(f"{key}:{channel}:{contact.account_id}", channel, recipient, kind, values, language=contact.language)
        for contact in contacts
        for channel, recipient in _ways_to(contact, channels)
    ]
    queue(alert.clinic_id, outgoing, now)
    tell(alert.clinic_id, alert.id, Step.NOTIFIED, None, _told(contacts, channels), now)
    return len(outgoing)


def _name(alert: Alert) -> str:
    return db.session.scalars(
        select(Patient.name).where(Patient.clinic_id == alert.clinic_id, Patient.id == alert.patient_id)
    ).one()


def _ways_to(contact: Contact, channels: Sequence[Channel]) -> list[tuple[Channel, str]]:
    ways = {Channel.EMAIL: contact.email, Channel.WEBHOOK: contact.pager}
    return [(channel, recipient) for channel in channels if (recipient := ways[channel])]


def _told(contacts: Sequence[Contact], channels: Sequence[Channel]) -> Sentence:
    if not contacts:
        return say("Nobody works here who could be told.")
    parts = []
    for contact in contacts:
        ways = [Term(CHANNEL_WORDS[channel]) for channel, _ in _ways_to(contact, channels)]
        if ways:
            parts.append(say("{name} ({ways})", name=contact.name, ways=ways))
        else:
            parts.append(say("{name} (no address on file)", name=contact.name))
    return joined(parts)
