"""The second factor beside a password: offering a secret, confirming it, and using up a code."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import or_, update

from server.access import Actor
from server.audit.actions import note
from server.db import db
from server.errors import Conflict, NotProven
from server.people.actions.access_change import keep_access_change
from server.people.actions.throttle import note_failure, note_success, require_allowance
from server.people.models.password import StaffTotp
from server.people.proofs.sealing import seal, unseal
from server.people.proofs.totp import new_secret, qr_of, step_of
from server.people.queries import clinic_of, name_of
from server.people.queries.password import has_password, password_of, totp_of
from server.people.rules import Token
from server.people.rules.access_change import AccessEvent
from server.people.rules.session import Method
from server.people.sessions import prove_again

OFFER_LASTS = timedelta(minutes=15)


@dataclass(frozen=True)
class Offer:
    """A fresh secret, shown once. qr: an SVG image as a data: address. expires_at: it must be confirmed before."""

    secret: str
    qr: str
    expires_at: datetime


def offer_totp(actor: Actor, secrets_file: Path, now: datetime) -> Offer:
    """A fresh secret for the actor's authenticator app. What is in use stays so until the new one is confirmed."""
    secret = new_secret()
    kept = totp_of(actor.person_id) or StaffTotp(account_id=actor.person_id)
    kept.offered, kept.offered_at = seal(secret, _about(actor.person_id), secrets_file), now
    db.session.add(kept)
    db.session.flush()
    note(actor, "began to set up an authenticator app", None, actor.person_id, now)
    password = password_of(actor.person_id)
    login = name_of(actor) if password is None else password.login
    return Offer(secret, qr_of(secret, login, clinic_of(actor).name), now + OFFER_LASTS)


def confirm_totp(actor: Actor, code: str, secrets_file: Path, now: datetime) -> Token | None:
    """Take the offered secret into use. Returns the session's fresh token once a password is there, too.

    Raises NotProven for a wrong code, TooManyAttempts, and Conflict when nothing was offered lately.
    """
    kept = totp_of(actor.person_id)
    if kept is None or kept.offered is None or kept.offered_at is None or kept.offered_at <= now - OFFER_LASTS:
        raise Conflict("Scan a new code first: this one is too old.", code="offer-expired")
    subjects = [f"account:{actor.person_id}"]
    require_allowance("totp", subjects, now)
    step = step_of(unseal(kept.offered, _about(actor.person_id), secrets_file), code, now)
    if step is None:
        note_failure("totp", subjects, now)
        raise NotProven("This is not the code that the app shows for Lodestone now.", field="code")
    note_success("totp", subjects, now)
    kept.secret, kept.last_step, kept.confirmed_at = kept.offered, step, now
    kept.offered = kept.offered_at = None
    db.session.flush()
    note(actor, "set up an authenticator app", None, actor.person_id, now)
    keep_access_change(actor.person_id, AccessEvent.APP_SET, now)
    return prove_again(actor, Method.PASSWORD, now) if has_password(actor.person_id) else None


def use_code(account_id: UUID | None, code: str, secrets_file: Path, now: datetime, *, spend: bool) -> bool:
    """Whether it is the account's code of about now. account_id None: nobody's, which takes as long to say.

    spend: use it up. A code counts once, and then none that is older counts any more (ASVS 6.5.1).
    """
    kept = None if account_id is None else totp_of(account_id)
    secret = None if kept is None or kept.secret is None else unseal(kept.secret, _about(kept.account_id), secrets_file)
    step = step_of(secret, code, now)
    if kept is None or step is None:
        return False
    if not spend:
        return kept.last_step is None or kept.last_step < step
    # Compared and set in one statement: of two requests with the same code only one gets in.
    unused = or_(StaffTotp.last_step.is_(None), StaffTotp.last_step < step)
    used = db.session.execute(
        update(StaffTotp).where(StaffTotp.account_id == kept.account_id, unused).values(last_step=step)
    )
    return used.rowcount == 1  # type: ignore[attr-defined, no-any-return]


def _about(account_id: UUID) -> str:
    """What a sealed secret is about, so that it cannot be put in the place of another account's."""
    return f"totp:{account_id}"
