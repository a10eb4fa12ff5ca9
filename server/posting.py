"""The way of what waits to leave the house: claimed, handed over and marked apart, so that no transaction waits for a
far end. Shared by the messages to staff and by those to patients, which do not wait behind one another.
"""

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from server import clock
from server.config import Mode, Settings
from server.db import transaction
from server.messages.actions.sending import Claim, mark_dropped, mark_failed, mark_sent
from server.messages.delivery import Letter, NotDelivered, Ways
from server.messages.library import text_of
from server.messages.rules.text import MessageText, render
from server.people.models import Clinic

FAILURES_PER_TICK = 3  # of one clinic in a row, of up to half a minute each
_log = logging.getLogger("lodestone.jobs")


@dataclass(frozen=True)
class Errand:
    """A claimed message. dropped: why it is not needed any more. send: raises NotDelivered.

    sent, failed: what further is noted of it, in the transaction in which it is marked.
    """

    claim: Claim
    dropped: str | None
    send: Callable[[], None]
    sent: Callable[[datetime], None]
    failed: Callable[[NotDelivered, datetime], None]


def hand_over(clinic: Clinic, claimed: Callable[[], Errand | None]) -> int:
    """How many were sent. claimed: the next one, in a writing transaction of its own; None: nothing waits.

    Only a death between sending and marking sends a message twice, under the same id. After a few failures in a row the
    rest waits for the next tick: a dead mail server must not keep the jobs from anything else.
    """
    sent = failed = 0
    while failed < FAILURES_PER_TICK:
        with transaction("write", clinic.id):
            errand = claimed()
            if errand is None:
                break
            if errand.dropped is not None:
                mark_dropped(errand.claim, errand.dropped)
                continue
        try:
            errand.send()
        except NotDelivered as problem:
            failed += 1
            _log.warning("message %s of kind %s: %s", errand.claim.id, errand.claim.kind, problem.code)
            with transaction("write", clinic.id):
                _mark_failed(errand, problem, clock.now())
        else:
            sent, failed = sent + 1, 0
            with transaction("write", clinic.id):
                mark_sent(errand.claim, clock.now())
                errand.sent(clock.now())
    return sent


def _mark_failed(errand: Errand, problem: NotDelivered, now: datetime) -> None:
    jitter, wait = secrets.randbelow(1000) / 1000, timedelta(seconds=problem.wait)
    if mark_failed(errand.claim, problem.code, now, jitter, for_good=problem.for_good, wait=wait):
        errand.failed(problem, now)


def words_of(claim: Claim, language: str | None, further: Mapping[str, str] | None = None) -> MessageText:
    """The words of a message in that language. further: what is filled in only now."""
    try:
        return render(text_of(claim.kind, language), {**claim.values, **(further or {})}, settings_here().address)
    except KeyError:  # it was queued by a version that had other texts
        raise NotDelivered("no-text", for_good=True) from None


def letter_of(claim: Claim, text: MessageText) -> Letter:
    """The message as it goes by mail or to a gateway."""
    return Letter(str(claim.id), claim.channel, claim.recipient, text, claim.created_at)


def ways_out(hook_url: str = "", keys: tuple[bytes, ...] = ()) -> Ways:
    """The ways that are set up. hook_url: of the clinic, "" for none. keys: that sign it."""
    chosen = settings_here()
    return Ways(chosen.mail, chosen.hooks, hook_url, keys, chosen.mode is Mode.DEMO)


def settings_here() -> Settings:
    """Of this installation."""
    found: Settings = current_app.config["LODESTONE_SETTINGS"]
    return found
