"""The jobs of reminders: finding what is due, and handing over what goes to patients.

Apart from the messages to staff, which must not wait behind an evening's reminders or a slow push service.
"""

from datetime import datetime
from functools import partial

from flask import current_app

from server import clock
from server.db import transaction
from server.messages.actions.sending import Claim, claim_next
from server.messages.delivery import NotDelivered, deliver
from server.messages.delivery.web_push import Notification, Phone, push
from server.messages.rules.text import MessageText
from server.messages.signing import PushKey
from server.people.models import Clinic
from server.posting import Errand, hand_over, letter_of, settings_here, ways_out, words_of
from server.reminders.actions.planning import plan_reminders
from server.reminders.actions.sending import Ready, note_failed, note_sent, ready
from server.reminders.models.reminder import PushSubscription
from server.reminders.queries.standing import due_reminders
from server.reminders.rules.address import is_push_service


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
    """Hand over what waits for patients, each message looked at once more before it goes.

    Of one that goes twice the second takes the first one's place on phones, since both have the same topic.
    """
    return hand_over(clinic, partial(_claimed, clinic))


def _claimed(clinic: Clinic) -> Errand | None:
    claim = claim_next(clinic.id, clock.now(), to_patients=True)
    if claim is None:
        return None
    goes = ready(clinic, claim, clock.now())
    if not isinstance(goes, Ready):
        return Errand(claim, goes, send=_nothing, sent=_nothing, failed=_nothing)

    def failed(problem: NotDelivered, now: datetime) -> None:
        note_failed(clinic, goes, problem.code, claim.attempts, now, for_good=problem.for_good)

    return Errand(
        claim,
        dropped=None,
        send=lambda: _send(clinic, claim, goes),
        sent=lambda now: note_sent(clinic, goes, now),
        failed=failed,
    )


def _nothing(*_: object) -> None:
    """What becomes of a message that does not go: it is dropped, and nothing else."""


def _send(clinic: Clinic, claim: Claim, goes: Ready) -> None:
    text = words_of(claim, goes.language, None if goes.code is None else {"code": goes.code})
    if goes.phone is None:
        deliver(letter_of(claim, text), ways_out(), clock.now())
    else:
        _push(clinic, claim, goes, goes.phone, text)


def _push(clinic: Clinic, claim: Claim, goes: Ready, phone: PushSubscription, text: MessageText) -> None:
    push_settings, address = settings_here().push, settings_here().address
    key: PushKey = current_app.extensions["lodestone-push"]
    if not is_push_service(phone.endpoint, push_settings.hosts):  # the operator's list may be another one by now
        raise NotDelivered("push-not-allowed", for_good=True)
    receipt = None if goes.reminder_id is None else key.receipt_for(clinic.id, goes.reminder_id)
    # In the fragment, which no server and no log sees: the page says then that it was opened.
    address = f"{address}{claim.values['path']}" + (f"#r={receipt}" if receipt else "")
    notification = Notification(text.subject, text.short, goes.language, address, claim.kind, receipt)
    push(Phone(phone.endpoint, phone.p256dh, phone.auth), notification, push_settings, key.private, clock.now())
