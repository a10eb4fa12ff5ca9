"""The jobs of reminders: finding what is due, and handing over what goes to patients.

Apart from the messages to staff, which must not wait behind an evening's reminders or a slow push service.
"""

import logging
import secrets
from datetime import timedelta

from flask import current_app

from server import clock
from server.config import Mode, Settings
from server.db import transaction
from server.messages.actions.sending import Claim, claim_next, mark_dropped, mark_failed, mark_sent
from server.messages.delivery import Letter, NotDelivered, Ways, deliver
from server.messages.delivery.web_push import Notification, Phone, push
from server.messages.library import text_of
from server.messages.rules.text import MessageText, render
from server.messages.signing import PushKey
from server.people.models import Clinic
from server.reminders.actions.planning import plan_reminders
from server.reminders.actions.sending import Ready, note_failed, note_sent, ready
from server.reminders.queries.standing import due_reminders
from server.reminders.rules.address import is_push_service

FAILURES_PER_TICK = 3  # of one clinic in a row, of up to half a minute each
_log = logging.getLogger("lodestone.jobs")


def remind(clinic: Clinic) -> int:
    """Plan the reminders that are due. Found in a reading transaction, which keeps nobody from writing."""
    now = clock.now()
    with transaction("read", clinic.id):
        found = due_reminders(clinic, now)
    if not found:
        return 0
    with transaction("write", clinic.id):
        return plan_reminders(clinic.id, found, now)


def send_reminders(clinic: Clinic) -> int:
    """Hand over what waits for patients, each message claimed, looked at once more, sent and marked apart.

    Only a death between sending and marking sends a message twice, under the same id and, on phones, the same topic, by
    which the second takes the first one's place.
    """
    sent = failed = 0
    while failed < FAILURES_PER_TICK:
        with transaction("write", clinic.id):
            claim = claim_next(clinic.id, clock.now(), to_patients=True)
            if claim is None:
                break
            goes = ready(clinic, claim, clock.now())
            if not isinstance(goes, Ready):
                mark_dropped(claim, goes)
                continue
        try:
            _hand_over(clinic, claim, goes)
        except NotDelivered as problem:
            failed += 1
            _log.warning("message %s of kind %s: %s", claim.id, claim.kind, problem.code)
            with transaction("write", clinic.id):
                now, jitter = clock.now(), secrets.randbelow(1000) / 1000
                wait = timedelta(seconds=problem.wait)
                if mark_failed(claim, problem.code, now, jitter, for_good=problem.for_good, wait=wait):
                    note_failed(clinic, goes, problem.code, claim.attempts, now, for_good=problem.for_good)
        else:
            sent, failed = sent + 1, 0
            with transaction("write", clinic.id):
                mark_sent(claim, clock.now())
                note_sent(clinic, goes, clock.now())
    return sent


def _hand_over(clinic: Clinic, claim: Claim, goes: Ready) -> None:
    settings: Settings = current_app.config["LODESTONE_SETTINGS"]
    values = claim.values if goes.code is None else {**claim.values, "code": goes.code}
    try:
        text = render(text_of(claim.kind, goes.language), values, settings.address)
    except KeyError:  # it was queued by a version that had other texts
        raise NotDelivered("no-text", for_good=True) from None
    if goes.phone is not None:
        _push(clinic, claim, goes, text)
        return
    letter = Letter(str(claim.id), claim.channel, claim.recipient, text, claim.created_at)
    deliver(letter, Ways(settings.mail, settings.hooks, "", (), settings.mode is Mode.DEMO), clock.now())


def _push(clinic: Clinic, claim: Claim, goes: Ready, text: MessageText) -> None:
    settings: Settings = current_app.config["LODESTONE_SETTINGS"]
    key: PushKey = current_app.extensions["lodestone-push"]
    phone, path = goes.phone, claim.values["path"]
    if phone is None:
        raise NotDelivered("gone", for_good=True)
    if not is_push_service(phone.endpoint, settings.push.hosts):  # the operator's list may be another one by now
        raise NotDelivered("push-not-allowed", for_good=True)
    receipt = None if goes.reminder_id is None else key.receipt_for(clinic.id, goes.reminder_id)
    # In the fragment, which no server and no log sees: the page says then that it was opened.
    address = f"{settings.address}{path}" + (f"#r={receipt}" if receipt else "")
    notification = Notification(text.subject, text.short, goes.language, address, claim.kind, receipt)
    push(Phone(phone.endpoint, phone.p256dh, phone.auth), notification, settings.push, key.private, clock.now())
